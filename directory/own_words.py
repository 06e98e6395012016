"""What a business says at length in its profile: its own words, its sites, its case studies."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.descriptions import render_description
from directory.models import Business
from directory.web_addresses import name_web_address


@dataclass(frozen=True)
class Passage:
    """Words under a heading."""

    heading: str
    html: SafeString
    labels: list[str]


def describe_words(business: Business) -> list[Passage]:
    """Return what ``business`` says in its own words, passage by passage; what it leaves out is left out."""
    passages = [
        Passage(_("About"), render_description(business.description), []),
        Passage(_("What it offers"), write_paragraphs(business.offers), []),
        Passage(_("What it looks for"), write_paragraphs(business.looking_for_text), business.wanted_labels),
        Passage(_("What it can supply"), write_paragraphs(business.supply_capabilities), []),
        Passage(_("What it needs from suppliers"), write_paragraphs(business.supply_needs), []),
    ]
    return [each for each in passages if each.html.strip() or each.labels]


def write_paragraphs(text: str) -> SafeString:
    """Return ``text``, plain, as paragraphs, escaped."""
    return mark_safe(linebreaks(text, autoescape=True)) if text else mark_safe("")  # noqa: S308


def describe_sites(business: Business) -> list[dict[str, Any]]:
    """Return the sites in their order, where there is more to say than the one place among the facts."""
    sites = list(business.sites.all())
    if len(sites) < 2 and not any(site.address or site.name for site in sites):
        return []
    return [
        {
            "name": site.name or site.town,
            "place": ", ".join(filter(None, [site.address, site.town, site.postcode])),
            "cluster": site.cluster,
            "basis": site.get_basis_display(),
            "is_main": site.is_main and len(sites) > 1,
        }
        for site in sites
    ]


def describe_cases(business: Business) -> list[dict[str, Any]]:
    """Return the case studies, each with what its link is called."""
    return [
        {
            **case,
            "html": write_paragraphs(case["text"]),
            "link_text": name_web_address(case["address"]) if case["address"] else "",
        }
        for case in business.case_studies
    ]
