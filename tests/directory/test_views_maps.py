import json
import re

import pytest
from django.test import Client

from directory.map_pages import shorten_count
from directory.models import Outline
from tests.directory.listings import BusinessFactory, ClusterFactory, OutcodeFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def spots() -> None:
    leeds = ClusterFactory(slug="leeds")
    games = SectorFactory(code="games")
    outcodes = [
        OutcodeFactory(code="LS1", latitude=53.798, longitude=-1.551, cluster=leeds),
        OutcodeFactory(code="LS2", latitude=53.801, longitude=-1.548, cluster=leeds),
        OutcodeFactory(code="NE1", latitude=54.973, longitude=-1.614, post_town="Newcastle", cluster=leeds),
    ]
    for outcode, count in zip(outcodes, (3, 2, 1), strict=True):
        BusinessFactory.create_batch(count, outcode=outcode, cluster=leeds, sectors=[games][: count - 1])
    BusinessFactory(name="Nowhere", cluster=leeds)


def read_points(html: str) -> list[str]:
    return re.findall(r'tn-map__link" href="[^"]*" aria-label="([^"]*)"', html)


@pytest.mark.usefixtures("spots")
def test_map_shows_groups_that_lead_closer_and_a_table_of_places(client: Client):
    html = client.get("/businesses/map/").content.decode()

    assert read_points(html) == ["Leeds (LS1, LS2): 5 businesses", "Newcastle (NE1): 1 business"]
    assert 'href="/businesses/?outcodes=LS1%2CLS2">Leeds (LS1, LS2)</a>' in html
    closer = re.search(r'tn-map__link" href="(\?bbox=[^"]*)"', html)[1]
    assert read_points(client.get(f"/businesses/map/{closer}").content.decode()) == [
        "Leeds (LS1, LS2): 5 businesses"
    ]
    assert "7 businesses" in html


@pytest.mark.usefixtures("spots")
def test_map_leads_from_a_single_outcode_to_its_businesses(client: Client):
    html = client.get("/businesses/map/?bbox=-1.57,53.79,-1.53,53.81&sector=games").content.decode()

    assert read_points(html) == ["Leeds (LS1): 3 businesses", "Leeds (LS2): 2 businesses"]
    link = re.search(r'tn-map__link" href="([^"]*)" aria-label="Leeds \(LS1\)', html)[1].replace("&amp;", "&")
    assert "3 businesses" in client.get(link).content.decode()
    assert "Show a larger part" in html
    assert "Part of the map" in html


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.usefixtures("spots")
def test_map_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    BusinessFactory.create_batch(rows, outcode_id="NE1")
    client.get("/businesses/?q=robots")  # reads the synonyms, once for all

    with django_assert_num_queries(7):
        client.get("/businesses/map/?q=business&cluster=leeds&bbox=-3,53,-1,55")


@pytest.mark.usefixtures("spots")
def test_map_without_a_match_says_so(client: Client):
    html = client.get("/businesses/map/?q=nothing&bbox=-3,53,-1,55").content.decode()

    assert "No business that matches is on this part of the map" in html
    assert read_points(html) == []


@pytest.mark.parametrize("box", ["1,2,3", "x" * 101])
@pytest.mark.usefixtures("spots")
def test_map_names_a_part_that_it_cannot_read(client: Client, box: str):
    html = client.get("/businesses/map/", {"bbox": box}).content.decode()

    assert "The part of the map could not be read: it was left out." in html
    assert len(read_points(html)) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("z=6&bbox=-4,53,0,56", [5, 1]),
        ("z=14&bbox=-4,53,0,56", [3, 2, 1]),
        ("z=14&bbox=-2,53,-1,54", [3, 2]),
        ("z=14&sector=games", [3, 2]),
        ("z=999&q=business", [3, 2, 1]),
        ("z=²", [5, 1]),
        ("", [5, 1]),
    ],
)
@pytest.mark.usefixtures("spots")
def test_points_are_grouped_by_zoom_in_the_part_in_view(client: Client, query: str, expected: list[int]):
    answer = client.get(f"/businesses/map/points/?{query}").json()

    assert [group["count"] for group in answer["groups"]] == expected


