"""All listings as files."""

import csv
import datetime
import gzip
import io
import json
from pathlib import Path

import pytest
from django.test import Client

from directory.models import Business
from directory.services import bulk_files
from directory.tasks import write_bulk_files
from tests.directory.listings import NOW, BusinessFactory, SourceFactory, make_public_record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "exports"


def test_files_hold_every_listing(monkeypatch: pytest.MonkeyPatch, folder: Path):
    monkeypatch.setattr(bulk_files, "BATCH", 2)
    BusinessFactory.create_batch(5)
    BusinessFactory(status=Business.Status.DRAFT)

    assert bulk_files.write_due_files(now=NOW) == ["businesses.csv.gz", "businesses.jsonl.gz"]

    slugs = list(Business.objects.listed().order_by("pk").values_list("slug", flat=True))
    table = gzip.decompress((folder / "businesses.csv.gz").read_bytes()).decode()
    assert [row["slug"] for row in csv.DictReader(io.StringIO(table))] == slugs
    lines = gzip.decompress((folder / "businesses.jsonl.gz").read_bytes()).decode().splitlines()
    assert [json.loads(line)["slug"] for line in lines] == slugs
    assert sorted(path.name for path in folder.iterdir()) == ["businesses.csv.gz", "businesses.jsonl.gz"]


def test_each_row_says_under_which_licence_it_may_be_used(folder: Path):
    make_public_record(slug="record", source=SourceFactory(licence="Free to reuse"))
    BusinessFactory(slug="own", origin=Business.Origin.REGISTERED)
    BusinessFactory(slug="made-up", origin=Business.Origin.EXAMPLE)

    bulk_files.write_due_files(now=NOW)

    table = gzip.decompress((folder / "businesses.csv.gz").read_bytes()).decode()
    assert {row["slug"]: row["licence"] for row in csv.DictReader(io.StringIO(table))} == {
        "record": "Free to reuse",
        "own": "Open Government Licence v3.0",
        "made-up": "",
    }


def test_files_are_written_once_a_day():
    bulk_files.write_due_files(now=NOW)

    assert bulk_files.write_due_files(now=NOW + datetime.timedelta(hours=5)) == []
    assert len(bulk_files.write_due_files(now=NOW + datetime.timedelta(days=1))) == 2


def test_failed_write_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch, folder: Path):
    bulk_files.write_due_files(now=NOW)
    before = (folder / "businesses.csv.gz").read_bytes()

    def fail(batches):
        yield b"half"
        raise OSError("disk full")

    monkeypatch.setitem(bulk_files.WRITERS, "businesses.csv.gz", fail)
    with pytest.raises(OSError, match="disk full"):
        bulk_files.write_due_files(now=NOW + datetime.timedelta(days=1))

    assert (folder / "businesses.csv.gz").read_bytes() == before
    assert len(list(folder.iterdir())) == 2


def test_task_writes_the_files():
    write_bulk_files(from_a_later_version=True)

    assert len(bulk_files.list_bulk_files()) == 2


def test_file_is_listed_and_sent(client: Client):
    BusinessFactory(slug="alpha")
    bulk_files.write_due_files(now=NOW)

    listed = client.get("/api/v1/bulk/").json()["results"]
    assert [row["name"] for row in listed] == ["businesses.csv.gz", "businesses.jsonl.gz"]
    assert listed[0]["written_at"] == "2026-06-02T11:30:00+01:00"

    response = client.get(listed[0]["url"].removeprefix("http://localhost:8000"))
    assert response["Content-Type"] == "application/gzip"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert b"alpha" in gzip.decompress(b"".join(response.streaming_content))
    again = client.get("/api/v1/bulk/businesses.csv.gz", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_reference_page_gives_the_day(client: Client):
    assert "There are none yet" in client.get("/api/docs/").content.decode()
    bulk_files.write_due_files(now=NOW)

    assert "written on 2 June 2026, 11:30" in client.get("/api/docs/").content.decode()
