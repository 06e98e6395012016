"""The profile of a business: its facts, each with where it is from, and what machines read of it."""

import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_countries import countries

from directory.cards import Card, load_cards
from directory.index.matches import Matches
from directory.index.snapshot import Snapshot
from directory.languages import name_language
from directory.models import Business
from directory.own_words import describe_cases, describe_sites, describe_words
from directory.trees import read_trees
from directory.web_addresses import name_web_address

SIMILAR_SHOWN = 6
REGISTER = "https://find-and-update.company-information.service.gov.uk/company/"
# What keeps a "</script>" in a name from ending the block that the data stands in.
SCRIPT_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Fact:
    """One row of the profile, as the summary list takes it."""

    key: str
    value: str


def describe_profile(business: Business, site_url: str) -> dict[str, Any]:
    """Return the context of the profile page; ``business`` as loaded by ``with_profile_facts``.

    The queries are those of the similar businesses.
    """
    return {
        "business": business,
        "facts": describe_facts(business),
        "words": describe_words(business),
        "sites": describe_sites(business),
        "cases": describe_cases(business),
        "json_ld": write_json_ld(business, site_url + business.get_absolute_url()),
        "similar": find_similar(business),
    }


def describe_facts(business: Business) -> list[Fact]:
    """Return what is known of ``business``, as loaded by ``with_listing_facts``; no query.

    Unknown facts are left out. What a public record says is named for what it is: the registered
    office, and the website of the report, which may be that of the parent company.
    """
    facts = [
        (_("Trades as"), ", ".join(business.trading_names)),
        (_("Kind"), "" if business.kind == Business.Kind.COMPANY else business.get_kind_display()),
        (_("Company number"), describe_number(business)),
        (_("Sector"), describe_sectors(business)),
        (_("Keywords"), ", ".join(business.keywords)),
        (_("Founded"), str(business.founded_year or "")),
        (_("Size"), describe_size(business)),
        (_("Registered office") if is_from_records(business) else _("Place"), describe_place(business)),
        (_("Cluster"), describe_cluster(business)),
        (
            _("Website named in the report") if is_from_records(business) else _("Website"),
            describe_website(business),
        ),
        (_("Also at"), describe_links(business.social_links)),
        (_("Parent company"), business.parent_name),
        (_("Spin-off of"), business.spin_off_of),
        (_("Overseas owner in"), countries.name(business.owner_country)),
        (_("Sells to"), ", ".join(str(countries.name(code)) for code in business.markets)),
        (_("Languages"), ", ".join(name_language(code) for code in business.languages)),
        (_("Verification"), business.verified_text or business.get_verification_display()),
        (_("Last confirmed"), describe_confirmation(business)),
    ]
    return [Fact(key, value) for key, value in facts if value]


def is_from_records(business: Business) -> bool:
    """Say whether the facts are from public records alone."""
    return business.origin == Business.Origin.PUBLIC_RECORD


def describe_number(business: Business) -> str:
    """Return the company number, linked to its entry at Companies House."""
    number = business.company_number
    if not number:
        return ""
    return add_note(link(REGISTER + number, number, rel="external"), _("Opens its entry at Companies House"))


def describe_sectors(business: Business) -> str:
    """Return the sectors, each linked to the others in it, and how they were chosen."""
    address = reverse("directory:businesses")
    links = [link(f"{address}?sector={sector.pk}", sector.local_name) for sector in business.sectors.all()]
    sectors = format_html_join(mark_safe("<br>"), "{}", [(each,) for each in links])
    if not (sectors and is_from_records(business)):
        return sectors
    return add_note(sectors, _("Chosen by TechNorth from the company's SIC 2007 codes"))


def describe_size(business: Business) -> str:
    """Return the size band, and for when it was reported."""
    size = business.get_size_band_display()
    if business.employees is not None and business.employees_on:
        values = {"count": business.employees, "day": format_date(business.employees_on, "j F Y")}
        return add_note(size, _("%(count)d employees on %(day)s") % values)
    if not (size and is_from_records(business) and business.source_period):
        return size
    return add_note(size, _("As reported for %(period)s") % {"period": business.source_period})


