"""Import businesses from a spreadsheet."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from directory.listing_sheets import read_listing, read_sheet
from directory.models import Source
from directory.services.sheet_checking import Deed, Plan, check_sheet
from directory.services.sheet_import import SheetRefused, import_listings
from directory.spreadsheets import BadSpreadsheet
from directory.workflow import Actor


class Command(BaseCommand):
    """List and change businesses as the rows of a CSV or XLSX file say: all of them, or none.

    The columns are those of the desk's page ``/desk/businesses/import/``. A listing that a business
    registered, claimed or confirmed is left alone. The same file again changes nothing.
    """

    help = "Import businesses from a spreadsheet (CSV in UTF-8, or XLSX)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="key of the source of these facts, see /sources/")
        parser.add_argument("--period", required=True, help="the time they count for, like “March 2026”")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Source.objects.filter(pk=options["source"]).first()
        if source is None:
            raise CommandError(f"There is no source {options['source']}. See /sources/ for their keys.")
        if len(options["period"]) > 40:
            raise CommandError("--period takes at most 40 characters.")
        try:
            rows = read_sheet(options["file"].read_bytes())
        except (BadSpreadsheet, OSError) as error:
            raise CommandError(f"{options['file'].name}: {error}") from error
        listings = [read_listing(row) for row in rows]
        if options["dry_run"]:
            self.report(check_sheet(listings=listings), prefix="Dry run, nothing was changed. ")
            return
        try:
            plan = import_listings(
                listings=listings,
                source=source,
                source_period=options["period"],
                actor=Actor.system(),
                now=timezone.now(),
            )
        except SheetRefused as error:
            self.list_rows(error.plan, Deed.REFUSED)
            raise CommandError(f"Nothing was imported: {error}.") from error
        self.report(plan)

    def report(self, plan: Plan, prefix: str = "") -> None:
        """Say what was done, and which rows were left or would be refused."""
        counts = ", ".join(f"{plan.counts[deed]:,} {str(deed.label).lower()}" for deed in Deed)
        self.list_rows(plan, Deed.REFUSED)
        self.list_rows(plan, Deed.LEFT)
        self.stdout.write(f"{prefix}{len(plan.outcomes):,} rows: {counts}.")

    def list_rows(self, plan: Plan, deed: str) -> None:
        """Name the rows that meet ``deed``, with the notes on them."""
        for outcome in plan.of(deed):
            self.stdout.write(f"Row {outcome.row} ({outcome.label}): {'; '.join(outcome.notes)}")
