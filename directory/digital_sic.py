"""The SIC 2007 codes that make a company digital, from ``reference/digital_sic.csv``."""

from dataclasses import dataclass
from functools import cache

from django.db import models

from directory.reference_files import Column, choice, key, read_file, text
from directory.reference_reading import FOLDER
from directory.reference_tables import SIC, pattern


class Tier(models.TextChoices):
    """How surely a code means a digital company."""

    CORE = "core"
    MEDIA = "media"
    ADJACENT = "adjacent"


@dataclass(frozen=True)
class DigitalCode:
    """A SIC 2007 code with the sector that it suggests."""

    code: str
    tier: str
    sector: str
    name: str


@cache
def read_digital_codes() -> dict[str, DigitalCode]:
    """Return the codes of the file, by code. Raises BrokenReference if the file cannot be used."""
    columns = (
        Column("code", pattern(SIC, "a five-digit SIC code")),
        Column("tier", choice(Tier)),
        Column("sector", key(60)),
        Column("name", text(200)),
    )
    records = read_file(FOLDER / "digital_sic.csv", columns).records
    return {record.values["code"]: DigitalCode(**record.values) for record in records}


def list_digital_codes(*, adjacent: bool = False) -> set[str]:
    """Return the codes of the DCMS definition; with ``adjacent`` also those that we suggest."""
    codes = read_digital_codes().values()
    return {each.code for each in codes if adjacent or each.tier != Tier.ADJACENT}
