"""From the source of the journey to the list of its texts."""

import ast
import csv
import re
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import extract
from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize

from technorth.catalogues.scope import ONLY, REFERENCE, ROOT, list_modules, list_templates

# As Django names its functions; the numbers are the places of context (c), text and plural.
KEYWORDS: dict[str, Any] = dict(extract.DEFAULT_KEYWORDS) | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT = "Translators:"
# Django turns a template into calls with nothing else in them that has quotation marks or brackets.
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?:\b(n?p?gettext)|_)\(({_TEXT}(?:,\s*{_TEXT})*)(?:,\s*count)?\)")
_NOTE = re.compile(rf"#\s*({COMMENT}[^\n]*)")


def extract_catalogue() -> Catalog:
    """Return every text of the journey with the files it stands in; nothing is translated."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for path in list_templates():
        _add(catalogue, path, read_template(path.read_text(encoding="utf-8"), origin=path.name))
    for path in list_modules():
        _add(catalogue, path, read_module(path, ONLY.get(path.relative_to(ROOT).as_posix())))
    for name, column, context, where in REFERENCE:
        _add(catalogue, ROOT / name, read_column(ROOT / name, column, context, where))
    return catalogue


def _add(catalogue: Catalog, path: Path, found: Iterator[Any]) -> None:
    name = path.relative_to(ROOT).as_posix()
    for line, text, notes, context in found:
        catalogue.add(text, locations=[(name, line)], auto_comments=notes, context=context)


def read_template(source: str, *, origin: str) -> Iterator[tuple[int, Any, list[str], str | None]]:
    """Yield line, text (or singular and plural), notes to translators and context of each text."""
    code = templatize(source, origin=origin)
    for call in _CALL.finditer(code):
        parts = list(ast.literal_eval(f"({call[2]},)"))
        function = call[1] or "gettext"
        context = parts.pop(0) if "p" in function.removesuffix("gettext") else None
        text = tuple(parts) if function.startswith("n") else parts[0]
        line = code.count("\n", 0, call.start()) + 1
        lines = code[: call.start()].splitlines()
        notes = [note[1].strip() for before in lines[-2:-1] for note in _NOTE.finditer(before)]
        yield line, text, notes, context


def read_module(path: Path, classes: Collection[str] | None = None) -> Iterator[Any]:
    """Yield the texts of a Python file as ``read_template`` does; with ``classes`` those in these alone."""
    source = path.read_bytes()
    tree = ast.parse(source)
    blocks = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in tree.body
        if isinstance(node, ast.ClassDef) and classes is not None and node.name in classes
    ]
    for line, text, notes, context in extract.extract(
        "python", BytesIO(source), KEYWORDS | _find_aliases(tree), [COMMENT]
    ):
        if classes is None or any(line in block for block in blocks):
            yield line, text, notes, context


def _find_aliases(tree: ast.Module) -> dict[str, Any]:
    """Return the names that a file gives to Django's functions, each with where its texts stand."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    names = [name for node in imports if node.module == "django.utils.translation" for name in node.names]
    return {name.asname: KEYWORDS[name.name] for name in names if name.asname and name.name in KEYWORDS}


def read_column(
    path: Path, column: str, context: str, where: Mapping[str, str]
) -> Iterator[tuple[int, str, list[str], str]]:
    """Yield the values of ``column`` in a reference file, once each, of the rows that have ``where``.

    Lines that begin with # are notes.
    """
    rows = csv.DictReader(
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    for value in dict.fromkeys(row[column] for row in rows if where.items() <= row.items()):
        if value:
            yield 1, value, [], context
