import datetime

import pytest

from directory.models import Business
from tests.directory.listings import NOW, BusinessFactory, SectorFactory, make_north_east
from tests.directory.searching import find, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def north() -> None:
    """Five businesses, which each facet tells apart."""
    clusters = make_north_east()
    software = SectorFactory(code="software")
    fintech = SectorFactory(code="fintech", parent=SectorFactory(code="finance"))
    BusinessFactory(name="A", cluster=clusters["leeds"], sectors=[software], size_band="1-9")
    BusinessFactory(name="B", cluster=clusters["newcastle"], sectors=[software, fintech], size_band="500+")
    BusinessFactory(name="C", cluster=clusters["sunderland"], sectors=[fintech], verification="staff")
    BusinessFactory(name="D", cluster=clusters["north-east"], size_band="")
    BusinessFactory(name="E", cluster=clusters["leeds"], status=Business.Status.DRAFT, sectors=[software])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ABCD"),
        ("q=&cluster=&sort=", "ABCD"),
        ("cluster=leeds", "A"),
        ("cluster=north-east", "BCD"),
        ("cluster=newcastle", "B"),
        ("cluster=leeds&cluster=newcastle", "AB"),
        ("sector=software", "AB"),
        ("sector=finance", "BC"),
        ("sector=fintech&sector=software", "ABC"),
        ("size=1-9&size=500%2B", "AB"),
        ("verified=yes", "C"),
        ("cluster=north-east&sector=software", "B"),
        ("cluster=leeds&sector=fintech", ""),
        ("q=b&cluster=north-east", "B"),
    ],
)
@pytest.mark.usefixtures("north")
def test_filter_is_or_within_a_facet_and_between(query: str, expected: str):
    assert set(find(query)) == set(expected)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("cluster=atlantis", "There is no cluster “atlantis”: clusters were left out."),
        ("cluster=leeds&cluster=atlantis", "There is no cluster “atlantis”: clusters were left out."),
        ("sector=%27%3B", "There is no sector “';”: sectors were left out."),
        ("size=12", "There is no size “12”: sizes were left out."),
        ("verified=perhaps", "“perhaps” is not a choice for verified: it was left out."),
        ("sort=random", "There is no order “random”: these are in the usual order."),
        ("q=a%00b", "The search has a character that cannot be searched for."),
        ("q=" + "x" * 201, "Search for 200 characters or fewer. These are 201."),
    ],
)
@pytest.mark.usefixtures("north")
def test_filter_names_what_it_cannot_read_and_leaves_it_out(query: str, problem: str):
    assert search(query).problems == [problem]
    assert set(find(query)) == set("ABCD")


@pytest.mark.usefixtures("north")
def test_filter_keeps_the_rest_of_a_search_with_a_bad_part():
    assert set(find("cluster=atlantis&sector=fintech")) == set("BC")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=name", ["Éclair", "Firth", "grid"]),
        ("sort=newest", ["Firth", "Éclair", "grid"]),
        ("sort=largest", ["grid", "Firth", "Éclair"]),
        ("sort=best", ["Éclair", "Firth", "grid"]),
        ("", ["Éclair", "Firth", "grid"]),
        ("q=grid&sort=largest", ["grid"]),
    ],
)
def test_filter_sorts(query: str, expected: list[str]):
    days = [NOW + datetime.timedelta(days=number) for number in range(3)]
    BusinessFactory(name="grid", size_band="500+", listed_at=days[0])
    BusinessFactory(name="Firth", size_band="10-49", listed_at=days[2])
    BusinessFactory(name="Éclair", size_band="", listed_at=days[1], verification="letter")

    assert find(query) == expected


@pytest.mark.parametrize("sort", ["best", "name", "newest", "largest"])
def test_filter_puts_the_newest_of_equals_first(sort: str):
    listed = BusinessFactory.create_batch(12, name="Same")

    matches = search(f"q=same&sort={sort}").matches

    assert matches.ids(0, 12) == [business.pk for business in reversed(listed)]


@pytest.mark.usefixtures("north")
def test_filter_writes_its_query_without_what_is_taken_away():
    found = search("q=b&cluster=leeds&cluster=newcastle&size=500%2B&sort=name&page=3&cluster=&x=1")

    assert found.write_query() == "q=b&cluster=leeds&cluster=newcastle&size=500%2B&sort=name"
    assert found.write_query(without=("cluster", "leeds")) == "q=b&cluster=newcastle&size=500%2B&sort=name"
    assert found.write_query(drop=("q", "cluster", "size")) == "sort=name"


def test_filter_takes_empty_parameters_for_none():
    assert search("q=&cluster=&sector=&size=&verified=&sort=").problems == []


def test_filter_leaves_the_usual_order_out_of_its_query():
    assert search("sort=best").write_query() == ""
