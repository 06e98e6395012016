"""The first listings: real businesses from public records."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from directory.models import Business, Company, Outcode
from directory.services.loading_changes import Change

Values = dict[str, Any]

# Pages below /businesses/ with these names are not profiles.
RESERVED_SLUGS = {"logos", "map", "register", "suggest"}


def load_listings(*, rows: Iterable[Values], now: datetime) -> Change:
    """List each row of ``businesses.csv`` as a business of public record, by its company number.

    A business that is claimed or registered is left alone, as are status and address (slug) of one
    that is listed already: staff may have changed them. One that the file no longer has is archived,
    not deleted. Runs in the caller's transaction; makes the same number of queries for any rows.
    """
    wanted = {values["company_number"]: values for values in rows}
    outcodes = Outcode.objects.in_bulk([values["outcode_id"] for values in wanted.values()])
    held = Business.objects.filter(company_number__in=wanted).exclude(origin=Business.Origin.PUBLIC_RECORD)
    kept = set(held.values_list("company_number", flat=True))
    records = Business.objects.filter(origin=Business.Origin.PUBLIC_RECORD)
    existing = {business.company_number: business for business in records.prefetch_related("sectors")}
    slugs = set(Business.objects.values_list("slug", flat=True))

    added, changed, sectors = [], [], {}
    for number, values in wanted.items():
        if number in kept:
            continue
        facts = _facts_of(values, outcodes[values["outcode_id"]])
        business = existing.get(number)
        if business is None:
            slug = choose_slug(facts["name"], number, taken=slugs)
            slugs.add(slug)
            business = Business(slug=slug, listed_at=now, status=Business.Status.PUBLISHED, **facts)
            added.append(business)
        elif _differs(business, facts, values["sector"]):
            for name, value in facts.items():
                setattr(business, name, value)
            changed.append(business)
        else:
            continue
        sectors[number] = values["sector"]
    Business.objects.bulk_create(added)
    if changed:
        Business.objects.bulk_update(changed, list(facts), batch_size=200)
    _set_sectors({business.pk: sectors[business.company_number] for business in [*added, *changed]})
    archived = (
        records.exclude(company_number__in=wanted)
        .exclude(source=Company.SOURCE)
        .filter(status=Business.Status.PUBLISHED)
        .update(status=Business.Status.ARCHIVED)
    )
    unchanged = len(wanted) - len(kept) - len(added) - len(changed)
    return Change("businesses.csv", len(added), len(changed), archived, unchanged, len(kept))


def choose_slug(name: str, distinction: str, *, taken: set[str]) -> str:
    """Return the address of a business called ``name``, with ``distinction`` added if it is taken."""
    slug = slugify(name)[:100].strip("-")
    if slug in RESERVED_SLUGS:
        slug = f"{slug}-business"
    if not slug or slug in taken:
        slug = f"{slug}-{distinction.lower()}".strip("-")
    return slug


def _facts_of(values: Values, outcode: Outcode) -> Values:
    """Return the fields of the business that the record settles."""
    facts = {name: value for name, value in values.items() if name != "sector"}
    facts["cluster_id"] = outcode.cluster_id
    facts["basis"] = outcode.basis
    facts["origin"] = Business.Origin.PUBLIC_RECORD
    return facts


def _differs(business: Business, facts: Values, sector: str) -> bool:
    if any(getattr(business, name) != value for name, value in facts.items()):
        return True
    return [each.pk for each in business.sectors.all()] != [sector]


def _set_sectors(wanted: dict[int, str]) -> None:
    """Give each business, by its id, the one sector of its record."""
    links = Business.sectors.through
    links._default_manager.filter(business_id__in=wanted).delete()
    links._default_manager.bulk_create(
        [links(business_id=business, sector_id=sector) for business, sector in wanted.items()]
    )
