"""``manage.py demo_code EMAIL``: the security code of a demonstration account."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demonstration import current_code
from accounts.models import User


class Command(BaseCommand):
    help = "Print the security code that signs a demonstration account in. With DEBUG only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        code = current_code(user) if user else None
        if code is None:
            raise CommandError("There is no demonstration account by that address, or DEBUG is off.")
        self.stdout.write(code)
