"""What the page of an opportunity shows, and what machines read of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.descriptions import render_description
from directory.models import Sector
from directory.profiles import Fact, link, write_script
from investors.models import Opportunity, OpportunityFile
from technorth.languages import list_words


@dataclass(frozen=True)
class Shown:
    """A document or picture as the page shows it: ``words`` are its title, or say what is to be seen."""

    file: OpportunityFile
    words: str
    url: str


def describe_opportunity(
    opportunity: Opportunity, sectors: Sequence[Sector], site_url: str, *, at_desk: bool = False
) -> dict[str, Any]:
    """Return the context of the page of ``opportunity``, loaded with the facts of a card. One query.

    ``at_desk``: files are given out by the desk, since the public may not see them yet.
    """
    files = OpportunityFile.objects.downloadable().filter(opportunity=opportunity).in_bulk()
    return {
        "opportunity": opportunity,
        "facts": describe_facts(opportunity, sectors),
        "text": render_description(opportunity.description),
        "documents": _list_shown(opportunity, opportunity.documents, files, "title", at_desk),
        "images": _list_shown(opportunity, opportunity.images, files, "alt", at_desk),
        "json_ld": write_json_ld(opportunity, sectors, site_url),
        "reply_days": settings.REPLY_DAYS,
    }


def describe_facts(opportunity: Opportunity, sectors: Iterable[Sector]) -> list[Fact]:
    """Return the rows of the summary list; no query."""
    address = reverse("investors:opportunities")
    links = [(link(f"{address}?sector={sector.pk}", sector.local_name),) for sector in sectors]
    cluster = opportunity.cluster
    name = link(cluster.get_absolute_url(), cluster.local_name)
    if cluster.parent:
        name = format_html("{}, {}", name, link(cluster.parent.get_absolute_url(), cluster.parent.local_name))
    outcode = opportunity.outcode
    places = [opportunity.place, f"{outcode.town} ({outcode.code})" if outcode else ""]
    rows = [
        (_("Stage"), opportunity.get_stage_display()),
        (_("Scale"), opportunity.get_scale_display()),
        (_("Type of investment"), list_words(opportunity.investment_labels)),
        (_("Sector"), format_html_join(mark_safe("<br>"), "{}", links)),
        (_("Cluster"), name),
        (_("Place"), list_words(places)),
        (_("Published"), _write_day(opportunity.published_at)),
        (_("Shown until"), _write_day(opportunity.valid_until)),
    ]
    return [Fact(key, value) for key, value in rows if value]


def write_json_ld(opportunity: Opportunity, sectors: Iterable[Sector], site_url: str) -> SafeString | None:
    """Return the schema.org description of ``opportunity`` for a script block; None for an example.

    A search engine must not take an example for something real.
    """
    if opportunity.is_example or not opportunity.is_shown:
        return None
    address = site_url + opportunity.get_absolute_url()
    place: dict[str, Any] = {
        "@type": "Place",
        "name": opportunity.place_text,
        "address": {"@type": "PostalAddress", "addressCountry": "GB"},
    }
    if opportunity.outcode:
        place["address"]["postalCode"] = opportunity.outcode_id
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": opportunity.latitude,
            "longitude": opportunity.longitude,
        }
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": opportunity.title,
        "description": opportunity.summary,
        "datePublished": opportunity.first_published_at and opportunity.first_published_at.isoformat(),
        "dateModified": opportunity.published_at and opportunity.published_at.isoformat(),
        "expires": opportunity.valid_until and opportunity.valid_until.isoformat(),
        "keywords": [sector.name for sector in sectors],
        "mainEntity": {
            "@type": "Project",
            "name": opportunity.title,
            "description": opportunity.summary,
            "location": place,
        },
    }
    return write_script(data)


def _list_shown(
    opportunity: Opportunity,
    entries: Iterable[dict[str, Any]],
    files: dict[int, OpportunityFile],
    words: str,
    at_desk: bool,
) -> list[Shown]:
    name = "investors:desk_opportunity_file" if at_desk else "investors:opportunity_file"
    return [
        Shown(
            files[entry["file"]],
            entry[words],
            reverse(name, args=[opportunity.slug, entry["file"]]),
        )
        for entry in entries
        if entry["file"] in files
    ]


def _write_day(day: Any) -> str:
    return format_date(day, "j F Y") if day else ""
