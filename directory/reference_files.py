"""Reading the project's reference files: CSV with comment lines at the head.

``# sources: key key`` names the sources a whole file was made from (keys of ``sources.csv``). Every
fault is reported with its file, its line and the reason, and nothing is guessed.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.db.models import TextChoices

Parser = Callable[[str], Any]


class BrokenReference(Exception):
    """A reference file cannot be used: ``file``, ``line`` (None: the file as a whole) and ``reason``."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}")


@dataclass(frozen=True)
class Column:
    """A column of a file: how its text is parsed, and the field it fills (the same name unless given).

    ``refers_to`` names the set of keys the value must be among; blank values refer to nothing.
    """

    name: str
    parse: Parser
    field: str = ""
    refers_to: str = ""

    @property
    def target(self) -> str:
        """The name of the value in a parsed record."""
        return self.field or self.name


@dataclass
class Record:
    """A parsed row: its line in the file and its values by field."""

    line: int
    values: dict[str, Any]


@dataclass
class ReferenceFile:
    """A parsed file: its name, the source keys its head names, its records in order."""

    name: str
    sources: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def read_file(path: Path, columns: tuple[Column, ...]) -> ReferenceFile:
    """Parse the file at ``path``.

    Raises BrokenReference if it is missing, is not UTF-8, lacks a column or has one too many, or if
    a row has the wrong number of values or a value its column does not allow.
    """
    result = ReferenceFile(path.name)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise BrokenReference(path.name, None, "the file is missing") from None
    except UnicodeDecodeError:
        raise BrokenReference(path.name, None, "the file is not UTF-8 text") from None
    head = 0
    while head < len(lines) and lines[head].startswith("#"):
        label, _colon, value = lines[head].lstrip("# ").partition(":")
        if label == "sources":
            result.sources = value.split()
        head += 1
    rows = _read_rows(path.name, lines[head:], head)
    _check_header(path.name, *next(rows, (head + 1, [])), columns)
    for line, row in rows:
        result.records.append(_parse_row(path.name, line, row, columns))
    return result


def _read_rows(file: str, lines: list[str], skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, values) of each row that is not blank."""
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            if row:
                yield skipped + reader.line_num, row
    except csv.Error as error:
        raise BrokenReference(file, skipped + reader.line_num, f"not well-formed CSV: {error}") from None


def _check_header(file: str, line: int, header: list[str], columns: tuple[Column, ...]) -> None:
    """Refuse a header that is not exactly the columns, in their order."""
    names = [column.name for column in columns]
    missing = [name for name in names if name not in header]
    unknown = [name for name in header if name not in names]
    if missing:
        raise BrokenReference(file, line, f"missing column: {', '.join(missing)}")
    if unknown:
        raise BrokenReference(file, line, f"unknown column: {', '.join(unknown)}")
    if header != names:
        raise BrokenReference(file, line, f"columns in another order than {', '.join(names)}")


def _parse_row(file: str, line: int, row: list[str], columns: tuple[Column, ...]) -> Record:
    if len(row) != len(columns):
        raise BrokenReference(file, line, f"{len(row)} values where {len(columns)} are expected")
    values = {}
    for column, text in zip(columns, row, strict=True):
        try:
            values[column.target] = column.parse(text.strip())
        except ValueError as error:
            raise BrokenReference(file, line, f"{column.name}: {error}") from None
    return Record(line, values)


def text(max_length: int, *, blank: bool = False) -> Parser:
    """Parse text of at most ``max_length`` characters; empty only if ``blank``."""

    def parse(value: str) -> str:
        if not value and not blank:
            raise ValueError("is empty")
        if len(value) > max_length:
            raise ValueError(f"is longer than {max_length} characters")
        if not value.isprintable():
            raise ValueError("has control characters")
        return value

    return parse


def key(max_length: int, *, blank: bool = False) -> Parser:
    """Parse a slug: letters, digits, hyphens, underscores. Blank, if allowed, gives None."""
    parse_text = text(max_length, blank=blank)

    def parse(value: str) -> str | None:
        value = parse_text(value)
        if not value:
            return None
        try:
            validate_slug(value)
        except ValidationError:
            raise ValueError(f"{value!r} is not a key of letters, digits, hyphens and underscores") from None
        return value

    return parse


def choice(choices: type[TextChoices], *, blank: bool = False) -> Parser:
    """Parse one of the values of ``choices``."""

    def parse(value: str) -> str:
        if value not in choices.values and not (blank and not value):
            raise ValueError(f"{value!r} is not one of {', '.join(choices.values)}")
        return value

    return parse


def web_address(*, blank: bool = False) -> Parser:
    """Parse an http or https address."""

    def parse(value: str) -> str:
        if value or not blank:
            try:
                URLValidator(schemes=["http", "https"])(value)
            except ValidationError:
                raise ValueError(f"{value!r} is not a web address") from None
        return value

    return parse


def whole_number(value: str) -> int:
    """Parse a whole number from 0 to 2,147,483,647."""
    if not (value.isascii() and value.isdigit()) or int(value) > 2_147_483_647:
        raise ValueError(f"{value!r} is not a whole number")
    return int(value)


def decimal(value: str) -> Decimal:
    """Parse a number of at most two decimals below 10**14."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if not number.is_finite() or abs(number) >= 10**14 or number != round(number, 2):
        raise ValueError(f"{value!r} is not a number of at most two decimals")
    return number


def coordinate(bounds: tuple[float, float], *, blank: bool = False) -> Parser:
    """Parse degrees within ``bounds``. Blank, if allowed, gives None."""

    def parse(value: str) -> float | None:
        if blank and not value:
            return None
        try:
            degrees = float(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a number of degrees") from None
        if not bounds[0] <= degrees <= bounds[1]:
            raise ValueError(f"{value} lies outside {bounds[0]} to {bounds[1]}")
        return degrees

    return parse


def items(value: str) -> list[str]:
    """Parse a list parted by semicolons."""
    return [item.strip() for item in value.split(";") if item.strip()]
