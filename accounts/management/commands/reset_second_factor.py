"""``manage.py reset_second_factor EMAIL``: for who lost telephone and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import remove_second_factor


class Command(BaseCommand):
    help = (
        "Remove the second factors of an account and end its sessions. Make sure first who asks: "
        "after it the password alone leads to setting up a new one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"{email} has no account.")
        count = remove_second_factor(user=user)
        self.stdout.write(f"Removed {count} from {user.email}; at the next sign-in they set up a new one.")
