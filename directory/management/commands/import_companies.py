"""Import the register of companies."""

import re
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from directory.company_downloads import download_company_file, is_web_address
from directory.company_files import BadCompanyFile
from directory.company_rows import Selection
from directory.digital_sic import list_digital_codes
from directory.management.progress import Progress
from directory.models import Outcode
from directory.services.company_import import (
    ImportOrder,
    ImportResult,
    ImportRunning,
    OlderSnapshot,
    import_companies,
)
from directory.services.company_listings import SourceMissing
from directory.services.company_merging import TooManyClosed

WHOLE_FILE = "BasicCompanyDataAsOneFile"
DATE_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})")
OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
SIC = re.compile(r"[0-9]{5}")
REFUSALS = (BadCompanyFile, ImportRunning, OlderSnapshot, SourceMissing, TooManyClosed, OSError)


class Command(BaseCommand):
    """Bring the register of companies in line with a snapshot of Companies House.

    Reads the free company data product: its CSV file, a zip of it, or an address to download that
    from. Takes in companies at northern outcodes with a digital SIC code, unless told otherwise, and
    follows those it took in wherever they move. The same file again changes nothing; a run that was
    cut off goes on where it stopped; rows that cannot be used are written to a reject file.
    """

    help = "Import companies from the free company data product of Companies House."
    requires_system_checks: list[str] = []  # they load every page, which takes longer than a small file

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FILE|URL", help="the CSV file, or a zip of it")
        parser.add_argument(
            "--snapshot-date", type=read_day, help="day of the data, as 2026-11-01; default: from the name"
        )
        parser.add_argument(
            "--whole",
            action="store_true",
            help=f"the file has every company, so one that it lacks is closed; default for {WHOLE_FILE}…",
        )
        parser.add_argument(
            "--outcodes", default="north", help="north (default), all, or a list like LS1,M1,NE1"
        )
        parser.add_argument(
            "--sic",
            default="digital",
            help="digital (default), adjacent (digital and near it), all, or a list like 62012,62020",
        )
        parser.add_argument("--list", action="store_true", help="also list them, as from public records")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        parser.add_argument("--rejects", type=Path, help="where rows that cannot be used are written")
        parser.add_argument(
            "--max-closed",
            type=int,
            default=20,
            metavar="PERCENT",
            help="refuse a file that would close more of the companies than this (default 20)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_download = is_web_address(options["source"])
        try:
            path = Path(options["source"])
            if is_download:
                with show_progress(options["verbosity"]) as report:
                    path = download_company_file(options["source"], get_folder(), report)
            order = read_order(path, options)
            with show_progress(options["verbosity"]) as report:
                result = import_companies(order=order, now=timezone.now(), report=report)
        except REFUSALS as error:
            raise CommandError(explain(error)) from error
        if is_download and not order.is_rehearsal:
            path.unlink()
        if options["verbosity"]:
            self.stdout.write("\n".join(describe_result(order, result)))


def get_folder() -> Path:
    """Return where downloads and reject files are kept."""
    return Path(settings.DATA_DIR) / "imports"


@contextmanager
def show_progress(verbosity: int) -> Iterator[Callable[..., None]]:
    """Give the function that is told how far it is; silent with verbosity 0."""
    if not verbosity:
        yield lambda *numbers: None
        return
    progress = Progress(sys.stderr)
    yield progress.report
    progress.close()


def read_day(text: str) -> date:
    """Parse a day as ISO 8601 writes it; argparse names the option in its message."""
    return date.fromisoformat(text)


def read_order(path: Path, options: dict[str, Any]) -> ImportOrder:
    """Return what the options ask for. Raises CommandError for what makes no sense."""
    snapshot_on = options["snapshot_date"]
    if snapshot_on is None:
        named = DATE_IN_NAME.search(path.name)
        try:
            snapshot_on = date.fromisoformat(named[1] if named else "")
        except ValueError:
            raise CommandError(
                f"{path.name} does not say which day it is of. Give it: --snapshot-date 2026-11-01."
            ) from None
    if not 0 <= options["max_closed"] <= 100:
        raise CommandError("--max-closed takes a percentage from 0 to 100.")
    return ImportOrder(
        path=path,
        snapshot_on=snapshot_on,
        is_whole=options["whole"] or path.name.startswith(WHOLE_FILE),
        selection=Selection(read_outcodes(options["outcodes"]), read_sic_codes(options["sic"])),
        rejects=options["rejects"] or get_folder() / f"{path.name}.rejects.csv",
        max_closed_percent=options["max_closed"],
        makes_listings=options["list"],
        is_rehearsal=options["dry_run"],
    )


def read_outcodes(text: str) -> Collection[str] | None:
    """Return the outcodes that ``text`` chooses; None for all."""
    if text == "all":
        return None
    if text == "north":
        outcodes = set(Outcode.objects.values_list("code", flat=True))
        if not outcodes:
            raise CommandError("There is no reference data yet. Run manage.py load_reference first.")
        return outcodes
    return split_codes(text.upper(), OUTCODE, "--outcodes takes north, all, or outcodes like LS1,M1")


def read_sic_codes(text: str) -> Collection[str] | None:
    """Return the SIC codes that ``text`` chooses; None for all."""
    if text == "all":
        return None
    if text in ("digital", "adjacent"):
        return list_digital_codes(adjacent=text == "adjacent")
    return split_codes(text, SIC, "--sic takes digital, adjacent, all, or codes like 62012,62020")


def split_codes(text: str, shape: re.Pattern[str], rule: str) -> set[str]:
    """Return the codes in a list parted by commas. Raises CommandError with ``rule`` for any other text."""
    codes = {code.strip() for code in text.split(",")}
    for code in sorted(codes):
        if not shape.fullmatch(code):
            raise CommandError(f"{rule}; {code!r} is none.")
    return codes


def explain(error: Exception) -> str:
    """Return the sentence that tells the operator why nothing was imported."""
    match error:
        case ImportRunning():
            return "Another import is running, or one that was killed is still ending. Try again in a minute."
        case OlderSnapshot():
            return f"The register is as of {write_day(error.seen_on)} already, and this file is older."
        case SourceMissing():
            return "There is no reference data yet. Run manage.py load_reference first."
        case TooManyClosed():
            return (
                f"{error.closed:,} of {error.held:,} companies are missing from the file, which may be cut"
                " short. Nothing was changed. If it is right, give a higher --max-closed."
            )
        case OSError():
            return f"{error.filename} cannot be written: {error.strerror}."
    return str(error)


def write_day(day: date) -> str:
    """Return a day as people write it: 1 November 2026."""
    return f"{day.day} {day:%B %Y}"


def describe_result(order: ImportOrder, result: ImportResult) -> list[str]:
    """Return the lines that report what was done."""
    companies, listings = result.companies, result.listings
    lines = []
    if order.is_rehearsal:
        lines.append("Dry run: nothing was changed. The import would do this:")
    if result.resumed_at:
        lines.append(f"Lines up to {result.resumed_at:,} were read by the run before.")
    closed = f"{companies.closed:,} closed" if order.is_whole else "none closed, since this is a part"
    lines.append(f"{order.path.name}, as of {write_day(order.snapshot_on)}: {result.rows_read:,} rows.")
    lines.append(
        f"Companies: {companies.added:,} new, {companies.changed:,} changed, {closed},"
        f" {companies.unchanged:,} unchanged."
    )
    if order.makes_listings or result.listings_archived:
        lines.append(
            f"Listings: {listings.added:,} new, {listings.changed:,} changed,"
            f" {result.listings_archived:,} archived."
        )
    if companies.unknown_prefixes:
        prefixes = ", ".join(companies.unknown_prefixes)
        lines.append(f"Company numbers begin with letters that are not on our list: {prefixes}.")
    if result.rows_rejected:
        lines.append(f"Rejected: {result.rows_rejected:,} rows, with their reasons in {order.rejects}.")
    return lines
