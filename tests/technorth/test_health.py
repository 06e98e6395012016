"""What monitors are told."""

import datetime
import socket

import pytest
from celery import current_app
from django.db import connections
from django.test import Client
from django.utils import timezone

from outbox.models import Message
from technorth import health


def queue_message_due(due_at: datetime.datetime, **changes: object) -> Message:
    fields = {
        "kind": "test",
        "to_email": "ann@example.org",
        "subject": "s",
        "body": "b",
        "created_at": due_at,
    }
    key = f"test-{Message.objects.count()}"
    return Message.objects.create(
        **fields | {"dedupe_key": key, "message_id": key, "due_at": due_at} | changes
    )


@pytest.fixture
def _broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")


def test_healthz_asks_no_database(client: Client, django_assert_num_queries):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_readyz_is_ok_while_all_is_well(client: Client, django_assert_num_queries, rows: int):
    for _ in range(rows):
        queue_message_due(timezone.now() + datetime.timedelta(hours=1))

    with django_assert_num_queries(3):
        response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok", "database": "up", "broker": "up", "oldest_due_seconds": 0, "late": False,
        "mail": "ok", "unsent": 0,
    }  # fmt: skip


@pytest.mark.django_db
def test_readyz_is_degraded_when_what_is_due_waits_too_long(client: Client, settings):
    settings.SWEEP_SECONDS = 30
    queue_message_due(timezone.now() - datetime.timedelta(seconds=400))
    sent_at = timezone.now() - datetime.timedelta(days=1)
    queue_message_due(sent_at, status=Message.Status.SENT, sent_at=sent_at)

    response = client.get("/readyz")

    assert response.status_code == 200
    told = response.json()
    assert (told["status"], told["late"], told["broker"]) == ("degraded", True, "up")
    assert 400 <= told["oldest_due_seconds"] < 420


@pytest.mark.django_db
def test_readyz_counts_mails_of_bad_addresses_and_calls_nobody(client: Client):
    hour_ago, later = (timezone.now() + datetime.timedelta(hours=hours) for hours in (-1, 1))
    queue_message_due(hour_ago, status=Message.Status.FAILED, cause="Recipient refused: 550 No such user")
    queue_message_due(hour_ago, status=Message.Status.SUPPRESSED, cause="Came back")
    waiting = queue_message_due(hour_ago, cause="Recipient refused: 451 Try later")
    settled = {"settled_at": later, "settled_reason": "Told by telephone"}
    queue_message_due(hour_ago, status=Message.Status.FAILED, **settled)
    Message.objects.filter(pk=waiting.pk).update(due_at=later)

    told = client.get("/readyz").json()

    assert (told["status"], told["mail"], told["unsent"]) == ("ok", "unsent", 3)


@pytest.mark.django_db
@pytest.mark.parametrize("cause", ["", "Mail server not reached: refused", "Server refused: 535 Password"])
def test_readyz_is_degraded_while_mail_leaves_for_nobody(client: Client, cause: str):
    message = queue_message_due(timezone.now() - datetime.timedelta(minutes=16), cause=cause)
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now() + datetime.timedelta(hours=1))

    response = client.get("/readyz")

    told = response.json()
    assert response.status_code == 200
    assert (told["status"], told["mail"], told["unsent"]) == ("degraded", "stuck", 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("_broker_away")
def test_readyz_takes_no_server_out_for_a_broker_that_is_away(client: Client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert (response.json()["status"], response.json()["broker"]) == ("degraded", "down")


@pytest.mark.django_db(transaction=True)
def test_readyz_is_503_without_the_database(client: Client):
    connection = connections["default"]
    connection.close()
    right_port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], "1"
    try:
        response = client.get("/readyz")
    finally:
        connection.settings_dict["PORT"] = right_port

    assert (response.status_code, response.json()) == (503, {"status": "down", "database": "down"})


@pytest.mark.django_db
def test_oldest_due_is_nothing_when_nothing_is_due():
    assert health.find_oldest_due(timezone.now()) == datetime.timedelta(0)
