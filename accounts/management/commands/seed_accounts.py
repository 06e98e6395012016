"""``manage.py seed_accounts``: the demonstration accounts."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demonstration import PASSWORD, PEOPLE, enrol_second_factor
from accounts.services import AccountExists, add_person


class Command(BaseCommand):
    help = (
        "Make the demonstration accounts that are missing, and print how to sign in. With DEBUG "
        "their password and second factor are known to everybody. Outside DEBUG it refuses; with "
        "--force it makes them with a password of their own each and no second factor yet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="Make them outside DEBUG too.")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        if not settings.DEBUG and not force:
            raise CommandError("Demonstration accounts are for DEBUG. Use --force to make them all the same.")
        for person in PEOPLE:
            password = PASSWORD if settings.DEBUG else secrets.token_urlsafe(15)
            try:
                user = add_person(
                    email=person.email,
                    name=person.name,
                    role=person.role,
                    password=password,
                    is_demo=settings.DEBUG,
                )
            except AccountExists:
                self.stdout.write(f"{person.email} is there already")
                continue
            if settings.DEBUG and user.is_desk:
                enrol_second_factor(user)
            self.stdout.write(f"{person.email}  password {password}  {person.label}")
        if settings.DEBUG:
            self.stdout.write("The security code of the second step is shown on its page.")
