"""Add example businesses."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from directory.services.demonstration import ReferenceMissing, add_example_businesses

DEFAULT_COUNT = 600  # enough to fill pages and facets, quick enough for a first start
MAX_COUNT = 2_000_000


class Command(BaseCommand):
    """Add generated example businesses up to the number asked for; a second run adds none.

    They are marked as examples in their names, addresses and origin. Refused outside DEBUG, where
    real people would meet them, unless --force is given.
    """

    help = "Add generated example businesses, for demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--businesses", type=int, default=DEFAULT_COUNT, help="how many there shall be")
        parser.add_argument("--force", action="store_true", help="also outside DEBUG")

    def handle(self, *args: Any, **options: Any) -> None:
        count = options["businesses"]
        if not 0 <= count <= MAX_COUNT:
            raise CommandError(f"--businesses takes a number from 0 to {MAX_COUNT:,}.")
        if not (settings.DEBUG or options["force"]):
            raise CommandError("Examples do not belong on a real site. Set DEBUG, or give --force.")
        try:
            added = add_example_businesses(count=count, now=timezone.now())
        except ReferenceMissing:
            raise CommandError(
                "There is no reference data yet. Run manage.py load_reference first."
            ) from None
        if options["verbosity"] > 0:
            self.stdout.write(f"{added:,} example businesses added, {count - added:,} were there already.")
