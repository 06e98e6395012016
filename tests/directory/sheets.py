"""Spreadsheets of businesses for tests."""

import csv
import io
from typing import Any

from openpyxl import Workbook

FIRST = {
    "company_number": "ZZ000001",
    "name": "Example Loom Limited",
    "postcode": "LS1 4AP",
    "sectors": "software-development",
}


def make_row(number: str = "ZZ000001", **changes: str) -> dict[str, str]:
    """Return a row of an invented business in LS1."""
    return FIRST | {"company_number": number, "name": f"Example Loom {number} Limited"} | changes


def write_csv(*rows: dict[str, str], encoding: str = "utf-8") -> bytes:
    """Return a CSV file of ``rows``, which together name the columns."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def write_xlsx(*rows: list[Any]) -> bytes:
    """Return an XLSX file of ``rows``, the first of which names the columns."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
