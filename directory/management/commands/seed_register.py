"""``manage.py seed_register``: the businesses of the demonstration people."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.services.demonstration import ReferenceMissing
from directory.services.demonstration_register import add_demonstration_register


class Command(BaseCommand):
    """Add what the demonstration people keep, and work for the demonstration moderator. With DEBUG only."""

    help = "Give the demonstration people a business each, marked as examples. With DEBUG only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Examples do not belong on a real site. Set DEBUG on your own machine.")
        try:
            added = add_demonstration_register(now=timezone.now())
        except ReferenceMissing:
            raise CommandError(
                "There is no reference data yet. Run manage.py load_reference first."
            ) from None
        if options["verbosity"] > 0:
            self.stdout.write(f"{added} businesses added for the demonstration people.")
