"""Add the demonstration opportunities."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.services.demonstration import ReferenceMissing
from investors.services.demonstration_opportunities import DemonstrationMissing, add_demo_opportunities


class Command(BaseCommand):
    help = "Add the demonstration opportunities, each marked as invented; only with DEBUG. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add those that are missing, and say how many."""
        if not settings.DEBUG:
            raise CommandError("Demonstration opportunities are for DEBUG only.")
        try:
            added = add_demo_opportunities(now=timezone.now())
        except ReferenceMissing as error:
            raise CommandError("Run load_reference first.") from error
        except DemonstrationMissing as error:
            raise CommandError("Run seed_accounts and seed_contacts first.") from error
        if options["verbosity"] > 0:
            self.stdout.write(f"{added} demonstration opportunities added.")
