import json
import re

import pytest
from django.test import Client
from django.utils.html import escape

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


def read_names(html: str) -> list[str]:
    return re.findall(r'tn-card__link" href="[^"]*">([^<]*)<', html)


@pytest.mark.parametrize("rows", [1, 30])
def test_search_page_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    make_north_east()
    sectors = [SectorFactory(code="software"), SectorFactory(code="space")]
    BusinessFactory.create_batch(rows, sectors=sectors, summary="Robots")

    with django_assert_num_queries(10):
        response = client.get("/businesses/?q=robots&cluster=leeds&sector=space&sort=best")

    assert response.status_code == 200
    assert len(read_names(response.content.decode())) == min(rows, 24)


def test_search_page_shows_what_a_card_needs(client: Client):
    north = make_north_east()
    fintech = SectorFactory(code="fintech")
    make_public_record(name="Alpha", town="Leeds", cluster=north["leeds"], sectors=[fintech])
    BusinessFactory(name="Beta", cluster=north["newcastle"], verification="email_domain")

    html = client.get("/businesses/").content.decode()

    assert read_names(html) == ["Beta", "Alpha"]
    assert "From public records, not yet claimed by the business" in html
    assert "Verified by e-mail domain" in html
    assert "tn-cluster--north-east" in html
    assert "Fintech" in html
    assert EXAMPLE_MARK not in html


def test_search_page_marks_each_example(client: Client):
    BusinessFactory.create_batch(3, origin=Business.Origin.EXAMPLE)

    assert client.get("/businesses/").content.decode().count(EXAMPLE_MARK) == 3


def test_search_page_escapes_what_was_typed(client: Client):
    text = "<script>alert(1)</script>"

    html = client.get("/businesses/", {"q": text}).content.decode()

    assert text not in html
    assert html.count(escape(text)) >= 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("cluster=atlantis", "There is no cluster “atlantis”: clusters were left out."),
        ("sort=random", "There is no order “random”: these are sorted by best match."),
        ("q=%00", "The search has a character that cannot be searched for."),
        ("page=99", "There is no such page. This is page 2."),
        ("page=0", "There is no such page. This is page 2."),
        ("page=x%27", "There is no such page. This is page 1."),
    ],
)
def test_search_page_names_a_bad_parameter_and_answers_with_the_rest(
    client: Client, query: str, message: str
):
    BusinessFactory.create_batch(26)

    response = client.get(f"/businesses/?{query}")

    assert response.status_code == 200
    assert message in response.content.decode()
    assert read_names(response.content.decode())


def test_search_page_keeps_a_text_that_is_too_long(client: Client):
    text = "long " * 50

    html = client.get("/businesses/", {"q": text}).content.decode()

    assert f'value="{text}"' in html
    assert "Search for 200 characters or fewer." in html


def test_pages_hold_each_business_once_and_keep_the_filters(client: Client):
    BusinessFactory.create_batch(50, name="Same")

    pages = [client.get(f"/businesses/?q=same&size=10-49&page={page}") for page in (1, 2, 3)]
    listed = [business.pk for page in pages for business in page.context["page"]]

    assert [len(page.context["page"]) for page in pages] == [24, 24, 2]
    assert len(set(listed)) == 50
    assert 'href="?q=same&amp;size=10-49&amp;page=3"' in pages[0].content.decode()


def test_empty_search_says_how_to_widen_it(client: Client):
    make_north_east()
    BusinessFactory(name="Alpha")

    html = client.get("/businesses/?q=alpha&cluster=newcastle").content.decode()

    assert "No business matches all of this" in html
    assert '<a class="govuk-link" href="?q=alpha">Look in every cluster</a> (1 business)' in html
    assert 'href="/enquiries/new/"' in html


def test_empty_search_offers_names_spelt_nearly_so(client: Client):
    BusinessFactory(name="Thornbury Limited", slug="thornbury")

    html = client.get("/businesses/?q=thornbery").content.decode()

    assert "Names spelt nearly like this:" in html
    assert '<a class="govuk-link" href="/businesses/thornbury/">Thornbury Limited</a>' in html


@pytest.mark.parametrize(
    ("query", "address"),
    [("q=&cluster=leeds&sort=", "/businesses/?cluster=leeds"), ("q=", "/businesses/")],
)
def test_search_by_htmx_tells_the_address_of_the_search(client: Client, query: str, address: str):
    make_north_east()

    response = client.get(f"/businesses/?{query}", headers={"HX-Request": "true"})

    assert response["HX-Push-Url"] == address
    assert "HX-Push-Url" not in client.get(f"/businesses/?{query}")


def test_search_page_refuses_a_post(client: Client):
    assert client.post("/businesses/").status_code == 405


@pytest.mark.parametrize("others", [1, 30])
def test_profile_costs_the_same_for_any_similar_businesses(
    client: Client, django_assert_num_queries, others: int
):
    sectors = [SectorFactory(code="software"), SectorFactory(code="space")]
    BusinessFactory(slug="alpha", sectors=sectors, outcode=OutcodeFactory())
    BusinessFactory.create_batch(others, sectors=sectors)

    with django_assert_num_queries(4):
        response = client.get("/businesses/alpha/")

    assert len(response.context["similar"]) == min(others, 6)


@pytest.mark.parametrize("status", [status for status in Business.Status.values if status != "published"])
def test_profile_of_an_unlisted_business_is_not_found(client: Client, status: str):
    BusinessFactory(slug="alpha", status=status)

    assert client.get("/businesses/alpha/").status_code == 404


def test_profile_from_records_says_so_with_its_source(client: Client):
    make_public_record(slug="alpha", company_number="04870829", website="https://parent.test/")

    html = client.get("/businesses/alpha/").content.decode()

    assert "From public records, not yet claimed by the business." in html
    assert 'href="/sources/#gpg">Gender pay gap data</a>, 2022 to 2023' in html
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
