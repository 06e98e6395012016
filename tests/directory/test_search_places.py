import pytest

from directory.facets import describe_choices
from directory.models import Outcode, Place
from directory.search_places import is_postcode, measure_miles, split_place
from tests.directory.listings import BusinessFactory, ClusterFactory, OutcodeFactory
from tests.directory.searching import find, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def yorkshire() -> None:
    """Three outcodes, about 0, 2 and 22 miles from the middle of Leeds, each with one business."""
    leeds = ClusterFactory(slug="leeds")
    Place.objects.create(
        geoname_id=1, name="York", name_key="york", latitude=53.95763, longitude=-1.08271,
        population=140_000, district="York", cluster=leeds, basis="core",
    )  # fmt: skip
    for code, latitude, longitude in [
        ("LS1", 53.79765, -1.55129),
        ("LS6", 53.81935, -1.58),
        ("YO1", 53.95763, -1.08271),
    ]:
        outcode = OutcodeFactory(code=code, latitude=latitude, longitude=longitude, cluster=leeds)
        BusinessFactory(name=f"Robots {code}", outcode=outcode, cluster=leeds)
    BusinessFactory(name="Robots nowhere", cluster=leeds)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("near=LS1", ["Robots LS1", "Robots LS6"]),
        ("near=ls1+4ap&within=50", ["Robots LS1", "Robots LS6", "Robots YO1"]),
        ("near=york", ["Robots YO1"]),
        ("q=LS6", ["Robots LS6", "Robots LS1"]),
        ("q=ls6+4ap&within=50", ["Robots LS6", "Robots LS1", "Robots YO1"]),
        ("q=robots+near+York&within=25", ["Robots YO1", "Robots LS1", "Robots LS6"]),
        ("q=near+york", ["Robots YO1"]),
        ("q=drones+near+york", []),
        ("q=robots&near=york&sort=name&within=50", ["Robots LS1", "Robots LS6", "Robots YO1"]),
        ("q=robots&near=LS1&cluster=leeds&size=10-49", ["Robots LS1", "Robots LS6"]),
    ],
)
@pytest.mark.usefixtures("yorkshire")
def test_search_near_a_place_puts_the_nearest_first(query: str, expected: list[str]):
    assert find(query) == expected


@pytest.mark.parametrize("text", ["near atlantis", "m62", "near", "nearly york", "NEAR London"])
@pytest.mark.usefixtures("yorkshire")
def test_words_that_name_no_place_of_the_north_are_words(text: str):
    assert split_place(text) == (text, None)


@pytest.mark.usefixtures("yorkshire")
def test_place_that_is_not_known_is_named_and_left_out():
    found = search("near=Atlantis&q=robots")

    assert found.problems == ["We know no place in the North called “Atlantis”: it was left out."]
    assert len(found.matches) == 4
    assert describe_choices(found)[1:] == []


@pytest.mark.usefixtures("yorkshire")
def test_choices_name_the_place_and_the_distance():
    found = search("near=york&within=25&q=robots")

    assert [(each.label, each.remove_url) for each in describe_choices(found)] == [
        ("“robots”", "?near=york&within=25"),
        ("Within 25 miles of York", "?q=robots"),
    ]


@pytest.mark.usefixtures("yorkshire")
def test_place_in_the_words_is_left_out_with_them():
    assert len(search("q=near+york").matches_without("q")) == 4
    assert len(search("q=robots&near=york").matches_without("q")) == 1
    assert len(search("q=robots&near=york").matches_without("near")) == 4


@pytest.mark.usefixtures("yorkshire")
def test_usual_distance_is_left_out_of_the_query():
    assert search("near=york&within=10").write_query() == "near=york"
    assert search("within=25&q=robots").write_query() == "q=robots"


@pytest.mark.parametrize(
    ("outcode", "words"),
    [("LS1", "Less than a mile away"), ("LS6", "About 2 miles away"), ("YO1", ""), (None, "")],
)
@pytest.mark.usefixtures("yorkshire")
def test_distance_is_said_in_words(outcode: str | None, words: str):
    assert search("near=LS1").surroundings.describe_distance(outcode) == words


def test_miles_are_those_of_a_round_earth():
    assert measure_miles((53.79765, -1.55129), (53.95763, -1.08271)) == pytest.approx(22.1, abs=0.2)
    assert measure_miles((54.0, -2.0), (54.0, -2.0)) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [("LS1", True), ("ls1 4ap", True), ("M62", True), ("robots", False), ("LS1, Leeds", False), ("", False)],
)
def test_postcode_is_told_by_its_shape(text: str, expected: bool):
    assert is_postcode(text) is expected


@pytest.mark.parametrize(("query", "queries"), [("near=LS1", 6), ("q=robots+near+york", 11)])
@pytest.mark.usefixtures("yorkshire")
def test_search_near_a_place_costs_so_many_queries(client, django_assert_num_queries, query, queries):
    client.get("/businesses/?q=robots")  # reads the synonyms, once for all

    with django_assert_num_queries(queries):
        html = client.get(f"/businesses/?{query}").content.decode()

    assert "Less than a mile away" in html
    assert "measured to the middle of each postcode district" in html


@pytest.mark.parametrize("query", ["q=ls6+4ap", "near=LS6+4AP", "q=Ls64aP"])
@pytest.mark.usefixtures("yorkshire")
def test_who_is_at_the_very_postcode_comes_first(query: str):
    outcode = Outcode.objects.get(code="LS6")
    exact = BusinessFactory(name="At the door", postcode="LS6 4AP", outcode=outcode, cluster_id="leeds")
    BusinessFactory(name="Down the road", outcode=outcode, cluster_id="leeds", verification="staff")

    assert find(query)[0] == exact.name
    assert sorted(find(query)) == ["At the door", "Down the road", "Robots LS1", "Robots LS6"]
