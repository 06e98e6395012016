"""Add the demonstration contacts."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.services.demonstration import ReferenceMissing
from investors.services.demonstration import add_demo_contacts


class Command(BaseCommand):
    help = (
        "Add demonstration contacts for every cluster: made-up people, marked as such, whose mail "
        "reaches nobody. A second run adds none. Outside DEBUG only with --force."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="Add them outside DEBUG too.")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        if not settings.DEBUG and not force:
            raise CommandError(
                "Made-up contacts would be sent real enquiries. Use --force to add them anyway."
            )
        try:
            added = add_demo_contacts()
        except ReferenceMissing:
            raise CommandError(
                "There is no reference data yet. Run manage.py load_reference first."
            ) from None
        if options["verbosity"] > 0:
            self.stdout.write(f"{added} demonstration contacts added.")
