"""Importing a snapshot of the register of companies: read, stage, merge."""

import csv
import hashlib
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max

from directory.company_files import BadCompanyFile, CompanyFile, open_company_file
from directory.company_rows import MaybeKnown, RowReader, Selection
from directory.digital_sic import list_digital_codes, read_digital_codes
from directory.models import Company, CompanyImport, Source
from directory.services.company_listings import ListingCounts, SourceMissing, list_companies
from directory.services.company_merging import MergeCounts, merge_companies
from directory.services.company_staging import (
    RejectFile,
    Report,
    Stager,
    count_staged,
    create_staging,
    drop_staging,
)
from directory.services.dissolution import archive_dissolved

# One import at a time, whichever host it runs on: any fixed number does.
IMPORT_LOCK = 400_001
# The server may need a moment to notice that an import was killed.
LOCK_ATTEMPTS = 20
HEADER_LIMIT = 64_000


class ImportRunning(Exception):
    """Another import holds the register."""


class OlderSnapshot(Exception):
    """The register is already as of a later day, ``seen_on``."""

    def __init__(self, seen_on: date) -> None:
        self.seen_on = seen_on
        super().__init__(f"the register is already as of {seen_on:%Y-%m-%d}")


@dataclass(frozen=True)
class ImportOrder:
    """What to import and how.

    ``is_whole``: the file has every company of the United Kingdom, so one that it lacks is closed.
    ``rejects`` is where refused rows are written. ``makes_listings``: list the companies, too.
    """

    path: Path
    snapshot_on: date
    is_whole: bool
    selection: Selection
    rejects: Path
    max_closed_percent: int = 20
    makes_listings: bool = False
    is_rehearsal: bool = False


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or for a rehearsal would do. ``resumed_at`` is a line, 0 for none."""

    rows_read: int
    rows_rejected: int
    companies: MergeCounts
    listings: ListingCounts
    listings_archived: int
    resumed_at: int


def import_companies(*, order: ImportOrder, now: datetime, report: Report) -> ImportResult:
    """Bring the register in line with the file of ``order``; the same file again changes nothing.

    An import that was cut off is taken up where it stopped, if order and file are the same. The merge
    is one transaction, so readers see the register as before or as after. A rehearsal leaves
    everything as it was but the staged rows, which the import that follows uses. ``report`` is given
    bytes read, bytes in all and lines read. Raises BadCompanyFile, ImportRunning, OlderSnapshot,
    SourceMissing, TooManyClosed, or OSError where the rejects cannot be written, and leaves the
    register as it was.
    """
    with hold_import_lock():
        _refuse_at_start(order)
        with open_company_file(order.path) as file:
            reader = RowReader(_read_header(file), file_name=file.name)
            run = _take_up(order, now=now, start=file.stream.tell())
            resumed_at = run.line if run.line > 1 else 0
            with closing(RejectFile(order.rejects, size=run.rejects_size)) as rejects:
                Stager(
                    run=run, reader=reader, selection=order.selection, known=_read_known(), rejects=rejects
                ).stage(file, report)
                result = _merge(order, run, rejects, now)
        if not (result.rows_rejected or order.is_rehearsal):
            order.rejects.unlink(missing_ok=True)
    return replace(result, resumed_at=resumed_at)


@contextmanager
def hold_import_lock() -> Iterator[None]:
    """Keep other imports out. Raises ImportRunning if one goes on."""
    for attempt in range(LOCK_ATTEMPTS):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [IMPORT_LOCK])
            if cursor.fetchone()[0]:
                break
        if attempt == LOCK_ATTEMPTS - 1:
            raise ImportRunning
        time.sleep(0.25)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [IMPORT_LOCK])


def _refuse_at_start(order: ImportOrder) -> None:
    """See to it that the order makes sense before hours are spent on it."""
    seen_on = Company.objects.aggregate(latest=Max("last_seen_on"))["latest"]
    if seen_on and order.snapshot_on < seen_on:
        raise OlderSnapshot(seen_on)
    if order.makes_listings and not Source.objects.filter(pk=Company.SOURCE).exists():
        raise SourceMissing


def _read_header(file: CompanyFile) -> list[str]:
    raw = file.stream.readline(HEADER_LIMIT)
    try:
        return next(csv.reader((raw.decode("utf-8-sig"),)), [])
    except (UnicodeDecodeError, csv.Error):
        raise BadCompanyFile(
            f"{file.name} is not the company data of Companies House: its first line is not CSV."
        ) from None


def _take_up(order: ImportOrder, *, now: datetime, start: int) -> CompanyImport:
    """Return the unfinished import of the same order, or a new one that begins at the byte ``start``."""
    fingerprint = _take_fingerprint(order)
    run = CompanyImport.objects.filter(finished_at=None).first()
    if run and run.fingerprint == fingerprint and count_staged() == run.rows_staged:
        written = order.rejects.stat().st_size if order.rejects.exists() else 0
        if written >= run.rejects_size:
            return run
    with transaction.atomic():
        CompanyImport.objects.filter(finished_at=None).delete()
        create_staging()
        return CompanyImport.objects.create(
            fingerprint=fingerprint,
            file_name=order.path.name[:200],
            snapshot_on=order.snapshot_on,
            is_whole=order.is_whole,
            started_at=now,
            line=1,
            position=start,
        )


def _take_fingerprint(order: ImportOrder) -> str:
    """Return what tells the file and the selection from others."""
    state = order.path.stat()
    chosen = [
        "all" if codes is None else ",".join(sorted(codes))
        for codes in (order.selection.outcodes, order.selection.sic_codes)
    ]
    parts = [order.path.name, state.st_size, state.st_mtime_ns, order.snapshot_on, order.is_whole, *chosen]
    parts.append(order.rejects.resolve())
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _read_known() -> MaybeKnown:
    known = MaybeKnown()
    for number in Company.objects.values_list("number", flat=True).iterator(chunk_size=20_000):
        known.add(number)
    return known


@transaction.atomic
def _merge(order: ImportOrder, run: CompanyImport, rejects: RejectFile, now: datetime) -> ImportResult:
    """Merge what is staged and end the import; a rehearsal is rolled back."""
    counts = merge_companies(
        snapshot_on=order.snapshot_on,
        is_whole=order.is_whole,
        max_closed_percent=order.max_closed_percent,
        rejects=rejects,
        now=now,
    )
    codes = order.selection.sic_codes
    listable = list_digital_codes() if codes is None else set(codes) & set(read_digital_codes())
    listings = ListingCounts()
    if order.makes_listings:
        listings = list_companies(sic_codes=listable, snapshot_on=order.snapshot_on, now=now)
    archived = archive_dissolved(now=now)
    run.finished_at = now
    run.companies_added = counts.added
    run.companies_changed = counts.changed
    run.companies_closed = counts.closed
    run.rows_rejected += counts.twins
    run.save()
    drop_staging()
    if order.is_rehearsal:
        transaction.set_rollback(True)
    return ImportResult(run.line - 1, run.rows_rejected, counts, listings, archived, 0)
