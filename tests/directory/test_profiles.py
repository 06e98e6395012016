import json
import re

import pytest
from django.test import Client

from directory.models import Business
from directory.profiles import describe_facts, find_similar, write_json_ld
from tests.directory.listings import (
    NOW,
    BusinessFactory,
    ClusterFactory,
    OutcodeFactory,
    SectorFactory,
    make_north_east,
    make_public_record,
)

pytestmark = pytest.mark.django_db

EXAMPLE_MARK = "Example, not a real business"


@pytest.mark.parametrize("others", [1, 30])
def test_profile_costs_the_same_for_any_similar_businesses(
    client: Client, django_assert_num_queries, others: int
):
    sectors = [SectorFactory(code="software"), SectorFactory(code="space")]
    BusinessFactory(slug="alpha", sectors=sectors, outcode=OutcodeFactory())
    BusinessFactory.create_batch(others, sectors=sectors)

    with django_assert_num_queries(8):
        response = client.get("/businesses/alpha/")

    assert len(response.context["similar"]) == min(others, 6)


@pytest.mark.parametrize("status", [status for status in Business.Status.values if status != "published"])
def test_profile_of_an_unlisted_business_is_not_found(client: Client, status: str):
    BusinessFactory(slug="alpha", status=status)

    expected = 410 if status in ("archived", "removed") else 404
    assert client.get("/businesses/alpha/").status_code == expected


def test_profile_from_records_says_so_with_its_source(client: Client):
    make_public_record(slug="alpha", company_number="04870829", website="https://parent.test/")

    html = client.get("/businesses/alpha/").content.decode()

    assert "From public records, not yet claimed by the business." in html
    assert 'href="/sources/#gpg" lang="en">Gender pay gap data</a>, 2022 to 2023' in html
    assert "Website named in the report" in html
    assert "It may belong to a parent company" in html
    assert 'href="/enquiries/new/?business=alpha"' in html


def test_profile_of_an_example_is_marked_and_kept_from_search_engines(client: Client):
    BusinessFactory(slug="alpha", origin=Business.Origin.EXAMPLE)

    html = client.get("/businesses/alpha/").content.decode()

    assert EXAMPLE_MARK in html
    assert '<meta name="robots" content="noindex">' in html
    assert "application/ld+json" not in html


def test_profile_lists_the_facts_it_has():
    outcode = OutcodeFactory(code="CH65", basis="nearest")
    business = make_public_record(
        company_number="04870829",
        town="Ellesmere Port",
        postcode="CH65 1AD",
        outcode=outcode,
        basis="nearest",
        cluster=ClusterFactory(slug="liverpool"),
        size_band="",
        sectors=[SectorFactory(code="space")],
    )

    facts = {fact.key: re.sub(r"<[^>]*>", "|", fact.value) for fact in describe_facts(business)}

    assert facts == {
        "Company number": "|04870829|||Opens its entry at Companies House|",
        "Sector": "|Space|||Chosen by TechNorth from the company&#x27;s SIC 2007 codes|",
        "Registered office": "Ellesmere Port, CH65 1AD",
        "Cluster": "|Liverpool|||CH65 is outside the official areas; this is the nearest cluster|",
        "Verification": "Not verified",
        "Last confirmed": "Not yet confirmed by the business",
    }


def test_profile_names_the_cluster_of_a_sub_cluster_and_why_it_is_there():
    business = BusinessFactory(cluster=make_north_east()["newcastle"], basis="core")

    facts = {fact.key: re.sub(r"<[^>]*>", "|", fact.value) for fact in describe_facts(business)}

    assert facts["Cluster"] == "|Newcastle|, |North East|||in the cluster&#x27;s official area|"


def test_profile_of_a_registered_business_shows_its_own_website_and_confirmation():
    business = BusinessFactory(website="https://alpha.test/", confirmed_at=NOW, verification="email_domain")

    facts = {fact.key: fact.value for fact in describe_facts(business)}

    assert facts["Last confirmed"] == "2 June 2026"
    assert facts["Website"] == (
        '<a class="govuk-link" href="https://alpha.test/" rel="external nofollow">https://alpha.test/</a>'
    )


def test_profile_escapes_what_a_business_wrote(client: Client):
    name = "</script><img src=x onerror=alert(1)>"
    BusinessFactory(slug="alpha", name=name, town=name[:80], summary=name)

    html = client.get("/businesses/alpha/").content.decode()

    assert "<img src=x" not in html
    assert html.count("</script>") == html.count("<script")


def test_json_ld_says_only_what_is_known():
    business = make_public_record(
        slug="alpha",
        name="A & B <Limited>",
        company_number="04870829",
        website="https://parent.test/",
        town="Leeds",
        postcode="LS1 4AP",
        summary="Software",
    )

    assert json.loads(write_json_ld(business, "https://portal.test/businesses/alpha/")) == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": "https://portal.test/businesses/alpha/",
        "mainEntityOfPage": "https://portal.test/businesses/alpha/",
        "name": "A & B <Limited>",
        "description": "Software",
        "identifier": {"@type": "PropertyValue", "propertyID": "GB-COH", "value": "04870829"},
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "GB",
            "addressLocality": "Leeds",
            "postalCode": "LS1 4AP",
        },
    }


def test_profile_carries_its_json_ld_under_the_address_of_the_site(client: Client, settings):
    settings.SITE_URL = "https://portal.test"
    BusinessFactory(slug="alpha", name="A & B")

    html = client.get("/businesses/alpha/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])

    assert data["name"] == "A & B"
    assert data["@id"] == "https://portal.test/businesses/alpha/"


def test_json_ld_of_a_registered_business_has_its_website():
    business = BusinessFactory(website="https://alpha.test/")

    assert json.loads(write_json_ld(business, "https://portal.test/"))["url"] == "https://alpha.test/"


def test_similar_businesses_share_a_sector_and_the_whole_cluster():
    north = make_north_east()
    fintech, space = SectorFactory(code="fintech"), SectorFactory(code="space")
    business = BusinessFactory(cluster=north["newcastle"], sectors=[fintech])
    BusinessFactory(name="Near", cluster=north["sunderland"], sectors=[fintech, space])
    BusinessFactory(name="Far", cluster=north["leeds"], sectors=[fintech])
    BusinessFactory(name="Other", cluster=north["newcastle"], sectors=[space])
    BusinessFactory(name="Draft", cluster=north["newcastle"], sectors=[fintech], status=Business.Status.DRAFT)

    assert [other.name for other in find_similar(business)] == ["Near"]
