"""Staging: the selected rows of a file in an unlogged table, and how far the file was read.

The rows go in by COPY, some thousands at a time, in one transaction with the note of how far the
file was read: whatever is killed, and when, the two agree. COPY takes rows while the next are read, so
PostgreSQL and this process work side by side. An unlogged table is empty after a crash of PostgreSQL,
which the count of its rows shows.
"""

import csv
import io
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from directory.company_files import CompanyFile, Fault, RowStream
from directory.company_rows import (
    CompanyFacts,
    MaybeKnown,
    RowReader,
    RowRejected,
    Selection,
    find_numbers,
)
from directory.models import CompanyImport

TABLE = "directory_company_staging"
CREATE = f"""
CREATE UNLOGGED TABLE {TABLE} (
  line bigint, number text, is_usable boolean, is_selected boolean,
  name text, status text, status_text text, category text, accounts_category text,
  incorporated_on date, closed_on date, postcode text, outcode text,
  sic_codes varchar[], previous_names varchar[]
)
"""
# No text of a row has a control character, so one can stand for NULL.
NULL = "\x01"
COPY = f"COPY {TABLE} FROM STDIN (FORMAT text, NULL '{NULL}')"
NOTHING = CompanyFacts("", "", "", "", "", "", "", "", "", "", (), ())
STAGED_AT_ONCE = 20_000
READ_AT_ONCE = 100_000
ROWS_OF_A_PIECE = 500
REPORT_EVERY = 5000

Report = Callable[[int, int, int], None]


class RejectFile:
    """The rows that were refused: line, company number where it can be read, and reason."""

    def __init__(self, path: Path, *, size: int) -> None:
        """Go on with the file at ``path`` after its first ``size`` bytes; 0 begins it anew."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("r+" if size else "w", encoding="utf-8", newline="")
        self._file.truncate(size)
        self._file.seek(0, io.SEEK_END)
        self._writer = csv.writer(self._file)
        if not size:
            self._writer.writerow(["line", "company_number", "reason"])

    def write(self, line: int, number: str, reason: str) -> None:
        """Add a row."""
        self._writer.writerow([line, number, reason])

    def sync(self) -> int:
        """Hand all to the operating system; return the size of the file."""
        self._file.flush()
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def create_staging() -> None:
    """Make an empty staging table, in place of one that may be there."""
    drop_staging()
    with connection.cursor() as cursor:
        cursor.execute(CREATE)


def drop_staging() -> None:
    """Remove the staging table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def count_staged() -> int | None:
    """Return how many rows are staged; None where there is no staging table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [TABLE])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        count: int = cursor.fetchone()[0]
        return count


class Batch:
    """Some of ``texts``, the lines that each row gives, as a file that COPY reads.

    Ends after STAGED_AT_ONCE lines or READ_AT_ONCE rows. ``error`` is what stopped the reading, which
    COPY would make an error of its own.
    """

    def __init__(self, texts: Iterator[str]) -> None:
        self.staged = self.read_rows = 0
        self.is_last = False
        self.error: BaseException | None = None
        self._texts = texts

    def read(self, _: int) -> bytes:
        """Return the lines of the next rows; none at the end."""
        piece = ""
        try:
            while not (piece or self.is_last or self._is_full()):
                texts = list(islice(self._texts, ROWS_OF_A_PIECE))
                piece = "".join(texts)
                self.read_rows += len(texts)
                self.is_last = len(texts) < ROWS_OF_A_PIECE
        except BaseException as error:  # also that the operator ends it
            self.error = error
        self.staged += piece.count("\n")
        return piece.encode()

    def _is_full(self) -> bool:
        return self.staged >= STAGED_AT_ONCE or self.read_rows >= READ_AT_ONCE


class Stager:
    """Stages the rows of one file, from where its import stands to the end."""

    def __init__(
        self,
        *,
        run: CompanyImport,
        reader: RowReader,
        selection: Selection,
        known: MaybeKnown,
        rejects: RejectFile,
    ) -> None:
        """``known`` are the companies already here: they are followed wherever they move to."""
        self.run, self.reader, self.selection = run, reader, selection
        self.known, self.rejects = known, rejects

    def stage(self, file: CompanyFile, report: Report) -> None:
        """Read ``file`` on from where the import stands; ``report`` gets bytes, bytes in all, lines."""
        file.stream.seek(self.run.position)
        rows = RowStream(file.stream, width=self.reader.width, line=self.run.line, end=self.run.position)
        texts = self._read(rows, lambda: report(rows.end, file.size, rows.line))
        while self._stage_some(rows, texts):
            pass
        self.run.position = file.size
        self.run.save()
        report(file.size, file.size, self.run.line)

    @transaction.atomic
    def _stage_some(self, rows: RowStream, texts: Iterator[str]) -> bool:
        """Stage some rows and note how far the file was read, both or neither; say if there may be more."""
        some = Batch(texts)
        with connection.cursor() as cursor:
            cursor.copy_expert(COPY, some)
        if some.error:
            raise some.error
        self.run.line, self.run.position = rows.last_line, rows.end
        self.run.rows_staged += some.staged
        self.run.rejects_size = self.rejects.sync()
        self.run.save()
        return not some.is_last

    def _read(self, rows: RowStream, report: Callable[[], None]) -> Iterator[str]:
        """Yield for each row what is staged of it: a line, for a row that is rejected any number, or ""."""
        read, get_number, is_selected = self.reader.read, self.reader.get_number, self.reader.is_selected
        takes_all = self.selection.takes_all
        for row in rows:
            if rows.line % REPORT_EVERY == 0:
                report()
            if isinstance(row, Fault):
                yield self._reject(rows.line, "", row.reason, row.text)
                continue
            selected = takes_all or is_selected(row, self.selection)
            if not selected and get_number(row) not in self.known:
                yield ""
                continue
            try:
                yield write_line(rows.line, read(row), is_usable=True, is_selected=selected)
            except RowRejected as error:
                yield self._reject(rows.line, get_number(row), str(error), " ".join(row))

    def _reject(self, line: int, number: str, reason: str, text: str) -> str:
        """Write the row to the rejects; return lines that keep the companies that it may be about.

        They are staged by their number alone, so as not to count as gone.
        """
        self.rejects.write(line, number[:20], reason)
        self.run.rows_rejected += 1
        known = (each for each in sorted(find_numbers(text)) if each in self.known)
        return "".join(
            write_line(line, NOTHING._replace(number=each), is_usable=False, is_selected=False)
            for each in known
        )


def write_line(line: int, facts: CompanyFacts, *, is_usable: bool, is_selected: bool) -> str:
    """Return the line that COPY reads, in the order of the staging table."""
    number, *texts, incorporated_on, closed_on, postcode, outcode, sic_codes, previous_names = facts
    values = (
        f"{line}\t{number}\t{'t' if is_usable else 'f'}\t{'t' if is_selected else 'f'}",
        *texts,
        incorporated_on or NULL,
        closed_on or NULL,
        postcode,
        outcode,
        write_array(sic_codes),
        write_array(previous_names),
    )
    return escape_line("\t".join(values))


def escape_line(line: str) -> str:
    """Return ``line``, of values without control characters but the tabs between them, as COPY reads it."""
    return (line.replace("\\", "\\\\") if "\\" in line else line) + "\n"


@lru_cache(maxsize=20_000)
def write_array(items: tuple[str, ...]) -> str:
    """Return ``items`` as PostgreSQL reads an array of texts."""
    quoted = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in items)
    return "{" + ",".join(quoted) + "}"
