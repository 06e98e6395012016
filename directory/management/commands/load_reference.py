"""Load the reference facts and the first listings."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from directory.reference_files import BrokenReference
from directory.reference_reading import FOLDER
from directory.services.loading import LISTINGS_FILE, load_reference
from directory.services.loading_changes import Change


class Command(BaseCommand):
    """Make the reference tables equal to their files, in one transaction, and say what changed.

    A broken file is refused with its name, the line and the reason, and nothing is changed.
    """

    help = "Load clusters, places, sectors, sources and the listings from public records."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes = load_reference(now=timezone.now(), folder=options["folder"])
        except BrokenReference as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        if options["verbosity"] > 0:
            self.report(changes)

    def report(self, changes: list[Change]) -> None:
        """Print one line for each file that changed anything, or that nothing did."""
        for change in changes:
            if not change.is_empty:
                self.stdout.write(describe_change(change))
        if all(change.is_empty for change in changes):
            rows = sum(change.unchanged for change in changes)
            self.stdout.write(f"Reference data is up to date ({rows:,} rows).")
            for change in changes:
                if change.kept or change.left_out:
                    self.stdout.write(f"{change.file}: {describe_kept(change)}")


def describe_change(change: Change) -> str:
    """Return the line that reports ``change``."""
    counts = f"{change.added} added, {change.changed} changed, {change.removed} removed"
    kept = describe_kept(change)
    return f"{change.file}: {counts}, {change.unchanged} unchanged" + (f", {kept}" if kept else "")


def describe_kept(change: Change) -> str:
    """Say what the load left alone since people hold it, if anything."""
    if change.file == LISTINGS_FILE:
        return f"{change.kept} held by their business" if change.kept else ""
    parts = [
        f"{change.kept} kept as staff wrote them" if change.kept else "",
        f"{change.left_out} left out since staff changed or withdrew them" if change.left_out else "",
    ]
    return ", ".join(part for part in parts if part)
