"""The sitemaps of the listed businesses."""

import re

import pytest
from django.test import Client

from directory.models import Business
from insights import sitemaps
from tests.directory.listings import NOW, BusinessFactory

SECTIONS = [
    f"/sitemap-{name}.xml" for name in ("pages", "english", "clusters", "critical-mass", "opportunities")
]

pytestmark = pytest.mark.django_db


def read_addresses(client: Client, path: str) -> list[str]:
    return re.findall(r"<loc>http://localhost:8000([^<]*)</loc>", client.get(path).content.decode())


def make_listings(monkeypatch: pytest.MonkeyPatch, keys: list[int], **fields) -> None:
    monkeypatch.setattr(sitemaps, "PART_SIZE", 10)
    for key in keys:
        BusinessFactory(pk=key, slug=f"listing-{key}", **fields)


def test_parts_hold_each_listing_once(client: Client, monkeypatch: pytest.MonkeyPatch):
    make_listings(monkeypatch, [1, 9, 10, 19, 35])

    found = [path for path in read_addresses(client, "/sitemap.xml") if "businesses" in path]

    assert found == [f"/sitemap-businesses-{part}.xml" for part in (0, 1, 3)]
    listed = [address for path in found for address in read_addresses(client, path)]
    assert listed == [f"/businesses/listing-{key}/" for key in (1, 9, 10, 19, 35)]


def test_a_part_of_examples_and_hidden_listings_is_not_named(client: Client, monkeypatch: pytest.MonkeyPatch):
    make_listings(monkeypatch, [1], origin=Business.Origin.EXAMPLE)
    make_listings(monkeypatch, [2], status=Business.Status.DRAFT)

    assert read_addresses(client, "/sitemap.xml") == SECTIONS
    assert read_addresses(client, "/sitemap-businesses-0.xml") == []


def test_listing_says_when_it_changed(client: Client):
    BusinessFactory(pk=1, listed_at=NOW)

    assert "<lastmod>2026-06-02</lastmod>" in client.get("/sitemap-businesses-0.xml").content.decode()


def test_empty_directory_has_an_index(client: Client):
    assert read_addresses(client, "/sitemap.xml") == SECTIONS


def test_part_beyond_all_numbers_is_missing(client: Client):
    assert client.get("/sitemap-businesses-99999999999999999999.xml").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_sitemaps_cost_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    for key in range(1, rows + 1):
        BusinessFactory(pk=key)

    with django_assert_num_queries(1):
        client.get("/sitemap.xml")
    with django_assert_num_queries(1):
        assert len(read_addresses(client, "/sitemap-businesses-0.xml")) == rows