@pytest.mark.usefixtures("spots")
def test_points_say_where_they_lead(client: Client):
    first, second = client.get("/businesses/map/points/?z=14&bbox=-2,53,-1,54&q=business").json()["groups"]

    assert first == {
        "lat": 53.798,
        "lng": -1.551,
        "count": 3,
        "short": "3",
        "text": "Leeds (LS1): 3 businesses",
        "url": "/businesses/?q=business&outcodes=LS1",
        "is_whole": True,
    }
    assert "2 businesses" in client.get(second["url"]).content.decode()


def test_outlines_are_given_as_geojson(client: Client):
    north_east = ClusterFactory(slug="north-east")
    newcastle = ClusterFactory(slug="newcastle", parent=north_east)
    Outline.objects.create(slug="north", position=1, kind="north", name="The North", path="M0 0l10 0 0 10z")
    Outline.objects.create(slug="r", position=2, kind="region", name="Region", path="M0 0l10 0 0 10z")
    Outline.objects.create(
        slug="n", position=3, kind="cluster", name="Newcastle", cluster=newcastle, extent="core",
        path="M0 0l10 0 0 10zM330 330l1 0 0 1z",
    )  # fmt: skip

    response = client.get("/businesses/map/outlines/")

    features = json.loads(response.content)["features"]
    assert response["Content-Type"] == "application/geo+json"
    assert [each["properties"] for each in features] == [
        {"name": "The North", "cluster": None},
        {"name": "Newcastle", "cluster": "north-east"},
    ]
    assert features[0]["geometry"]["coordinates"] == [
        [[[-3.7, 55.85], [-3.648, 55.85], [-3.648, 55.8197], [-3.7, 55.85]]]
    ]
    assert len(features[1]["geometry"]["coordinates"]) == 2


@pytest.mark.usefixtures("spots")
def test_list_keeps_to_the_part_of_the_map(client: Client):
    html = client.get("/businesses/?bbox=-2,53,-1,54").content.decode()

    assert "5 businesses" in html
    assert '<input type="hidden" name="bbox" value="-2.0000,53.0000,-1.0000,54.0000">' in html
    assert 'href="/businesses/map/?bbox=-2%2C53%2C-1%2C54">Show these on a map</a>' in html


@pytest.mark.usefixtures("spots")
def test_list_keeps_to_postcode_districts(client: Client):
    html = client.get("/businesses/?outcodes=LS1,NE1,LS9,YO1&sector=games").content.decode()

    assert "3 businesses" in html
    assert '<input type="hidden" name="outcodes" value="LS1,NE1,LS9,YO1">' in html
    assert (
        'href="?sector=games"><span class="govuk-visually-hidden">Remove</span> LS1, NE1, LS9 and 1 more'
        in html
    )


@pytest.mark.parametrize(
    ("outcodes", "problem"),
    [
        ("LS1;DROP", "The postcode districts could not be read: they were left out."),
        ("LS1,", "The postcode districts could not be read: they were left out."),
        ("LS11," * 1001 + "LS1", "There are too many postcode districts: they were left out."),
    ],
)
def test_list_names_postcode_districts_that_it_cannot_read(client: Client, outcodes: str, problem: str):
    assert problem in client.get("/businesses/", {"outcodes": outcodes}).content.decode()


def test_map_page_refuses_a_post(client: Client):
    assert client.post("/businesses/map/").status_code == 405


@pytest.mark.parametrize(
    ("count", "short"), [(0, "0"), (999, "999"), (1000, "1.0k"), (9999, "9.9k"), (12_345, "12k")]
)
def test_counts_are_short_on_the_map(count: int, short: str):
    assert shorten_count(count) == short
