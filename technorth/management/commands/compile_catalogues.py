"""``manage.py compile_catalogues``: make of what translators wrote what Django reads."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from technorth.catalogues.pseudo import compile_pseudo
from technorth.catalogues.scope import LOCALES, find_po
from technorth.catalogues.upkeep import compile_catalogue, read_catalogue


class Command(BaseCommand):
    """Compile every catalogue; part of a build. Needs no GNU gettext."""

    help = "Compile the catalogues of translations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether the pseudo-language is wanted too."""
        parser.add_argument("--pseudo", action="store_true", help="also make en-xa, for development")

    def handle(self, *args: Any, pseudo: bool, **options: Any) -> None:
        """Compile each that was begun."""
        for language in LOCALES:
            po = find_po(language)
            if po.exists():
                compile_catalogue(read_catalogue(language), po.with_suffix(".mo"))
        if pseudo:
            compile_pseudo()
