"""What the public sees of opportunities: the list, the map, one of them, the feed and the sitemap."""

import datetime
import json
import re

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate
from lxml import etree

from directory.models import Sector
from investors.models import Opportunity
from investors.services.opportunities import withdraw_opportunity
from investors.workflow import Actor
from tests.directory.listings import SectorFactory
from tests.investors.desk_rows import read_page
from tests.investors.opportunities import LAST_DAY, make_draft, publish_opportunity
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, MAP, FEED = "/opportunities/", "/opportunities/map/", "/opportunities.atom"


def list_titles(client: Client, query: str = "", path: str = LIST) -> list[str]:
    response = client.get(path + query)
    assert response.status_code == 200
    return [opportunity.title for opportunity in response.context["page"]]


def publish_three() -> None:
    publish_opportunity(title="Alpha hall", facts=[])
    publish_opportunity(title="Beta works", cluster="sheffield", outcode="", stage="funded", scale="under_1m")
    north_east = make_cluster("north-east")
    make_cluster("newcastle", parent=north_east)
    Sector.objects.get_or_create(code="drones", defaults={"name": "Drones", "position": 990})
    publish_opportunity(
        title="Gamma école",
        cluster="newcastle",
        outcode="",
        place="",
        sectors=["drones"],
        investment_types=["equity", "research"],
    )


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Gamma école", "Alpha hall", "Beta works"]),
        ("?sort=title", ["Alpha hall", "Beta works", "Gamma école"]),
        ("?sort=newest", ["Gamma école", "Beta works", "Alpha hall"]),
        ("?q=ALPHA hall", ["Alpha hall"]),
        ("?q=ecole", ["Gamma école"]),
        ("?q=leeds", ["Alpha hall"]),
        ("?q=nothing", []),
        ("?cluster=north-east", ["Gamma école"]),
        ("?cluster=leeds&cluster=sheffield&sort=title", ["Alpha hall", "Beta works"]),
        ("?sector=drones", ["Gamma école"]),
        ("?type=equity", ["Gamma école"]),
        ("?type=property&scale=under_1m", ["Beta works"]),
        ("?stage=funded", ["Beta works"]),
    ],
)
def test_list_is_narrowed_and_sorted_by_its_address(client, query, titles):
    publish_three()

    assert list_titles(client, query) == titles


def test_list_shows_nothing_that_is_not_public(client):
    make_draft(title="Still a draft")
    gone = publish_opportunity(title="Withdrawn")
    withdraw_opportunity(opportunity=gone, reason="No.", actor=Actor.system(), now=NOW)

    assert list_titles(client) == []
    assert "No opportunity is published just now" in read_page(client.get(LIST))


@pytest.mark.parametrize("query", ["?cluster=atlantis", "?sort=luck", "?stage=x&type=y", "?q=" + "x" * 300])
def test_what_cannot_be_read_is_named_and_left_out(client, query):
    publish_opportunity()

    response = client.get(LIST + query)

    assert response.context["problems"]
    assert len(response.context["page"]) == 1


def test_counts_leave_out_their_own_choice(client):
    publish_three()

    facets = {facet.name: facet for facet in client.get(LIST + "?cluster=leeds").context["facets"]}

    clusters = {option.value: option.count for option, _is_child in facets["cluster"].rows}
    assert clusters == {"leeds": 1, "sheffield": 1, "north-east": 1, "newcastle": 1}
    assert {option.value: option.count for option in facets["sector"].options} == {"robotics": 1}
    assert {option.value: option.count for option in facets["stage"].options}["funded"] == 0
    assert {option.value: option.count for option in facets["type"].options}["property"] == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_list_asks_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    for number in range(rows):
        publish_opportunity(title=f"Number {number}")

    with django_assert_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 30])
def test_map_asks_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    for number in range(rows):
        publish_opportunity(title=f"Number {number}")

    with django_assert_num_queries(9):
        client.get(MAP)


def test_map_draws_each_place_and_lists_the_same(client):
    publish_three()

    response = client.get(MAP)

    page = response.content.decode()
    assert sum(point["count"] for point in response.context["points"]) == 3
    for point in response.context["points"]:
        assert f'id="{point["href"][1:]}"' in page
    assert all(title in page for title in ("Alpha hall", "Beta works", "Gamma école"))


def test_page_shows_words_facts_and_no_person(client):
    opportunity = publish_opportunity(description="Two **floors** <script>alert(1)</script>")

    page = client.get(opportunity.get_absolute_url()).content.decode()

    assert "<strong>floors</strong>" in page
    assert "<script>alert(1)" not in page
    assert "The hall has 4,000 m²." in page
    assert "Sample survey</span>, 2026" in page
    assert opportunity.contact.name not in page
    assert opportunity.contact.email not in page
    assert f"?opportunity={opportunity.slug}" in page


def test_page_describes_itself_to_machines(client):
    opportunity = publish_opportunity(title="</script><b>Hall")

    page = client.get(opportunity.get_absolute_url()).content.decode()

    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(block)
    assert (data["@type"], data["name"], data["expires"]) == (
        "WebPage",
        "</script><b>Hall",
        LAST_DAY.isoformat(),
    )
    assert data["mainEntity"]["location"]["address"]["postalCode"] == "LS11"


