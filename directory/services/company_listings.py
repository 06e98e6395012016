"""What the register means for the directory: new listings from it (directory.services.dissolution ends some).

A listing is touched only while it is from public records and no business has had a say in it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from directory.company_names import write_readably
from directory.digital_sic import DigitalCode, read_digital_codes
from directory.models import Business, Company
from directory.models.business import BusinessQuerySet
from directory.services.listings import choose_slug

BATCH = 1000


class SourceMissing(Exception):
    """The Source of listings from the register is not there: ``load_reference`` comes first."""


@dataclass(frozen=True)
class ListingCounts:
    """How many listings were added from the register and how many changed."""

    added: int = 0
    changed: int = 0


def select_unclaimed_listings() -> BusinessQuerySet:
    """Return the listings from public records that no business has claimed or confirmed."""
    return Business.objects.filter(
        origin=Business.Origin.PUBLIC_RECORD,
        verification=Business.Verification.NONE,
        confirmed_at=None,
    )


def list_companies(*, sic_codes: Collection[str], snapshot_on: date, now: datetime) -> ListingCounts:
    """List the active companies of the snapshot that are in the North and have one of ``sic_codes``.

    New ones are published as from public records, with the register as their source, in the sector
    that their first such code suggests, at their outcode: the registered office may be a home, so
    neither street nor postcode is published. Listings that came from the register earlier follow it in
    name, place and sector. All others are left alone: those of another source, those that a business
    registered or claimed, and the status that staff gave. Runs in the caller's transaction.
    """
    companies = (
        Company.objects.filter(status=Company.Status.ACTIVE, last_seen_on=snapshot_on)
        .filter(outcode__isnull=False, sic_codes__overlap=list(sic_codes))
        .select_related("outcode")
        .order_by("number")
    )
    added = changed = 0
    stream = companies.iterator(chunk_size=BATCH)
    while batch := list(islice(stream, BATCH)):
        facts = {each.number: _facts_of(each, sic_codes, snapshot_on) for each in batch}
        added += _add_listings(facts, now=now)
        changed += _change_listings(facts)
    return ListingCounts(added, changed)


def _facts_of(company: Company, sic_codes: Collection[str], snapshot_on: date) -> dict[str, Any]:
    """Return what the register settles about the listing of ``company``."""
    assert company.outcode is not None  # noqa: S101  # by the filter of the caller
    code = _find_code(company, sic_codes)
    return {
        "name": write_readably(company.name),
        "company_number": company.number,
        "summary": f"Registered activities include: {code.name} (SIC {code.code}).",
        "cluster_id": company.outcode.cluster_id,
        "basis": company.outcode.basis,
        "outcode_id": company.outcode_id,
        "town": company.outcode.town,
        "origin": Business.Origin.PUBLIC_RECORD,
        "source_id": Company.SOURCE,
        "source_period": f"{snapshot_on.day} {snapshot_on:%B %Y}",
        "sector": code.sector,
    }


def _find_code(company: Company, sic_codes: Collection[str]) -> DigitalCode:
    return next(read_digital_codes()[code] for code in company.sic_codes if code in sic_codes)


def _add_listings(facts: dict[str, dict[str, Any]], *, now: datetime) -> int:
    """List those of ``facts``, by company number, that are not listed in any way; return how many."""
    held = set(Business.objects.filter(company_number__in=facts).values_list("company_number", flat=True))
    new = [values for number, values in facts.items() if number not in held]
    wanted = [choose_slug(values["name"], "", taken=set()) for values in new]
    taken = set(Business.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    businesses = []
    for values in new:
        slug = choose_slug(values["name"], values["company_number"], taken=taken)
        taken.add(slug)
        fields = {name: value for name, value in values.items() if name != "sector"}
        businesses.append(Business(slug=slug, status=Business.Status.PUBLISHED, listed_at=now, **fields))
    Business.objects.bulk_create(businesses)
    _set_sectors({business.pk: facts[business.company_number]["sector"] for business in businesses})
    return len(businesses)


def _change_listings(facts: dict[str, dict[str, Any]]) -> int:
    """Bring those listings in line that came from the register and differ; return how many."""
    fields = ["name", "summary", "cluster_id", "basis", "outcode_id", "town"]
    changed = []
    for business in _select_register_listings(facts):
        values = facts[business.company_number]
        sectors = [sector.pk for sector in business.sectors.all()]
        if all(getattr(business, name) == values[name] for name in fields) and sectors == [values["sector"]]:
            continue
        for name in [*fields, "source_period"]:
            setattr(business, name, values[name])
        changed.append(business)
    if changed:
        Business.objects.bulk_update(changed, [*fields, "source_period"], batch_size=200)
        _set_sectors({business.pk: facts[business.company_number]["sector"] for business in changed})
    return len(changed)


def _select_register_listings(numbers: Collection[str]) -> Iterator[Business]:
    listings: QuerySet[Business] = select_unclaimed_listings().filter(
        source=Company.SOURCE, company_number__in=numbers
    )
    return iter(listings.prefetch_related("sectors").order_by("pk"))


def _set_sectors(wanted: dict[int, str]) -> None:
    """Give each business, by its id, its one sector."""
    links = Business.sectors.through
    links._default_manager.filter(business_id__in=wanted).delete()
    links._default_manager.bulk_create(
        [links(business_id=business, sector_id=sector) for business, sector in wanted.items()]
    )
