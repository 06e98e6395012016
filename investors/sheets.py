"""Rows as CSV that a spreadsheet opens and does not run."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from directory.exports import FORMULA_STARTS

BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows UTF-8


def write_sheet(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return ``rows`` as CSV (RFC 4180, UTF-8). A text that would be a formula begins with an apostrophe."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return f"{BYTE_ORDER_MARK}{written.getvalue()}".encode()


def neutralise(cell: Any) -> Any:
    """Return ``cell``, as harmless text where it is text; numbers stay, also those below zero."""
    if isinstance(cell, str) and cell.lstrip(" ")[:1] in (*FORMULA_STARTS,):
        return f"'{cell}"
    return cell
