"""Exports of personal data: who gets what, how much, how long, and what the log says."""

import csv
import datetime
import io
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from investors.models import Enquiry, Export, ExportEvent
from investors.services import exports
from investors.services.desk_searches import keep_search
from investors.tasks import make_export, sweep_exports
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.investors.desk_rows import LATER, make_enquiry, read_page
from tests.investors.sent_enquiries import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

ASK, LIST = "/desk/exports/ask/", "/desk/exports/"
REASON = "The minister's office asks who came from Japan"
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def export_folder(tmp_path: Path, monkeypatch, settings) -> Path:
    folder = tmp_path / "exports"
    options = settings.STORAGES["exports"]["OPTIONS"] | {"location": folder}
    monkeypatch.setattr(Export.file.field, "storage", FileSystemStorage(**options))
    return folder


def ask(by, query="", now=LATER):
    return exports.ask_export(query=query, filters="", reason=REASON, by=by, now=now)


def make(by, query="", now=LATER):
    export = ask(by, query, now)
    make_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def read(content) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(content).decode("utf-8-sig"))))


def read_file(export: Export) -> list[dict[str, str]]:
    with export.file.open("rb") as content:
        return read([content.read()])


def list_log(export):
    return list(export.events.order_by("at", "pk").values_list("kind", "actor_name"))


def show_log(client, _person) -> str:
    return read_page(client.get(LIST))


def test_person_asks_for_a_file_and_downloads_it(client):
    person = sign_in_to_desk(client, name="Toni Triage")
    make_enquiry("Kyoto", country="JP")
    make_enquiry("Lyon", country="FR", status="closed")

    page = client.post(ASK, {"reason": REASON}, follow=True)
    sweep_exports()
    export = Export.objects.get()
    response = client.post(f"{LIST}{export.pk}/file/")

    assert "The file is being made" in read_page(page)
    rows = read(response.streaming_content)
    assert [(row["organisation"], row["email"], row["country"]) for row in rows] == [
        ("Kyoto", "hanako@robotics.example", "JP")
    ]
    assert (export.asked_by, export.reason, export.found, export.rows) == (person, REASON, 1, 1)
    assert list_log(export) == [
        ("asked", "Toni Triage"),
        ("made", "TechNorth"),
        ("downloaded", "Toni Triage"),
    ]


def test_file_holds_what_the_filters_of_the_queue_keep(client):
    person = sign_in_to_desk(client)
    make_enquiry("Kyoto")
    make_enquiry("Lyon", status="in_progress")

    key = keep_search(text="lyon", user=person, now=LATER).key
    client.post(f"{ASK}?status=in_progress&find={key}", {"reason": REASON})
    sweep_exports()

    export = Export.objects.get()
    assert (export.found, export.filters) == (1, "Status: In progress; With “lyon”")


@pytest.mark.parametrize("reason", ["", "   ", "Because"])
def test_reason_is_required(client, reason):
    sign_in_to_desk(client)

    response = client.post(f"{ASK}?country=FR", {"reason": reason})

    assert response.status_code == 200
    assert not Export.objects.exists()


def test_filter_that_cannot_be_read_is_refused(client):
    sign_in_to_desk(client)

    response = client.post(f"{ASK}?received_from=yesterday", {"reason": REASON})

    assert response.status_code == 200
    assert "Enter a day" in read_page(response)
    assert not Export.objects.exists()


def test_rows_are_capped(settings):
    settings.EXPORT_MAX_ROWS = 2
    for name in ("A", "B", "C"):
        make_enquiry(name)

    export = make(UserFactory(role="manager"))

    assert (export.found, export.rows, len(read_file(export))) == (3, 2, 2)


def test_sixth_file_of_a_day_is_refused(client):
    person = sign_in_to_desk(client)
    for _number in range(5):
        ask(person)

    response = client.post(ASK, {"reason": REASON})

    assert "You asked for 5 files in 24 hours" in read_page(response)
    assert Export.objects.count() == 5
    assert ask(person, now=LATER + DAY).pk


def test_formula_becomes_text():
    make_enquiry("=HYPERLINK(1)", name="+cmd")

    rows = read_file(make(UserFactory(role="manager")))

    assert (rows[0]["organisation"], rows[0]["name"]) == ("'=HYPERLINK(1)", "'+cmd")


