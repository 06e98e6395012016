"""``manage.py add_staff EMAIL --name NAME --role ROLE``: an account with work at the desk."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from accounts.models import User
from accounts.services import AccountExists, add_person

ROLES = [role for role in User.Role.values if role]


class Command(BaseCommand):
    help = "Make an account with a role at the desk. The person then sets a password by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=ROLES)

    def handle(self, *args: Any, email: str, name: str, role: str, **options: Any) -> None:
        try:
            validate_email(email)
            user = add_person(email=email, name=name, role=role)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        except AccountExists as error:
            raise CommandError(f"{email} has an account already.") from error
        address = settings.SITE_URL + reverse("account_reset_password")
        self.stdout.write(
            f"{user.email} may sign in as {user.get_role_display()} after setting a password at {address}"
        )
