"""Opening the bulk file of Companies House, packed or not, and parting it into rows.

A file of gigabytes is read as a stream, one line at a time. The file is not to be trusted: a row
that is broken is reported and must not take others with it, so a quotation mark that is never closed
ends with its line.
"""

import csv
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, cast

BUFFER = 1 << 20
# Companies House's longest rows have some 3,000 characters.
LONGEST_LINE = 64_000
# In how many lines a row may stand, should a field ever hold a line break.
MOST_LINES = 4


class BadCompanyFile(Exception):
    """The file as a whole cannot be read; its text says why in one sentence."""


@dataclass(frozen=True)
class CompanyFile:
    """An opened file: its bytes unpacked, and how many they are."""

    name: str
    stream: IO[bytes]
    size: int


class Row(NamedTuple):
    """A row: its first and last line (the header is line 1), the byte after it, its values or its fault."""

    line: int
    last_line: int
    end: int
    fields: list[str]
    fault: str
    text: str


@contextmanager
def open_company_file(path: Path) -> Iterator[CompanyFile]:
    """Open a CSV file, or the one CSV file in a zip, for reading from its beginning.

    The stream can seek; in a zip that means reading on. Raises BadCompanyFile if there is no such
    file or, while it is open, if it turns out to be damaged.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadCompanyFile(f"{path.name} cannot be read: {error.strerror}.") from error
    try:
        with file:
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as archive, _open_member(archive, path.name) as opened:
                    yield opened
            else:
                file.seek(0)
                yield CompanyFile(path.name, file, path.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BadCompanyFile(f"{path.name} is damaged ({error}). Download it again.") from error


@contextmanager
def _open_member(archive: zipfile.ZipFile, name: str) -> Iterator[CompanyFile]:
    members = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
    if len(members) != 1:
        raise BadCompanyFile(f"{name} has {len(members)} CSV files in it, where one is expected.")
    if members[0].flag_bits & 1:
        raise BadCompanyFile(f"{name} is encrypted.")
    with (
        archive.open(members[0]) as packed,
        io.BufferedReader(cast(io.RawIOBase, packed), BUFFER) as stream,  # it reads as one does
    ):
        yield CompanyFile(name, stream, members[0].file_size)


def read_rows(stream: IO[bytes], *, width: int, line: int, position: int) -> Iterator[Row]:
    """Yield each row after ``line``, which ends at the byte ``position``, where the stream stands.

    A row without exactly ``width`` values, or that is no CSV in UTF-8, has a fault and no fields.
    Empty lines are passed over.
    """
    ahead: deque[bytes] = deque()
    while raw := _read_line(stream, ahead):
        line += 1
        position += len(raw)
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            position += _skip_line(stream, ahead)
            yield Row(line, line, position, [], "is longer than any row of the register", _show(raw))
            continue
        if raw.isspace():
            continue
        if raw.count(b'"') % 2:
            whole = _join_lines(raw, stream, ahead, width)
            if whole is None:
                yield Row(line, line, position, [], "has a quotation mark that is not closed", _show(raw))
                continue
            first, line = line, line + whole.last_line
            position += whole.end - len(raw)
            yield whole._replace(line=first, last_line=line, end=position)
            continue
        fields, fault = _parse(raw, width)
        yield Row(line, line, position, fields, fault, _show(raw) if fault else "")


def _parse(raw: bytes, width: int) -> tuple[list[str], str]:
    """Return the values of a row, or none and what is wrong with it."""
    try:
        text = raw.decode()
        fields = next(csv.reader((text,), strict=True))
    except UnicodeDecodeError:
        return [], "is not text in UTF-8"
    except csv.Error as error:
        return [], f"is not CSV: {error}"
    if len(fields) != width:
        return [], f"has {len(fields)} values instead of {width}"
    return fields, ""


def _join_lines(raw: bytes, stream: IO[bytes], ahead: deque[bytes], width: int) -> Row | None:
    """Return the row that ``raw`` begins and a later line ends, counted from ``raw``, or None.

    What was read and does not belong to it stays ahead.
    """
    while len(ahead) < MOST_LINES - 1 and (more := stream.readline(LONGEST_LINE)):
        ahead.append(more)
    joined = raw
    for count, more in enumerate(ahead, start=1):
        joined += more
        if joined.count(b'"') % 2 == 0:
            fields, fault = _parse(joined, width)
            if fault:
                return None
            for _ in range(count):
                ahead.popleft()
            return Row(0, count, len(joined), fields, "", "")
    return None


def _read_line(stream: IO[bytes], ahead: deque[bytes]) -> bytes:
    """Return the next line, or as much of it as a row may have."""
    return ahead.popleft() if ahead else stream.readline(LONGEST_LINE)


def _skip_line(stream: IO[bytes], ahead: deque[bytes]) -> int:
    """Read to the end of the line and return how many bytes that was."""
    skipped = 0
    while piece := _read_line(stream, ahead):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _show(raw: bytes) -> str:
    return raw.decode(errors="replace")
