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


class Fault(NamedTuple):
    """What is wrong with a row, and the text of its first line."""

    reason: str
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


class RowStream:
    """The rows after ``line``, which ends at the byte ``end``, where the stream stands.

    Iterating gives the ``width`` values of each row, or its Fault where it has not so many or is no CSV in
    UTF-8. Of the row given last, ``line`` and ``last_line`` are its lines (the header is line 1) and ``end``
    the byte after it. Empty lines are passed over.
    """

    def __init__(self, stream: IO[bytes], *, width: int, line: int, end: int) -> None:
        self.line = self.last_line = line
        self.end = end
        self._stream, self._width = stream, width
        self._ahead: deque[bytes] = deque()

    def __iter__(self) -> Iterator[list[str] | Fault]:
        quotes, width = 2 * self._width, self._width
        while raw := self._read_line():
            self.line = self.last_line = self.last_line + 1
            self.end += len(raw)
            # As nearly all rows are: every value between two quotation marks, and no others in the row.
            if raw.count(b'"') == quotes and raw[:1] == b'"' and raw[-3:] == b'"\r\n':
                fields = split_plain_row(raw)
                if fields and len(fields) == width:
                    yield fields
                    continue
            if not raw.isspace():
                yield self._read_with_care(raw)

    def _read_with_care(self, raw: bytes) -> list[str] | Fault:
        """Return the row that ``raw`` begins."""
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            self.end += self._skip_line()
            return Fault("is longer than any row of the register", _show(raw))
        if raw.count(b'"') % 2:
            return self._join_lines(raw) or Fault("has a quotation mark that is not closed", _show(raw))
        return _parse(raw, self._width)

    def _join_lines(self, raw: bytes) -> list[str] | None:
        """Return the row that ``raw`` begins and a later line ends, or None.

        What was read and does not belong to it stays ahead.
        """
        while len(self._ahead) < MOST_LINES - 1 and (more := self._stream.readline(LONGEST_LINE)):
            self._ahead.append(more)
        joined = raw
        for count, more in enumerate(self._ahead, start=1):
            joined += more
            if joined.count(b'"') % 2 == 0:
                row = _parse(joined, self._width)
                if isinstance(row, Fault):
                    return None
                for _ in range(count):
                    self._ahead.popleft()
                self.last_line += count
                self.end += len(joined) - len(raw)
                return row
        return None

    def _read_line(self) -> bytes:
        """Return the next line, or as much of it as a row may have."""
        return self._ahead.popleft() if self._ahead else self._stream.readline(LONGEST_LINE)

    def _skip_line(self) -> int:
        """Read to the end of the line and return how many bytes that was."""
        skipped = 0
        while piece := self._read_line():
            skipped += len(piece)
            if piece.endswith(b"\n"):
                break
        return skipped


def split_plain_row(raw: bytes) -> list[str] | None:
    """Return the values of a row in which all are quoted; None where it is no text in UTF-8."""
    try:
        return raw[1:-3].decode().split('","')
    except UnicodeDecodeError:
        return None


def _parse(raw: bytes, width: int) -> list[str] | Fault:
    """Return the values of a row, or what is wrong with it."""
    try:
        fields = next(csv.reader((raw.decode(),), strict=True))
    except UnicodeDecodeError:
        return Fault("is not text in UTF-8", _show(raw))
    except csv.Error as error:
        return Fault(f"is not CSV: {error}", _show(raw))
    if len(fields) != width:
        return Fault(f"has {len(fields)} values instead of {width}", _show(raw))
    return fields


def _show(raw: bytes) -> str:
    return raw.decode(errors="replace")
