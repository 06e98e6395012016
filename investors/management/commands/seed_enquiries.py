"""Add the demonstration enquiries."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from investors.services.demonstration_cases import add_demo_cases


class Command(BaseCommand):
    help = "Add the demonstration enquiries, each marked as an example; only with DEBUG. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add those that are missing, and say how many."""
        if not settings.DEBUG:
            raise CommandError("Demonstration enquiries are for DEBUG only.")
        added = add_demo_cases(now=timezone.now())
        if options["verbosity"] > 0:
            self.stdout.write(f"{added} demonstration enquiries added.")
