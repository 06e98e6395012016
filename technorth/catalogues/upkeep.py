"""The catalogue of each language: brought up to date with the source, looked over, compiled."""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from technorth.catalogues.scope import LOCALES, find_po

HEADER = """\
# The investor's journey of TechNorth. Texts and commands: docs/languages.md; words to keep: docs/glossary.md.
"""
_PLACEHOLDER = re.compile(r"%(?:\(\w+\)[a-z]|%)")
# Lines of the header that say nothing, or change at each update.
_NO_USE = re.compile(
    rb'"(?:POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator|Language-Team):[^\n]*\n'
)
_TAG = re.compile(r"</?[a-z][^<>]*>")


def read_catalogue(language: str) -> Catalog:
    """Return the catalogue of ``language``; an empty one where none was begun."""
    path = find_po(language)
    if not path.exists():
        return Catalog(locale=LOCALES[language], charset="utf-8", fuzzy=False, header_comment=HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[language], abort_invalid=True)


def update_catalogue(language: str, template: Catalog) -> Catalog:
    """Bring the catalogue of ``language`` to the texts of ``template``, and write and return it.

    A text that changed is a new text: nothing is guessed from one that is alike. Texts that are gone go.
    """
    catalogue = read_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = HEADER
    catalogue.project, catalogue.version = "TechNorth", "1"
    content = BytesIO()
    write_po(content, catalogue, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    text = _NO_USE.sub(b"", content.getvalue())
    path = find_po(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return catalogue


@dataclass
class Standing:
    """What is to be done on a catalogue before its language can be offered."""

    total: int = 0
    missing: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether each text is translated, none in doubt, and with what has to stand in it."""
        return not (self.missing or self.fuzzy or self.wrong)


def look_over(catalogue: Catalog, template: Catalog) -> Standing:
    """Return how far ``catalogue`` is, against the texts of ``template``."""
    standing = Standing()
    for wanted in _list_texts(template):
        standing.total += 1
        message = catalogue.get(wanted.id, context=wanted.context)
        name = _name(wanted)
        if message is None or not all(_list_forms(message, catalogue)):
            standing.missing.append(name)
        elif message.fuzzy:
            standing.fuzzy.append(name)
        elif trouble := find_trouble(message, catalogue):
            standing.wrong.append((name, trouble))
    known = {(_key(message.id), message.context) for message in _list_texts(template)}
    standing.unknown = [
        _name(message)
        for message in _list_texts(catalogue)
        if (_key(message.id), message.context) not in known
    ]
    return standing


def find_trouble(message: Message, catalogue: Catalog) -> str:
    """Return what is wrong with the placeholders, tags or outer spaces of a translation, or nothing."""
    forms = _list_forms(message, catalogue)
    texts = list_sources(message)
    allowed = {placeholder for text in texts for placeholder in _PLACEHOLDER.findall(text)}
    has_bare = any("%" in _PLACEHOLDER.sub("", text) for text in texts)  # a text that nothing is filled into
    for form in forms:
        if set(_PLACEHOLDER.findall(form)) - allowed or ("%" in _PLACEHOLDER.sub("", form) and not has_bare):
            return f"a placeholder that the text does not have: {form}"
        if len(texts) == 1 and Counter(_PLACEHOLDER.findall(form)) != Counter(_PLACEHOLDER.findall(texts[0])):
            return f"other placeholders than the text: {form}"
        if not any(Counter(_TAG.findall(form)) == Counter(_TAG.findall(text)) for text in texts):
            return f"other tags than the text: {form}"
        if not any(_is_mark(text) or _outer(form) == _outer(text) for text in texts):
            return f"other spaces around it than the text: {form}"
    if set(_PLACEHOLDER.findall(forms[-1])) != set(_PLACEHOLDER.findall(texts[-1])):
        return f"other placeholders than the plural: {forms[-1]}"
    return ""


def compile_catalogue(catalogue: Catalog, path: Path) -> None:
    """Write the compiled form of ``catalogue`` to ``path`` at one blow. What is in doubt is left out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        write_mo(file, catalogue)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def compile_stale(languages: Iterable[str] = LOCALES) -> list[str]:
    """Compile each catalogue that is newer than its compiled form; return which."""
    compiled = []
    for language in languages:
        po = find_po(language)
        mo = po.with_suffix(".mo")
        if po.exists() and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime):
            compile_catalogue(read_catalogue(language), mo)
            compiled.append(language)
    return compiled


def list_sources(message: Message) -> list[str]:
    """Return what is translated: one text, or singular and plural."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _list_texts(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _list_forms(message: Message, catalogue: Catalog) -> list[str]:
    if isinstance(message.id, tuple):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        return [*strings, *[""] * (catalogue.num_plurals - len(strings))]
    return [str(message.string or "")]


def _key(text: Any) -> str:
    return str(text[0] if isinstance(text, tuple) else text)


def _name(message: Message) -> str:
    return f"{message.context}: {_key(message.id)}" if message.context else _key(message.id)


def _is_mark(text: str) -> bool:
    """Say whether ``text`` is a mark such as a comma, which has no space after it in every language."""
    return not any(letter.isalnum() for letter in text)


def _outer(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()