def test_example_says_so_everywhere_and_is_not_for_search_engines(client):
    opportunity = publish_opportunity(is_example=True)

    page = client.get(opportunity.get_absolute_url()).content.decode()

    assert "Invented example, not a real opportunity" in page
    assert "ld+json" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Invented example, not a real opportunity" in read_page(client.get(LIST))
    assert "Invented example: A test hall for robots" in client.get(FEED).content.decode()
    [row] = client.get("/api/v1/opportunities/").json()["results"]
    assert row["is_example"] is True
    assert opportunity.slug not in client.get("/sitemap-opportunities.xml").content.decode()


def test_one_that_is_over_says_so_and_leads_on(client):
    opportunity = publish_opportunity()
    other = publish_opportunity(
        title="Another hall", valid_until=LAST_DAY.replace(year=LAST_DAY.year + 1).isoformat()
    )

    with time_machine.travel(NOW.replace(year=LAST_DAY.year + 1, month=1, day=2), tick=False):
        response = client.get(opportunity.get_absolute_url())

    page = response.content.decode()
    assert response.status_code == 410
    assert "has expired" in page
    assert other.get_absolute_url() in page
    assert "/enquiries/new/?cluster=leeds" in page


def test_withdrawn_one_is_gone_and_a_draft_was_never_there(client):
    opportunity = publish_opportunity()
    withdraw_opportunity(opportunity=opportunity, reason="Sold.", actor=Actor.system(), now=NOW)
    draft = make_draft(title="Draft").opportunity

    response = client.get(opportunity.get_absolute_url())

    assert response.status_code == 410
    assert "Sold." not in read_page(response)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_feed_is_the_search_and_says_when_nothing_changed(client):
    publish_three()

    response = client.get(FEED + "?cluster=leeds")

    text = response.content.decode()
    assert "Alpha hall" in text
    assert "Beta works" not in text
    again = client.get(FEED + "?cluster=leeds", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert client.get(FEED + "?cluster=atlantis").status_code == 400


def test_sitemap_lists_real_ones(client):
    opportunity = publish_opportunity()

    assert opportunity.get_absolute_url() in client.get("/sitemap-opportunities.xml").content.decode()
    assert "/opportunities/" in client.get("/sitemap-pages.xml").content.decode()


def test_open_data_pages_through_the_search(client):
    publish_three()

    first = client.get("/api/v1/opportunities/?limit=2").json()
    second = client.get(first["next"].partition("/api/")[2].join(["/api/", ""])).json()

    assert [row["title"] for row in first["results"]] == ["Alpha hall", "Beta works"]
    assert [row["title"] for row in second["results"]] == ["Gamma école"]
    assert second["next"] is None
    [row] = client.get("/api/v1/opportunities/?type=research").json()["results"]
    assert (row["cluster"], row["sectors"][0]["code"]) == ("newcastle", "drones")


@pytest.mark.parametrize("query", ["?cluster=atlantis", "?unknown=1", "?sort=title", "?limit=0"])
def test_open_data_refuses_what_it_cannot_read(client, query):
    response = client.get("/api/v1/opportunities/" + query)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_open_data_names_nobody(client):
    opportunity = publish_opportunity()

    response = client.get(f"/api/v1/opportunities/{opportunity.slug}/")

    assert response.json()["facts"][0]["source"] == "Sample survey"
    assert opportunity.contact.name not in response.content.decode()
    assert client.get("/api/v1/opportunities/none/").status_code == 404


def test_published_means_today_without_a_day_given():
    publish_opportunity()

    assert Opportunity.objects.published().count() == 1
    assert localdate() == NOW.date()


def test_picture_for_sharing_is_of_what_is_public(client, settings):
    opportunity = publish_opportunity()
    draft = make_draft(title="Draft").opportunity
    address = f"/share/opportunities/{opportunity.slug}.png"

    assert client.get(address).content.startswith(b"\x89PNG")
    assert f"{settings.SITE_URL}{address}" in client.get(opportunity.get_absolute_url()).content.decode()
    assert client.get(f"/share/opportunities/{draft.slug}.png").status_code == 404


@pytest.mark.parametrize("address", ["/opportunities.atom?q=%01", "/businesses.atom?q=%01"])
def test_feed_of_a_search_that_no_xml_can_hold_is_a_feed(client, address):
    response = client.get(address)

    assert response.status_code == 200
    etree.fromstring(response.content)


def test_title_of_what_nobody_saw_stays_unknown_when_it_is_withdrawn(client):
    opportunity = publish_opportunity(valid_from=(NOW.date() + datetime.timedelta(days=30)).isoformat())

    withdraw_opportunity(opportunity=opportunity, reason="Not yet.", actor=Actor.system(), now=NOW)

    assert client.get(opportunity.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_open_data_asks_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    for number in range(rows):
        publish_opportunity(title=f"Number {number}", sectors=[SectorFactory(code=f"sector-{number}").pk])

    with django_assert_num_queries(4):
        page = client.get("/api/v1/opportunities/?limit=100").json()

    assert len(page["results"]) == rows
