"""Reading a spreadsheet that somebody chose: CSV or XLSX, not to be trusted, as rows of texts.

The first row names the columns. What a formula gave when the file was saved counts as its value.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 500  # of an XLSX file, which is a zip
MOST_ROWS = 5000
MOST_COLUMNS = 50
LONGEST_CELL = 20_000
ZIP_MARK = b"PK\x03\x04"
# What openpyxl, zipfile and the XML parser make of a file that is damaged or made to do harm.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError, NotImplementedError),
)


class BadSpreadsheet(Exception):
    """The file as a whole cannot be used; its text says why and what to do."""


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty: its number as a spreadsheet shows it, and its texts by column."""

    number: int
    cells: dict[str, str]


def read_spreadsheet(data: bytes, *, columns: Iterable[str]) -> list[SheetRow]:
    """Return the rows of a file, which may have any of ``columns`` in any order. Raises BadSpreadsheet."""
    if len(data) > LARGEST_FILE:
        raise BadSpreadsheet(_("The file is larger than 5 MB. Import it in parts."))
    rows = _read_xlsx(data) if data.startswith(ZIP_MARK) else _read_csv(data)
    return _name_cells(rows, list(columns))


def _read_csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadSpreadsheet(
            _("The file is neither XLSX nor text in UTF-8. In Excel, save it as “CSV UTF-8” or as XLSX.")
        ) from None
    first, _rest, _more = text.partition("\n")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        reason = {"line": reader.line_num, "reason": error}
        raise BadSpreadsheet(_("Line %(line)s is not well-formed CSV: %(reason)s.") % reason) from None


def _read_xlsx(data: bytes) -> Iterator[list[str]]:
    """Yield the rows of the first sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise BadSpreadsheet(_("The XLSX file is too large when it is unpacked. Save it as CSV UTF-8."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims of its size may be wrong
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2, values_only=True):
            yield [_write_cell(value) for value in row]
    except DAMAGE as error:
        raise BadSpreadsheet(_("The XLSX file cannot be read. Save it again, or as CSV UTF-8.")) from error


def _write_cell(value: Any) -> str:
    """Return the value of a cell as people write it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _name_cells(rows: Iterator[list[str]], columns: list[str]) -> list[SheetRow]:
    header = [name.strip().lower().replace(" ", "_") for name in next(rows, [])]
    while header and not header[-1]:
        header.pop()
    _check_header(header, columns)
    named: list[SheetRow] = []
    for number, row in enumerate(rows, start=2):
        if not any(text.strip() for text in row):
            continue
        if len(named) == MOST_ROWS:
            raise BadSpreadsheet(
                _("The file has more than %(rows)s rows. Import it in parts.") % {"rows": f"{MOST_ROWS:,}"}
            )
        if any(text.strip() for text in row[len(header) :]):
            raise BadSpreadsheet(_("Row %(row)s has more values than there are columns.") % {"row": number})
        cells = dict(zip(header, row, strict=False))
        long = [name for name, text in cells.items() if len(text) > LONGEST_CELL]
        if long:
            raise BadSpreadsheet(
                _("Row %(row)s has more than %(most)s characters in the column %(column)s.")
                % {"row": number, "most": f"{LONGEST_CELL:,}", "column": long[0]}
            )
        named.append(SheetRow(number, cells))
    if not named:
        raise BadSpreadsheet(_("The file has no rows below the names of its columns."))
    return named


def _check_header(header: list[str], columns: list[str]) -> None:
    unknown = [name or "?" for name in header if name not in columns]
    if not header or len(unknown) == len(header):
        raise BadSpreadsheet(_("The first row must name the columns, as in the template."))
    if unknown:
        raise BadSpreadsheet(
            _("There is no column %(column)s. Remove it, or name it as in the template.")
            % {"column": f"“{unknown[0][:40]}”"}
        )
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise BadSpreadsheet(_("The column %(column)s is there twice.") % {"column": twice[0]})
