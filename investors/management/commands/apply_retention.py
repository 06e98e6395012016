"""``manage.py apply_retention [--dry-run]``: end what was kept long enough, or say what would end."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from investors.services.retention import apply_retention, count_due


class Command(BaseCommand):
    help = "Erase or delete a batch of each class of personal data whose time is over. Beat does so hourly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Change nothing; say what is due.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        if dry_run:
            for rule, due, ahead in count_due(now):
                self.stdout.write(
                    f"{rule.title}: {due} due, {ahead} in the next 30 days (after {rule.days} days)"
                )
            return
        run = apply_retention(now=now)
        for key, count in run.done.items():
            self.stdout.write(f"{key}: {count}")
        self.stdout.write("Done.")