@pytest.mark.parametrize("role", ["manager", "triage_officer"])
def test_nobody_else_downloads_the_file(client, role):
    export = make(UserFactory(role="manager"))
    sign_in_to_desk(client, role)

    assert client.post(f"{LIST}{export.pk}/file/").status_code == 404
    assert list_log(export)[-1][0] == "made"


def test_managers_see_the_log_of_all_and_triage_officers_their_own(client):
    officer = UserFactory(role="triage_officer")
    make(officer)

    assert REASON in show_log(client, sign_in_to_desk(client, "manager"))
    assert REASON not in show_log(client, sign_in_to_desk(client, "triage_officer"))
    assert REASON in show_log(client, sign_in_to_desk(client, user=officer))


def test_file_expires_and_its_log_stays(export_folder):
    export = make(UserFactory(role="manager", name="Mia"))
    assert len(list(export_folder.iterdir())) == 1

    assert exports.delete_expired(now=export.expires_at - DAY) == 0
    assert exports.delete_expired(now=export.expires_at) == 1
    assert exports.delete_expired(now=export.expires_at) == 0

    export.refresh_from_db()
    assert (export.status, export.file.name, list(export_folder.iterdir())) == ("expired", "", [])
    assert [kind for kind, _name in list_log(export)] == ["asked", "made", "expired"]


def test_file_whose_time_is_over_is_not_given_out_before_beat_comes():
    person = UserFactory(role="manager")
    export = make(person)

    with pytest.raises(exports.ExportGone):
        exports.open_export(export=export, by=person, now=export.expires_at)


def test_file_that_is_gone_is_not_found(client, export_folder):
    export = make(sign_in_to_desk(client))
    next(export_folder.iterdir()).unlink()

    assert client.post(f"{LIST}{export.pk}/file/").status_code == 404
    assert list_log(export)[-1][0] == "made"


def test_making_twice_makes_one_file(export_folder):
    export = make(UserFactory(role="manager"))

    make_export(export_id=export.pk)
    sweep_exports()

    assert len(list(export_folder.iterdir())) == 1
    assert ExportEvent.objects.filter(kind="made").count() == 1


def test_making_that_fails_is_said(caplog):
    export = ask(UserFactory(role="manager"))
    make_enquiry("A secret")
    Enquiry.objects.update(activities=["no such activity"])

    make_export(export_id=export.pk)

    export.refresh_from_db()
    assert export.status == "failed"
    assert list_log(export)[-1][0] == "failed"
    assert "secret" not in caplog.text


def test_who_left_the_desk_gets_an_empty_file():
    person = UserFactory(role="manager")
    make_enquiry("Kyoto")
    export = ask(person)
    User.objects.filter(pk=person.pk).update(role="")

    make_export(export_id=export.pk)

    export.refresh_from_db()
    assert (export.found, export.rows) == (0, 0)


def test_stray_files_go_after_a_day(export_folder):
    export = make(UserFactory(role="manager"))
    (export_folder / "stray").write_text("left behind")

    assert exports.remove_stray_exports(now=datetime.datetime.now(datetime.UTC)) == 0
    later = datetime.datetime.now(datetime.UTC) + 400 * DAY

    assert exports.remove_stray_exports(now=later) == 1
    assert [path.name for path in export_folder.iterdir()] == [export.file.name]


def test_log_is_append_only():
    ask(UserFactory(role="manager"))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ExportEvent.objects.update(text="nothing")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ExportEvent.objects.all().delete()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"reason": ""}, "export_has_a_reason"),
        ({"due_at": None}, "export_due_while_queued"),
        ({"status": "failed"}, "export_due_while_queued"),
        ({"status": "ready", "due_at": None, "file": "x"}, "export_file_while_ready"),
        ({"file": "x"}, "export_file_while_ready"),
        ({"rows": 1001}, "export_rows_within_cap"),
    ],
)
def test_row_that_cannot_be_is_refused(changes, name):
    ask(UserFactory(role="manager"))

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Export.objects.update(**changes)


@pytest.mark.parametrize("number", [1, 30])
def test_page_asks_as_much_of_thirty_exports_as_of_one(client, django_assert_num_queries, number):
    person = sign_in_to_desk(client, "manager")
    for place in range(number):
        make(person, now=NOW - (number - place) * DAY)

    with django_assert_num_queries(11):
        assert client.get(LIST).status_code == 200
