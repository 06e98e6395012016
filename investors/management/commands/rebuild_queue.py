"""Make the queue's index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from investors.services.queue_index import rebuild_queue_index


class Command(BaseCommand):
    help = "Make the counts of the queue and the words of all cases anew. Enquiries wait while it runs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it anew, and say so."""
        rebuild_queue_index()
        if options["verbosity"] > 0:
            self.stdout.write("The index of the queue is made anew.")
