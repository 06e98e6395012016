"""Staging: the selected rows of a file in an unlogged table, and how far the file was read.

The rows go in by COPY, some thousands at a time, in one transaction with the note of how far the
file was read: whatever is killed, and when, the two agree. An unlogged table is empty after a crash
of PostgreSQL, which the count of its rows shows.
"""

import csv
import io
from collections.abc import Callable, Collection
from pathlib import Path

from django.db import connection, transaction

from directory.company_files import CompanyFile, Row, read_rows
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
COPY = f"""
COPY {TABLE} FROM STDIN (FORMAT csv, FORCE_NOT_NULL (
  name, status, status_text, category, accounts_category, postcode, outcode
))
"""
# A row that cannot be used is staged by its number alone, so that its company does not count as gone.
EMPTY = [""] * 9 + ["{}", "{}"]
STAGED_AT_ONCE = 10_000
READ_AT_ONCE = 100_000

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
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer)
        self._waiting = 0

    def stage(self, file: CompanyFile, report: Report) -> None:
        """Read ``file`` on from where the import stands; ``report`` gets bytes, bytes in all, lines."""
        file.stream.seek(self.run.position)
        saved = self.run.line
        rows = read_rows(file.stream, width=self.reader.width, line=self.run.line, position=self.run.position)
        for row in rows:
            self._take(row)
            self.run.line, self.run.position = row.last_line, row.end
            if self._waiting >= STAGED_AT_ONCE or row.line - saved >= READ_AT_ONCE:
                self._save()
                saved = row.line
            if row.line % 5000 == 0:
                report(row.end, file.size, row.line)
        self.run.position = file.size
        self._save()
        report(file.size, file.size, self.run.line)

    def _take(self, row: Row) -> None:
        """Stage the row, pass it over or reject it."""
        if row.fault:
            self._reject(row.line, "", row.fault, row.text)
            return
        number = self.reader.get_number(row.fields)
        is_selected = self.reader.is_selected(row.fields, self.selection)
        if not is_selected and number not in self.known:
            return
        try:
            facts = self.reader.read(row.fields)
        except RowRejected as error:
            self._reject(row.line, number, str(error), " ".join(row.fields))
            return
        self._write([row.line, facts.number, True, is_selected, *_list_values(facts)])

    def _reject(self, line: int, number: str, reason: str, text: str) -> None:
        self.rejects.write(line, number[:20], reason)
        self.run.rows_rejected += 1
        for each in sorted(find_numbers(text)):
            if each in self.known:
                self._write([line, each, False, False, *EMPTY])

    def _write(self, values: list[object]) -> None:
        self._writer.writerow(values)
        self._waiting += 1

    @transaction.atomic
    def _save(self) -> None:
        """Stage what waits and note how far the file was read, both or neither."""
        self.run.rejects_size = self.rejects.sync()
        self.run.rows_staged += self._waiting
        with connection.cursor() as cursor:
            self._buffer.seek(0)
            cursor.copy_expert(COPY, self._buffer)
        self.run.save()
        self._buffer.seek(0)
        self._buffer.truncate()
        self._waiting = 0


def _list_values(facts: CompanyFacts) -> list[object]:
    """Return the values in the order of the staging table, after the first four."""
    return [
        facts.name,
        facts.status,
        facts.status_text,
        facts.category,
        facts.accounts_category,
        facts.incorporated_on,
        facts.closed_on,
        facts.postcode,
        facts.outcode,
        write_array(facts.sic_codes),
        write_array(facts.previous_names),
    ]


def write_array(items: Collection[str]) -> str:
    """Return ``items`` as PostgreSQL reads an array of texts."""
    quoted = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in items)
    return "{" + ",".join(quoted) + "}"
