"""``manage.py update_catalogues``: bring what translators write to the texts of the source."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from technorth.catalogues.extraction import extract_catalogue
from technorth.catalogues.scope import LOCALES
from technorth.catalogues.upkeep import update_catalogue


class Command(BaseCommand):
    """Write ``locale/<language>/LC_MESSAGES/django.po`` anew; translations of texts that stand are kept."""

    help = "Bring the catalogues of translations to the texts of the source."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the languages; all by default."""
        parser.add_argument("languages", nargs="*", metavar="language", help=", ".join(LOCALES))

    def handle(self, *args: Any, languages: list[str], **options: Any) -> None:
        """Update each and say how many texts it has."""
        template = extract_catalogue()
        for language in languages or LOCALES:
            catalogue = update_catalogue(language, template)
            self.stdout.write(f"{language}: {len(catalogue)} texts")
