import re

import pytest
from django.test import Client
from django.utils.html import escape

from directory.models import Business
from tests.directory.listings import (
    BusinessFactory,
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

    client.get("/businesses/?q=robots")  # reads the synonyms, once for all
    with django_assert_num_queries(6):
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
        ("sort=random", "There is no order “random”: these are in the usual order."),
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
    listed = [card.pk for page in pages for card in page.context["page"]]

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
