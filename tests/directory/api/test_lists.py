"""The lists of the open data: what they hold, how they page, what they cost."""

import pytest
from django.test import Client

from directory.models import Attribution, Business, Place
from tests.directory.listings import (
    BusinessFactory,
    ClusterFactory,
    OutcodeFactory,
    SectorFactory,
    SourceFactory,
    make_north_east,
    make_public_record,
)

pytestmark = pytest.mark.django_db

HOST = "http://localhost:8000"


def read(client: Client, path: str) -> dict:
    response = client.get(path)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def walk(client: Client, path: str) -> list[dict]:
    """Return the rows of all pages."""
    rows = []
    while path:
        page = read(client, path)
        rows += page["results"]
        path = (page["next"] or "").removeprefix(HOST)
    return rows


def make_town(number: int, name: str = "Leeds", cluster: str = "leeds") -> Place:
    return Place.objects.create(
        geoname_id=number,
        name=name,
        name_key=name.lower(),
        latitude=53.8,
        longitude=-1.5,
        district="Leeds",
        cluster=ClusterFactory(slug=cluster),
        basis="core",
    )


def test_business_has_its_facts(client: Client):
    north = make_north_east()
    sector = SectorFactory(code="space", name="Space")
    make_public_record(slug="alpha", name="Alpha Limited", cluster=north["newcastle"], sectors=[sector])

    (row,) = read(client, "/api/v1/businesses/")["results"]

    assert row["page"] == f"{HOST}/businesses/alpha/"
    assert row["cluster"] == "newcastle"
    assert row["sectors"] == [{"code": "space", "name": "Space", "parent": None}]
    assert row["source"]["title"] == "Gender pay gap data"
    assert (row["origin"], row["is_example"]) == ("public_record", False)
    assert row["listed_at"] == "2026-06-02T11:30:00+01:00"


def test_one_business_is_found_by_its_slug(client: Client):
    BusinessFactory(slug="alpha", name="Alpha", origin=Business.Origin.EXAMPLE)
    BusinessFactory(slug="hidden", status=Business.Status.DRAFT)

    found = read(client, "/api/v1/businesses/alpha/")

    assert (found["name"], found["is_example"]) == ("Alpha", True)
    assert found["licence"] == "Open Government Licence v3.0"
    assert client.get("/api/v1/businesses/hidden/").status_code == 404


def test_every_list_states_licence_and_attribution(client: Client):
    Attribution.objects.create(position=0, text="Contains OS data.")

    licences = {}
    for path in ("businesses", "clusters", "sectors", "places/outcodes", "places/towns", "bulk"):
        page = read(client, f"/api/v1/{path}/")
        licences[path] = page["licence"]
        assert page["attribution"] == ["Contains OS data."]

    assert licences.pop("places/towns") == "Creative Commons Attribution 4.0"
    assert set(licences.values()) == {"Open Government Licence v3.0"}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("clusters", "clusters.csv"),
        ("sectors", "sectors.csv"),
        ("places/outcodes", "outcodes.csv"),
        ("places/towns", "places.csv"),
    ],
)
def test_list_of_reference_facts_names_what_it_was_made_from(client: Client, path: str, file: str):
    SourceFactory(key="own", title="Towns of Everywhere", licence="CC BY 4.0", files=[file])
    SourceFactory(key="other", title="Other", files=["figures.csv"])

    sources = read(client, f"/api/v1/{path}/")["sources"]

    assert [(each["title"], each["licence"]) for each in sources] == [("Towns of Everywhere", "CC BY 4.0")]


def test_listing_from_public_records_has_the_licence_of_its_source(client: Client):
    source = SourceFactory(licence="Free to reuse")
    make_public_record(slug="alpha", source=source)

    assert read(client, "/api/v1/businesses/alpha/")["source"]["licence"] == "Free to reuse"


def test_businesses_are_searched_as_on_the_site(client: Client):
    north = make_north_east()
    BusinessFactory(name="Alpha", summary="Robots", cluster=north["newcastle"])
    BusinessFactory(name="Beta", summary="Robots", cluster=north["leeds"])
    BusinessFactory(name="Gamma", cluster=north["newcastle"])

    found = read(client, "/api/v1/businesses/?q=robots&cluster=north-east&size=10-49&size=1-9")

    assert [row["name"] for row in found["results"]] == ["Alpha"]


def test_pages_hold_each_row_once(client: Client):
    BusinessFactory.create_batch(5, summary="Robots")

    rows = walk(client, "/api/v1/businesses/?q=robots&limit=2")

    assert [row["slug"] for row in rows] == list(
        Business.objects.order_by("pk").values_list("slug", flat=True)
    )


def test_pages_stay_while_rows_come_and_go(client: Client):
    businesses = BusinessFactory.create_batch(4)
    first = read(client, "/api/v1/businesses/?limit=2")
    Business.objects.filter(pk=businesses[0].pk).update(status=Business.Status.ARCHIVED)

    second = read(client, first["next"].removeprefix(HOST))

    assert [row["slug"] for row in second["results"]] == [each.slug for each in businesses[2:]]
    assert second["next"] is None


def test_clusters_and_sectors_are_whole_trees(client: Client):
    make_north_east()
    SectorFactory(code="pay", parent=SectorFactory(code="fintech"))

    clusters = {row["slug"]: row["parent"] for row in read(client, "/api/v1/clusters/")["results"]}
    sectors = {row["code"]: row["parent"] for row in read(client, "/api/v1/sectors/")["results"]}

    assert clusters == {
        "leeds": None, "north-east": None, "newcastle": "north-east", "sunderland": "north-east",
    }  # fmt: skip
    assert sectors == {"fintech": None, "pay": "fintech"}


def test_outcodes_are_narrowed_and_paged(client: Client):
    for code in ("LS1", "LS10", "LS2"):
        OutcodeFactory(code=code)
    OutcodeFactory(code="S1", cluster=ClusterFactory(slug="sheffield"))

    def codes(query: str) -> list[str]:
        return [row["code"] for row in walk(client, f"/api/v1/places/outcodes/{query}")]

    assert codes("?limit=1") == ["LS1", "LS10", "LS2", "S1"]
    assert codes("?cluster=sheffield") == ["S1"]
    assert codes("?code=ls2") == ["LS2"]


def test_towns_are_narrowed_and_paged(client: Client):
    make_town(2, "Leeds")
    make_town(1, "Leyburn")
    make_town(3, "York", cluster="york")

    def names(query: str) -> list[str]:
        return [row["name"] for row in walk(client, f"/api/v1/places/towns/{query}")]

    assert names("?limit=1") == ["Leyburn", "Leeds", "York"]
    assert names("?name=le&cluster=leeds") == ["Leyburn", "Leeds"]


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_cost_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    BusinessFactory.create_batch(rows, sectors=[SectorFactory()], source=None)
    for number in range(1, rows + 1):
        OutcodeFactory(code=f"L{number}")
        make_town(number)

    with django_assert_num_queries(6):  # both trees, the sets, the businesses, their sectors, the terms
        assert len(read(client, "/api/v1/businesses/")["results"]) == rows
    for path in ("outcodes", "towns"):
        with django_assert_num_queries(3):
            assert len(read(client, f"/api/v1/places/{path}/")["results"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_trees_cost_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    for number in range(rows):
        ClusterFactory(slug=f"cluster-{number}")
        SectorFactory(code=f"sector-{number}")

    for path in ("clusters", "sectors"):
        with django_assert_num_queries(3):
            assert len(read(client, f"/api/v1/{path}/")["results"]) == rows
