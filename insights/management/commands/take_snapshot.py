"""Take the snapshot of today, from which the pages of the clusters and of the progress are made."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from insights.services.snapshots import take_snapshot


class Command(BaseCommand):
    """Take the snapshot of today at once, in the place of an earlier one of today.

    Needed after a bulk load, or to see an hour-old change in the figures: otherwise a worker takes one each
    night. Running it twice does no harm.
    """

    help = "Count what the clusters and the progress come to today."

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = take_snapshot(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"Snapshot of {snapshot.taken_on:%Y-%m-%d} taken.")
