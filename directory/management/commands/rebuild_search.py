"""Make the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from directory.services.search_index import rebuild_search_index


class Command(BaseCommand):
    """Make the search index anew from the businesses alone, after a bulk load that left it behind.

    Never needed otherwise: the index keeps itself. Running it twice does no harm.
    """

    help = "Make the search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        listed = rebuild_search_index(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"{listed:,} businesses are searched.")
