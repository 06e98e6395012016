import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Business, Place
from directory.search_suggestions import suggest_texts
from directory.services.search_index import rebuild_search_index
from tests.directory.listings import BusinessFactory, ClusterFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory() -> None:
    leeds = ClusterFactory(slug="leeds")
    SectorFactory(code="leisure", name="Leisure software")
    for number, (name, people) in enumerate([("Leigh", 40_000), ("Leeds", 500_000), ("York", 140_000)]):
        Place.objects.create(
            geoname_id=number, name=name, name_key=name.lower(), latitude=53.8, longitude=-1.5,
            population=people, district=name, cluster=leeds, basis="core",
        )  # fmt: skip
    BusinessFactory(name="Leeds Légumes", summary="Learning about leeks")
    BusinessFactory(name="Leeds Data", verification="staff", summary="Data analytics, learning")
    BusinessFactory(name="Leeds Hidden", status=Business.Status.DRAFT)
    rebuild_search_index(now=timezone.now())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lee", ["Leeds Data", "Leeds Légumes", "Leeds", "leeks"]),
        ("leeds l", ["Leeds Légumes", "leeds learning", "leeds leeds", "leeds leeks", "leeds legumes"]),
        ("LEEDS LÉG", ["Leeds Légumes", "leeds legumes"]),
        ("data an", ["data analytics"]),
        ("lei", ["Leisure software", "Leigh"]),
        ("yo", ["York"]),
        ("york", []),
        ("y", []),
        ("", []),
        ("zz", []),
        ("“”", []),
        ("%_", []),
        ("a\0b", []),
    ],
)
@pytest.mark.usefixtures("directory")
def test_suggestions_go_on_like_what_is_typed(text: str, expected: list[str]):
    assert suggest_texts(text) == expected


@pytest.mark.parametrize("rows", [1, 30])
def test_suggestions_cost_three_queries(client: Client, django_assert_num_queries, rows: int):
    BusinessFactory.create_batch(rows, name="Robots & Co")

    with django_assert_num_queries(3):
        response = client.get("/businesses/suggest/?q=robots")

    assert response.content.decode().count('<option value="Robots &amp; Co"></option>') == 1


def test_suggestions_for_nothing_are_empty(client: Client):
    assert client.get("/businesses/suggest/").content.strip() == b""
