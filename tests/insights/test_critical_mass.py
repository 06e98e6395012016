"""The pages of critical mass."""

import html
from typing import Any

import pytest
from django.test import Client

from directory.models import Business, Cluster
from insights.indicators import INDICATORS
from insights.services.snapshots import take_snapshot
from tests.directory.listings import NOW, BusinessFactory, ClusterFactory, SectorFactory, make_north_east
from tests.insights.test_views_clusters import read_text

pytestmark = pytest.mark.django_db

ADDRESSES = ["/clusters/critical-mass/", "/clusters/leeds/critical-mass/"]


def find_table(response: Any, name: str) -> dict[str, list[str]]:
    """Return the cells of a table by the label of their row."""
    table = next(each for each in response.context["tables"] if each.name == name)
    return {row.label: [cell.text for cell in row.cells] for row in table.rows}


def list_businesses(cluster: Cluster, number: int, **fields: Any) -> None:
    BusinessFactory.create_batch(number, cluster=cluster, **fields)


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_says_that_nothing_is_counted_before_the_first_night(client: Client, address: str) -> None:
    make_north_east()

    response = client.get(address)

    assert response.status_code == 200
    assert "Nothing is counted yet" in read_text(response)


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_defines_each_indicator(client: Client, address: str) -> None:
    make_north_east()
    take_snapshot(now=NOW)

    text = html.unescape(client.get(address).content.decode())

    for indicator in INDICATORS:
        assert str(indicator.sentence) in text
        assert str(indicator.rests_on) in text


@pytest.mark.parametrize(("address", "queries"), [(ADDRESSES[0], 8), (ADDRESSES[1], 8)])
@pytest.mark.parametrize("rows", [1, 30])
def test_page_costs_the_same_for_any_rows(
    client: Client, django_assert_num_queries: Any, address: str, queries: int, rows: int
) -> None:
    leeds = ClusterFactory(slug="leeds")
    for number in range(rows):
        cluster = leeds if number % 2 else ClusterFactory(slug=f"cluster-{number}")
        BusinessFactory(cluster=cluster, sectors=[SectorFactory(code=f"sector-{number}")])
    take_snapshot(now=NOW)

    with django_assert_num_queries(queries):
        client.get(address)


def test_page_of_an_unknown_cluster_is_not_found(client: Client) -> None:
    assert client.get("/clusters/atlantis/critical-mass/").status_code == 404


def test_page_sets_a_cluster_beside_the_north(client: Client) -> None:
    north = make_north_east()
    list_businesses(north["leeds"], 2, size_band="500+")
    list_businesses(north["leeds"], 1)
    list_businesses(north["newcastle"], 7)
    take_snapshot(now=NOW)

    readings = client.get("/clusters/leeds/critical-mass/").context["readings"]

    anchors = next(each for each in readings if each.indicator.key == "anchors")
    assert (anchors.value_text, anchors.north_text) == ("2 of 3", "2 of 10")


def test_examples_are_named_and_in_no_other_number(client: Client) -> None:
    north = make_north_east()
    list_businesses(north["leeds"], 3)
    list_businesses(north["leeds"], 4, origin=Business.Origin.EXAMPLE)
    take_snapshot(now=NOW)

    response = client.get("/clusters/leeds/critical-mass/")

    businesses = response.context["readings"][0]
    assert (businesses.value, businesses.examples) == (3, 4)
    assert "4 made-up examples are counted apart" in read_text(response)
    assert find_table(response, "trend") == {"2 June 2026": ["3", "0", "0", "0", "0", "0", "0"]}


def test_examples_have_no_column_where_there_are_none(client: Client) -> None:
    list_businesses(make_north_east()["leeds"], 3)
    take_snapshot(now=NOW)

    assert "Made-up examples" not in client.get("/clusters/leeds/critical-mass/").content.decode()


def test_page_says_what_is_missing(client: Client) -> None:
    north = make_north_east()
    list_businesses(north["leeds"], 30)
    list_businesses(north["newcastle"], 30, owner_country="JP")
    take_snapshot(now=NOW)

    text = read_text(client.get("/clusters/leeds/critical-mass/"))

    assert (
        "lacks anchor investors: 0 of 30 businesses, where the share of the North would give about 15."
        in text
    )


def test_quotients_come_with_their_counts_the_strongest_first(client: Client) -> None:
    north = make_north_east()
    games, tools, seldom = (SectorFactory(code=code) for code in ("games", "tools", "seldom"))
    SectorFactory(code="nobody")
    list_businesses(north["leeds"], 10, sectors=[games])
    list_businesses(north["leeds"], 10, sectors=[tools])
    list_businesses(north["newcastle"], 20, sectors=[tools])
    list_businesses(north["newcastle"], 1, sectors=[seldom])
    take_snapshot(now=NOW)

    rows = find_table(client.get("/clusters/leeds/critical-mass/"), "strengths")

    assert list(rows.items()) == [
        ("Tools", ["0.68", "10 of 20", "30 of 41"]),
        ("Games", ["too few", "10 of 20", "10 of 41"]),
        ("Seldom", ["too few", "0 of 20", "1 of 41"]),
    ]


def test_north_has_all_clusters_on_one_definition(client: Client) -> None:
    north = make_north_east()
    list_businesses(north["leeds"], 2)
    list_businesses(north["sunderland"], 3, owner_country="US")
    take_snapshot(now=NOW)

    response = client.get("/clusters/critical-mass/")

    rows = find_table(response, "clusters")
    assert {label: cells[:2] for label, cells in rows.items()} == {
        "Leeds": ["2", "0 of 2"],
        "North East": ["3", "3 of 3"],
        "The North": ["5", "3 of 5"],
    }
    assert 'href="/clusters/north-east/critical-mass/"' in response.content.decode()


def test_quarters_leave_unsaid_what_only_the_register_knows(client: Client) -> None:
    list_businesses(make_north_east()["leeds"], 2)
    take_snapshot(now=NOW)

    rows = find_table(client.get("/clusters/leeds/critical-mass/"), "quarters")

    assert rows == {"2026, April to June, so far": ["not known", "not known", "2", "0"]}
