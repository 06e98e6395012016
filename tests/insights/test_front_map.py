"""The living map of the home page."""

import pytest
from bs4 import BeautifulSoup

from directory.models import Business, ClusterFact
from tests.directory.listings import BusinessFactory, ClusterFactory, OutcodeFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """Outcodes in Leeds and Sheffield, 45 km apart, and one beside the first."""
    leeds, sheffield = ClusterFactory(slug="leeds", name="Leeds"), ClusterFactory(slug="sheffield")
    where = {"LS1": (53.80, -1.55, leeds), "LS2": (53.81, -1.55, leeds), "S1": (53.38, -1.47, sheffield)}
    return {
        code: OutcodeFactory(code=code, latitude=north, longitude=east, cluster=cluster)
        for code, (north, east, cluster) in where.items()
    }


def add_businesses(outcode, number: int, **fields) -> None:
    BusinessFactory.create_batch(number, outcode=outcode, cluster=outcode.cluster, **fields)


def open_home(client) -> BeautifulSoup:
    return BeautifulSoup(client.get("/").content, "html.parser")


def test_map_puts_near_businesses_into_one_point_that_leads_to_them(client, places):
    add_businesses(places["LS1"], 2)
    add_businesses(places["LS2"], 1)
    add_businesses(places["S1"], 1)

    leeds, sheffield = open_home(client).select(".tn-living__link")

    assert (leeds.find("text").get_text(), sheffield.find("text").get_text()) == ("3", "1")
    assert "3 businesses" in client.get(leeds["href"]).content.decode()
    assert float(leeds.circle["r"]) > float(sheffield.circle["r"])


def test_point_has_the_hue_of_its_cluster(client, places):
    add_businesses(places["S1"], 1)

    (point,) = open_home(client).select(".tn-living__link")

    assert "tn-night-hue--sheffield" in point["class"]


def test_point_has_a_name_for_who_cannot_see_it(client, places):
    add_businesses(places["LS1"], 2)

    (point,) = open_home(client).select(".tn-living__link")

    assert point.title.get_text().endswith("(LS1): 2 businesses")


def test_list_says_what_the_map_shows(client, places):
    add_businesses(places["LS1"], 2)
    add_businesses(places["S1"], 1)
    ClusterFact.objects.create(
        cluster=places["LS1"].cluster, kind="hub", position=1, name="A hub", latitude=53.8, longitude=-1.5,
        source=SourceFactory(),
    )  # fmt: skip

    page = open_home(client)

    drawn = [(link["href"], link.find("text").get_text()) for link in page.select(".tn-living__link")]
    listed = [(item.a["href"], item.get_text().split()[-1]) for item in page.select(".tn-places li")]
    assert listed[: len(drawn)] == drawn
    assert [mark.title.get_text() for mark in page.select(".tn-living__hub")] == ["A hub"]
    assert "A hub" in page.select(".tn-places li")[-1].get_text()


def test_legend_counts_each_cluster_with_its_parts(client):
    parent = ClusterFactory(slug="north-east", name="North East")
    part = ClusterFactory(slug="newcastle", parent=parent)
    BusinessFactory.create_batch(2, cluster=part)

    (legend,) = open_home(client).select(".tn-living__legend li")

    assert legend.get_text(" ", strip=True) == "North East 2"


@pytest.mark.parametrize(
    ("examples", "words"),
    [(0, "2 businesses listed."), (1, "3 businesses listed, 1 of them an invented example.")],
)
def test_note_says_how_many_are_examples(client, places, examples, words):
    add_businesses(places["LS1"], 2)
    add_businesses(places["LS1"], examples, origin=Business.Origin.EXAMPLE)

    assert open_home(client).select_one(".tn-living__note").get_text().startswith(words)


def test_map_is_drawn_while_nothing_is_listed(client):
    ClusterFactory(slug="leeds")

    page = open_home(client)

    assert page.select(".tn-living")
    assert not page.select(".tn-living__link")
