"""The groups of facts that a business confirms: which sections they are, and what the profile says."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import unescape

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import Truncator

from directory.content import FIELDS, Difference, Field, Section, read_content
from directory.content_words import write_value
from directory.descriptions import render_description
from directory.freshness import is_to_confirm
from directory.models import Business, FactGroup, Sector

SECTIONS: dict[str, tuple[Section, ...]] = {
    FactGroup.NAMES: (Section.NAMES, Section.SUMMARY, Section.LOGO),
    FactGroup.WORK: (Section.SECTORS, Section.OFFERS, Section.SUPPLY),
    FactGroup.PLACES: (Section.PLACES,),
    FactGroup.SIZE: (Section.SIZE,),
    FactGroup.WEB: (Section.WEB,),
    FactGroup.TIES: (Section.OWNERSHIP, Section.MARKETS, Section.CASES),
}
WORDS_SHOWN = 40  # of one fact; the profile shows all


@dataclass(frozen=True)
class Row:
    """One fact, as the summary list takes it."""

    key: str | Promise
    value: str
    href: str


@dataclass(frozen=True)
class Facts:
    """A group as the page shows it. ``links`` lead to the sections of which nothing is said yet."""

    group: FactGroup
    rows: list[Row]
    links: list[tuple[str | Promise, str]]
    confirmed_at: datetime.datetime | None
    is_to_confirm: bool


def list_groups(differences: Collection[Difference]) -> list[str]:
    """Return the groups that have a field of ``differences``."""
    sections = {each.field.section for each in differences}
    return [group for group, own in SECTIONS.items() if sections & set(own)]


def describe_groups(business: Business, *, now: datetime.datetime) -> list[Facts]:
    """Return what the published profile says, group by group, each fact with where to change it.

    Four queries: sectors and sites, the names of sectors, the confirmations.
    """
    content = read_content(business)
    names = dict(Sector.objects.filter(pk__in=content["sectors"]).values_list("pk", "name"))
    times = dict(business.confirmations.values_list("group", "confirmed_at"))
    values = {field.name: write_value(field.name, content[field.name], names) for field in FIELDS}
    return [
        _describe_group(business, group, values, times.get(group, business.confirmed_at), now)
        for group in FactGroup
    ]


def _describe_group(
    business: Business,
    group: FactGroup,
    values: Mapping[str, str],
    confirmed_at: datetime.datetime | None,
    now: datetime.datetime,
) -> Facts:
    fields = [field for field in FIELDS if field.section in SECTIONS[group] and values[field.name]]
    told = {field.section for field in fields}
    return Facts(
        group=group,
        rows=[_describe_field(business, field, values[field.name]) for field in fields],
        links=[
            (section.label, _write_address(business, section))
            for section in SECTIONS[group]
            if section not in told
        ],
        confirmed_at=confirmed_at,
        is_to_confirm=confirmed_at is None or is_to_confirm(confirmed_at, now=now),
    )


def _describe_field(business: Business, field: Field, value: str) -> Row:
    if field.name == "description":
        value = unescape(strip_tags(render_description(value)))
    short = value if field.empty == [] else Truncator(value).words(WORDS_SHOWN)
    return Row(field.label, short, _write_address(business, field.section))


def _write_address(business: Business, section: Section) -> str:
    return reverse("directory:edit_section", args=[business.slug, section.value])
