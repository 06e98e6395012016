"""What the head of a search page says to search engines."""

import html
import re

import pytest
from django.test import Client

from directory.models import Business
from tests.directory.listings import BusinessFactory, SectorFactory, make_north_east

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _listings() -> None:
    north = make_north_east()
    sectors = [SectorFactory(code="fintech", name="Fintech"), SectorFactory(code="space", name="Space")]
    BusinessFactory.create_batch(3, cluster=north["leeds"], sectors=sectors[:1], summary="Robots")


def read_head(client: Client, query: str) -> str:
    page = client.get(f"/businesses/{query}").content.decode()
    return html.unescape(page.partition("</head>")[0])


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("?sort=name&utm=1&page=1", ""),
        ("?sector=fintech&q=&cluster=leeds", "?cluster=leeds&sector=fintech"),
        ("?cluster=atlantis&size=huge", ""),
        ("?page=99", ""),
    ],
)
def test_a_search_has_one_address(client: Client, query: str, canonical: str):
    head = read_head(client, query)

    assert re.findall(r'rel="canonical" href="([^"]*)"', head) == [
        f"http://localhost:8000/businesses/{canonical}"
    ]
    assert f'og:url" content="http://localhost:8000/businesses/{canonical}"' in head


def test_a_later_page_has_its_own_address(client: Client):
    BusinessFactory.create_batch(24)

    assert 'rel="canonical" href="http://localhost:8000/businesses/?page=2"' in read_head(client, "?page=2")


@pytest.mark.parametrize("query", ["", "?cluster=leeds", "?sector=fintech", "?cluster=leeds&sector=fintech"])
def test_telling_pages_may_be_found(client: Client, query: str):
    assert "noindex" not in read_head(client, query)


@pytest.mark.parametrize(
    "query",
    [
        "?q=robots",
        "?sort=name",
        "?cluster=leeds&size=10-49",
        "?cluster=leeds&cluster=newcastle",
        "?sector=space",
        "?cluster=atlantis",
    ],
)
def test_thin_pages_are_not_to_be_found(client: Client, query: str):
    assert '<meta name="robots" content="noindex, follow">' in read_head(client, query)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Technology businesses in the North"),
        ("?cluster=leeds", "Technology businesses in Leeds"),
        ("?sector=fintech", "Fintech businesses in the North"),
        ("?sector=fintech&cluster=leeds", "Fintech businesses in Leeds"),
        ("?q=robots", "robots in technology businesses of the North"),
    ],
)
def test_shared_search_is_named(client: Client, query: str, title: str):
    head = read_head(client, query)

    assert f'property="og:title" content="{title}"' in head
    assert 'property="og:description" content="3 technology businesses in the North of England' in head
    assert 'property="og:image"' in head


def test_shared_profile_is_named(client: Client):
    BusinessFactory(slug="alpha", name="Alpha & Sons", summary="Robots", origin=Business.Origin.EXAMPLE)

    head = html.unescape(client.get("/businesses/alpha/").content.decode())

    assert 'property="og:title" content="Example: Alpha & Sons"' in head
    assert 'property="og:description" content="Robots"' in head
    assert 'rel="canonical" href="http://localhost:8000/businesses/alpha/"' in head