def describe_place(business: Business) -> str:
    """Return town and postcode."""
    return ", ".join(part for part in (business.town, business.postcode) if part)


def describe_cluster(business: Business) -> str:
    """Return the cluster, with its parent where it has one, and why the business counts to it."""
    cluster = business.cluster
    name = link(cluster.get_absolute_url(), cluster.local_name)
    if cluster.parent:
        name = format_html("{}, {}", name, link(cluster.parent.get_absolute_url(), cluster.parent.local_name))
    if not business.basis:
        return name
    basis = business.get_basis_display()
    if business.outcode_id:
        basis = _("%(outcode)s is %(basis)s") % {"outcode": business.outcode_id, "basis": basis}
    return add_note(name, basis)


def describe_website(business: Business) -> str:
    """Return a link to the website; with a warning where the business did not give it itself."""
    if not business.website:
        return ""
    website = link(business.website, business.website, rel="external nofollow")
    if not is_from_records(business):
        return website
    return add_note(website, _("It may belong to a parent company"))


def describe_links(addresses: list[str]) -> SafeString:
    """Return links to ``addresses``, one a line."""
    links = [
        (link(address, name_web_address(address), rel="external nofollow noopener"),) for address in addresses
    ]
    return format_html_join(mark_safe("<br>"), "{}", links)


def link(address: str, text: str, *, rel: str = "") -> SafeString:
    """Return a link, escaped."""
    if rel:
        return format_html('<a class="govuk-link" href="{}" rel="{}">{}</a>', address, rel, text)
    return format_html('<a class="govuk-link" href="{}">{}</a>', address, text)


def add_note(value: str, note: str) -> SafeString:
    """Return ``value`` with a quieter line below it."""
    return format_html('{}<br><span class="tn-small tn-muted">{}</span>', value, note)


def describe_confirmation(business: Business) -> str:
    """Return when the business last confirmed its facts."""
    if not business.confirmed_at:
        return "" if business.is_example else _("Not yet confirmed by the business")
    return format_date(business.confirmed_at, "j F Y")


def write_json_ld(business: Business, address: str) -> SafeString | None:
    """Return the schema.org description of ``business`` for a script block; None for an example.

    A search engine must not take an example for a real business. ``address`` is the profile's own.
    The website is left out for public records, since it may be another company's.
    """
    if business.is_example:
        return None
    data: dict[str, Any] = {"@context": "https://schema.org", "@type": "Organization", "@id": address}
    data |= {"name": business.name, "mainEntityOfPage": address}
    if business.summary:
        data["description"] = business.summary
    if business.company_number:
        data["identifier"] = {
            "@type": "PropertyValue",
            "propertyID": "GB-COH",
            "value": business.company_number,
        }
    if business.website and not is_from_records(business):
        data["url"] = business.website
    place = {"addressLocality": business.town, "postalCode": business.postcode}
    data["address"] = {"@type": "PostalAddress", "addressCountry": "GB"} | {
        k: v for k, v in place.items() if v
    }
    return write_script(data)


def write_script(data: dict[str, Any]) -> SafeString:
    """Return ``data`` as JSON that is safe inside a script block."""
    text = json.dumps(data, ensure_ascii=False).translate(SCRIPT_ESCAPES)
    return mark_safe(text)  # noqa: S308 - escaped for a script block on the line above


def find_similar(business: Business) -> list[Card]:
    """Return the cards of a few listed businesses of the same sectors in the same cluster, the best first.

    The cluster is the whole one: for a business in Newcastle, the North East.
    """
    terms = [f"sector:{sector.pk}" for sector in business.sectors.all()]
    cluster = f"cluster:{business.cluster.parent_id or business.cluster_id}"
    snapshot = Snapshot([cluster, *terms])
    found = Matches(snapshot.find(cluster) & snapshot.find(*terms), snapshot).ids(0, SIMILAR_SHOWN + 1)
    others = [each for each in found if each != business.pk][:SIMILAR_SHOWN]
    clusters, sectors = read_trees()
    return load_cards(others, clusters=clusters, sectors=sectors)
