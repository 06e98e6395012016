"""The content of a profile as one document: read from a business, compared, and written to it.

Editing, preview, review and the published profile all speak of the same fields, which stand here once.
A content is what JSON can hold: texts, numbers, lists, and None where nothing is said. Days are ISO 8601,
countries ISO 3166, languages ISO 639. ``sites`` is a list of ``{"name", "address", "postcode",
"is_main"}``; ``case_studies`` of ``{"title", "customer", "text", "address"}``; ``logo`` is the digest of
a Logo, or "".
"""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.locating import read_outcode
from directory.models import Business, Outcode, Sector, Site

Content = dict[str, Any]


class Section(models.TextChoices):
    """One task of the task list: a page with a few fields."""

    NAMES = "names", _("Name and kind")
    SUMMARY = "summary", _("What it does")
    SECTORS = "sectors", _("Sectors and keywords")
    PLACES = "places", _("Where it is")
    SIZE = "size", _("Age and size")
    WEB = "web", _("Website and social addresses")
    LOGO = "logo", _("Logo")
    OFFERS = "offers", _("What it offers and looks for")
    SUPPLY = "supply", _("Supply chain")
    OWNERSHIP = "ownership", _("Ownership")
    MARKETS = "markets", _("Markets and languages")
    CASES = "cases", _("Case studies")


@dataclass(frozen=True)
class Field:
    """One fact of a profile.

    ``is_harmless``: a verified business may change it without review, since it can neither mislead about
    who the business is nor carry a text or picture that a reader must be spared.
    """

    name: str
    section: Section
    label: str | Promise
    empty: Any = ""
    is_harmless: bool = False
    is_required: bool = False


FIELDS = (
    Field("name", Section.NAMES, _("Name"), is_required=True),
    Field("trading_names", Section.NAMES, _("Trading names"), empty=[]),
    Field("kind", Section.NAMES, _("Kind"), is_required=True),
    Field("summary", Section.SUMMARY, _("Summary"), is_required=True),
    Field("description", Section.SUMMARY, _("Description")),
    Field("sectors", Section.SECTORS, _("Sectors"), empty=[], is_required=True),
    Field("keywords", Section.SECTORS, _("Keywords"), empty=[]),
    Field("sites", Section.PLACES, _("Sites"), empty=[], is_required=True),
    Field("founded_year", Section.SIZE, _("Founded"), empty=None, is_harmless=True),
    Field("employees", Section.SIZE, _("Employees"), empty=None, is_harmless=True),
    Field("employees_on", Section.SIZE, _("Employees counted on"), empty=None, is_harmless=True),
    Field("size_band", Section.SIZE, _("Size"), is_harmless=True, is_required=True),
    Field("website", Section.WEB, _("Website")),
    Field("social_links", Section.WEB, _("Social addresses"), empty=[]),
    Field("logo", Section.LOGO, _("Logo")),
    Field("offers", Section.OFFERS, _("What it offers")),
    Field("looking_for", Section.OFFERS, _("Looks for"), empty=[], is_harmless=True),
    Field("looking_for_text", Section.OFFERS, _("More about what it looks for")),
    Field("supply_capabilities", Section.SUPPLY, _("Can supply")),
    Field("supply_needs", Section.SUPPLY, _("Needs from suppliers")),
    Field("parent_name", Section.OWNERSHIP, _("Parent company")),
    Field("spin_off_of", Section.OWNERSHIP, _("Spin-off of")),
    Field("owner_country", Section.OWNERSHIP, _("Overseas owner in")),
    Field("markets", Section.MARKETS, _("Markets"), empty=[], is_harmless=True),
    Field("languages", Section.MARKETS, _("Languages"), empty=[], is_harmless=True),
    Field("case_studies", Section.CASES, _("Case studies"), empty=[]),
)
FIELDS_BY_NAME = {field.name: field for field in FIELDS}
DIGEST_LENGTH = 8
# Read from and written to rows of their own, or by another name.
APART = {"sectors", "sites", "logo", "employees_on", "owner_country"}


@dataclass(frozen=True)
class Difference:
    """A field that two contents say different things about."""

    field: Field
    before: Any
    after: Any


def make_content(**values: Any) -> Content:
    """Return an empty content with ``values`` filled in. Raises KeyError for a field that there is not."""
    unknown = values.keys() - FIELDS_BY_NAME.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    return {field.name: values.get(field.name, field.empty) for field in FIELDS}


def read_content(business: Business) -> Content:
    """Return what the published profile of ``business`` says. Two queries, for sectors and sites."""
    values = {field.name: getattr(business, field.name) for field in FIELDS if field.name not in APART}
    sectors = business.sectors.order_by("position", "pk").values_list("pk", flat=True)
    day = business.employees_on
    return make_content(
        **values,
        sectors=list(sectors),
        sites=_read_sites(business),
        logo=business.logo_id or "",
        employees_on=day.isoformat() if day else None,
        owner_country=str(business.owner_country),
    )


