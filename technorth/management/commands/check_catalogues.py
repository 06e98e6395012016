"""``manage.py check_catalogues``: what is still to be translated, and what is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from technorth.catalogues.extraction import extract_catalogue
from technorth.catalogues.scope import LOCALES
from technorth.catalogues.upkeep import Standing, look_over, read_catalogue


class Command(BaseCommand):
    """Count what is missing in each catalogue; ``--list`` names it. Fails unless all are complete."""

    help = "Say what is missing or wrong in the catalogues of translations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the languages, all by default, and whether to name each text."""
        parser.add_argument("languages", nargs="*", metavar="language", help=", ".join(LOCALES))
        parser.add_argument("--list", action="store_true", dest="names", help="name each text")

    def handle(self, *args: Any, languages: list[str], names: bool, **options: Any) -> None:
        """Look over each catalogue. Raises CommandError when one is not complete."""
        template = extract_catalogue()
        standings = {
            language: look_over(read_catalogue(language), template) for language in languages or LOCALES
        }
        for language, standing in standings.items():
            self._tell(language, standing, names)
        if not all(standing.is_complete for standing in standings.values()):
            raise CommandError("Not complete.")

    def _tell(self, language: str, standing: Standing, names: bool) -> None:
        self.stdout.write(
            f"{language}: {standing.total} texts, {len(standing.missing)} missing, "
            f"{len(standing.fuzzy)} in doubt, {len(standing.wrong)} wrong, "
            f"{len(standing.unknown)} not in the source"
        )
        for name, trouble in standing.wrong:
            self.stdout.write(f"  wrong: {name!r}: {trouble}")
        if names:
            for kind in ("missing", "fuzzy", "unknown"):
                for name in getattr(standing, kind):
                    self.stdout.write(f"  {kind}: {name!r}")
