"""The CSV and the feed of a search."""

import csv
import datetime
import io
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from directory import results
from directory.exports import COLUMNS, write_json_lines
from directory.models import Business
from tests.directory.listings import NOW, BusinessFactory, SectorFactory, make_north_east, make_public_record

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def read_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/businesses.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def read_feed(client: Client, query: str = "") -> ET.Element:
    response = client.get(f"/businesses.atom{query}")
    assert response.status_code == 200
    return ET.fromstring(response.content)


def test_csv_holds_each_fact(client: Client):
    north = make_north_east()
    sectors = [SectorFactory(code="space"), SectorFactory(code="fintech")]
    make_public_record(
        slug="alpha",
        name='Alpha, "A" Limited',
        cluster=north["newcastle"],
        sectors=sectors,
        keywords=["one", "two"],
        company_number="01234567",
        town="Newcastle",
    )

    (row,) = read_csv(client)

    assert list(row) == list(COLUMNS)
    assert row["name"] == 'Alpha, "A" Limited'
    assert row["is_example"] == "no"
    assert row["address"].endswith("/businesses/alpha/")
    assert row["company_number"] == "01234567"
    assert row["sectors"] == "Space; Fintech"
    assert row["keywords"] == "one; two"
    assert (row["cluster"], row["sub_cluster"]) == ("North East", "Newcastle")
    assert row["listed_on"] == "2026-06-02"
    assert row["confirmed_on"] == ""
    assert row["source"] == "Gender pay gap data"


def test_csv_holds_the_search_in_its_order(client: Client):
    BusinessFactory(name="Beta", summary="Robots")
    BusinessFactory(name="Alpha", summary="Robots")
    BusinessFactory(name="Gamma")
    BusinessFactory(name="Delta", summary="Robots", status=Business.Status.ARCHIVED)

    assert [row["name"] for row in read_csv(client, "?q=robots&sort=name")] == ["Alpha", "Beta"]


def test_csv_marks_examples(client: Client):
    BusinessFactory(origin=Business.Origin.EXAMPLE)

    assert [row["is_example"] for row in read_csv(client)] == ["yes"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_csv_has_no_formula(client: Client, start: str):
    BusinessFactory(name=f"{start}1+1", summary=f"{start}cmd", town=f"{start}x", keywords=[f"{start}k"])

    (row,) = read_csv(client)

    assert [row[name] for name in ("name", "summary", "town", "keywords")] == [
        f"'{start}1+1", f"'{start}cmd", f"'{start}x", f"'{start}k"
    ]  # fmt: skip


def test_csv_says_its_date(client: Client, time_machine):
    time_machine.move_to(NOW)

    response = client.get("/businesses.csv")

    assert response["Content-Disposition"] == 'attachment; filename="technorth-businesses-2026-06-02.csv"'


def test_csv_refuses_what_it_cannot_read(client: Client):
    response = client.get("/businesses.csv?cluster=atlantis")

    assert response.status_code == 400
    assert "There is no cluster “atlantis”" in response.content.decode()


def test_csv_head_has_no_rows(client: Client):
    assert b"".join(client.head("/businesses.csv").streaming_content) == b""


def test_csv_sends_its_head_before_any_row_is_looked_for(client: Client, django_assert_num_queries):
    BusinessFactory()
    response = client.get("/businesses.csv")

    with django_assert_num_queries(0):
        assert next(iter(response.streaming_content)).startswith(b"name,is_example,")


@pytest.mark.parametrize("rows", [1, 30])
def test_csv_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    BusinessFactory.create_batch(rows, sectors=[SectorFactory()])

    with django_assert_num_queries(4):  # both trees, the sets, COPY
        assert len(read_csv(client)) == rows


def test_csv_goes_on_over_batches(monkeypatch, client: Client):
    monkeypatch.setattr(results, "BATCH", 2)
    BusinessFactory.create_batch(5)

    assert len(read_csv(client)) == 5


def test_json_lines_have_the_columns_of_the_csv():
    business = BusinessFactory(name="=1")

    (line,) = b"".join(write_json_lines([[business.pk]])).splitlines()

    assert b'"name":"=1"' in line


def test_feed_shows_the_newest_first(client: Client):
    old = BusinessFactory(name="Old", listed_at=NOW - datetime.timedelta(days=2))
    BusinessFactory(name="New", summary="Robots", sectors=[SectorFactory(code="space")])

    root = read_feed(client, "?sort=name")
    entries = root.findall(f"{ATOM}entry")

    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["New", "Old"]
    assert entries[1].findtext(f"{ATOM}id").endswith(f",2026:business:{old.pk}")
    assert entries[1].findtext(f"{ATOM}updated") == "2026-05-31T10:30:00+00:00"
    assert entries[0].find(f"{ATOM}category").get("term") == "Space"
    assert root.findtext(f"{ATOM}updated") == "2026-06-02T10:30:00+00:00"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"].endswith("/businesses.atom?sort=name")
    assert links["alternate"].endswith("/businesses/?sort=name")


def test_feed_marks_examples(client: Client):
    BusinessFactory(name="Alpha", origin=Business.Origin.EXAMPLE)

    assert read_feed(client).findtext(f"{ATOM}entry/{ATOM}title") == "Example: Alpha"


def test_feed_is_named_for_its_words(client: Client):
    assert read_feed(client, "?q=robots").findtext(f"{ATOM}title") == "TechNorth: robots"


def test_feed_is_not_sent_twice(client: Client):
    BusinessFactory()
    first = client.get("/businesses.atom")

    assert client.get("/businesses.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get("/businesses.atom", headers=since).status_code == 304
    BusinessFactory(listed_at=NOW + datetime.timedelta(hours=1))
    assert client.get("/businesses.atom", headers=since).status_code == 200


def test_empty_feed_does_not_change(client: Client):
    first = client.get("/businesses.atom")

    assert first["Last-Modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert client.get("/businesses.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_feed_refuses_what_it_cannot_read(client: Client):
    assert client.get("/businesses.atom?size=huge").status_code == 400


@pytest.mark.parametrize("rows", [1, 30])
def test_feed_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    BusinessFactory.create_batch(rows, sectors=[SectorFactory()])

    with django_assert_num_queries(6):  # both trees, the sets, their order, the businesses, their sectors
        assert len(read_feed(client).findall(f"{ATOM}entry")) == rows


def test_search_page_links_what_can_be_taken_away(client: Client):
    html = client.get("/businesses/?q=robots&page=1").content.decode()

    assert 'href="/businesses.csv?q=robots"' in html
    assert 'href="/businesses.atom?q=robots"' in html