def read_public_content(business: Business) -> Content:
    """Return what the public profile of ``business`` says, or said last; {} where there never was one."""
    return read_content(business) if business.was_public else {}


def _read_sites(business: Business) -> list[dict[str, Any]]:
    fields = "name", "address", "postcode", "is_main"
    sites: list[dict[str, Any]] = list(business.sites.order_by("position").values(*fields))
    if not sites and (business.postcode or business.outcode_id):
        place = business.postcode or business.outcode_id
        sites = [{"name": "", "address": "", "postcode": place, "is_main": True}]
    return sites


def compare_contents(before: Content, after: Content) -> list[Difference]:
    """Return the fields on which the two differ, in the order of the task list."""
    pairs = (
        (field, before.get(field.name, field.empty), after.get(field.name, field.empty)) for field in FIELDS
    )
    return [Difference(field, old, new) for field, old, new in pairs if old != new]


def digest_content(content: Content) -> str:
    """Return a short text from which ``list_changed_since`` tells what ``content`` said, field by field."""
    values = (json.dumps(content.get(field.name, field.empty), sort_keys=True) for field in FIELDS)
    return "".join(hashlib.sha256(value.encode()).hexdigest()[:DIGEST_LENGTH] for value in values)


def list_changed_since(digest: str, content: Content) -> list[Field]:
    """Return the fields that ``content`` says other things about than what ``digest`` was made from."""
    current = digest_content(content)
    starts = range(0, len(current), DIGEST_LENGTH)
    parts = ((digest[at : at + DIGEST_LENGTH], current[at : at + DIGEST_LENGTH]) for at in starts)
    return [field for field, (old, new) in zip(FIELDS, parts, strict=True) if old != new]


def is_harmless(differences: list[Difference]) -> bool:
    """Say whether a verified business may make these changes without review; not where there are none."""
    return bool(differences) and all(each.field.is_harmless for each in differences)


def list_missing(content: Content) -> list[Field]:
    """Return the required fields that ``content`` leaves empty: it cannot be sent for review without them."""
    return [field for field in FIELDS if field.is_required and not content.get(field.name)]


def apply_content(*, business: Business, content: Content) -> None:
    """Make the published profile of ``business`` say what ``content`` does, in the caller's transaction.

    The main site settles cluster, basis, outcode, town and postcode. ``content`` has passed the forms: an
    outcode or a logo that is not there raises DoesNotExist or IntegrityError. The same number of queries,
    however long it is.
    """
    sites = _set_facts(business, content)
    business.save()
    business.sites.all().delete()
    Site.objects.bulk_create(sites)
    business.sectors.set(content["sectors"])


def imagine_content(*, business: Business, content: Content) -> None:
    """Make ``business`` in memory say what ``content`` does, as if it were loaded so. It must not be saved.

    Two queries, for outcodes and sectors. Raises Outcode.DoesNotExist as ``apply_content`` does.
    """
    sites = _set_facts(business, content)
    sectors = Sector.objects.filter(pk__in=content["sectors"]).order_by("position", "pk")
    _hold(business, "sites", business.sites.all(), sites)
    _hold(business, "sectors", business.sectors.all(), list(sectors))


def _set_facts(business: Business, content: Content) -> list[Site]:
    """Set the columns of ``business`` without saving it, and return its sites, not saved either."""
    for field in FIELDS:
        if field.name not in APART:
            setattr(business, field.name, content[field.name])
    business.employees_on = content["employees_on"] and datetime.date.fromisoformat(content["employees_on"])
    business.owner_country = content["owner_country"]
    business.logo_id = content["logo"] or None
    sites = list(_make_sites(business, content["sites"]))
    for site in sites:
        if site.is_main:
            business.cluster, business.basis = site.cluster, site.basis
            business.outcode, business.town, business.postcode = site.outcode, site.town, site.postcode
    return sites


def _make_sites(business: Business, entries: list[dict[str, Any]]) -> Iterator[Site]:
    codes = [read_outcode(entry["postcode"]) for entry in entries]
    outcodes = Outcode.objects.select_related("cluster__parent").in_bulk(codes)
    for position, (entry, code) in enumerate(zip(entries, codes, strict=True)):
        if code not in outcodes:
            raise Outcode.DoesNotExist(entry["postcode"])
        outcode = outcodes[code]
        yield Site(
            business=business,
            position=position,
            outcode=outcode,
            cluster=outcode.cluster,
            basis=outcode.basis,
            town=outcode.town,
            **entry,
        )


def _hold(business: Business, name: str, rows: models.QuerySet[Any], loaded: list[Any]) -> None:
    """Let ``business`` answer ``name`` with ``loaded``, as Django does with rows that it prefetched."""
    rows._result_cache = loaded
    business.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
