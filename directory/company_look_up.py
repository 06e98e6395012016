"""What is known of a company number: by the imported register first, then by Companies House itself."""

import datetime
from dataclasses import dataclass

from django.db import models

from directory.companies_house import RegisterUnavailable, fetch_company
from directory.company_names import write_readably
from directory.models import Company


class Standing(models.TextChoices):
    """What the registers say of a number."""

    OPEN = "open"
    CLOSED = "closed"
    ABSENT = "absent"  # Companies House has no such company
    UNKNOWN = "unknown"  # our register has it not, and Companies House cannot be asked


@dataclass(frozen=True)
class Finding:
    """What was found. ``name`` is in readable case; ``closed_on`` is set for a closed company where known."""

    number: str
    standing: str
    name: str = ""
    closed_on: datetime.date | None = None
    sic_codes: tuple[str, ...] = ()


def look_up_company(number: str) -> Finding:
    """Return what is known of ``number``, a company number in its full form.

    The imported register holds part of all companies (``import_companies``), so one that it lacks may well
    exist. Without a key for Companies House, or while it is away, that stays unknown.
    """
    company = Company.objects.filter(number=number).first()
    if company is not None:
        return Finding(
            number=number,
            standing=Standing.CLOSED if company.status in Company.CLOSED else Standing.OPEN,
            name=write_readably(company.name),
            closed_on=company.closed_on,
            sic_codes=tuple(company.sic_codes),
        )
    try:
        found = fetch_company(number)
    except RegisterUnavailable:
        return Finding(number=number, standing=Standing.UNKNOWN)
    if found is None:
        return Finding(number=number, standing=Standing.ABSENT)
    return Finding(
        number=number,
        standing=Standing.CLOSED if found.status in Company.CLOSED else Standing.OPEN,
        name=write_readably(found.name),
        closed_on=datetime.date.fromisoformat(found.closed_on) if found.closed_on else None,
        sic_codes=found.sic_codes,
    )
