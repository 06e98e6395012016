"""What is written to the ledger, and what the database refuses."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from outbox.mail import build_mail, open_link
from outbox.models import Attempt, Message
from outbox.services import MessageParts, queue_messages
from tests.outbox.mails import NOW, make_message, queue

pytestmark = pytest.mark.django_db


def test_message_is_queued_once_for_its_cause():
    first = queue(dedupe_key="referral-offered:17")
    second = queue(dedupe_key="referral-offered:17", subject="Another")

    assert second == first
    assert Message.objects.get().subject == first.subject


def test_messages_for_new_causes_are_queued_together():
    parts = [
        MessageParts(
            kind="test",
            dedupe_key=f"test:{number}",
            to_email="a@example.test",
            subject="Hello\nthere",
            body="Text",
            now=NOW,
        )
        for number in range(2)
    ]

    queue_messages(parts)

    rows = Message.objects.order_by("dedupe_key").values_list("dedupe_key", "subject", "status", "due_at")
    assert list(rows) == [(f"test:{number}", "Hello there", "queued", NOW) for number in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        queue_messages(parts[1:])


def test_message_headers_cannot_be_broken_by_what_a_stranger_typed():
    message = queue(
        subject="Hello\r\nBcc: everybody@example.test", to_name="Eve\nX-Evil: 1", to_email="eve@example.test"
    )

    mail = build_mail(message).message()

    assert mail["Subject"] == "Hello Bcc: everybody@example.test"
    assert mail["To"] == '"Eve X-Evil: 1" <eve@example.test>'
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None


def test_message_with_a_broken_reply_address_is_not_sent():
    message = queue(reply_to="a@example.test\nBcc: b@example.test")

    with pytest.raises(ValueError, match="Header values can't contain newlines"):
        build_mail(message).message()


def test_message_opens_its_own_link_and_no_other(make_link, settings):
    settings.SITE_URL = "https://portal.example.test"
    own, foreign = make_link(1), make_link(2)
    message = queue(link=own, body=f"Yours: [[link:{own.pk}]] Typed: [[link:{foreign.pk}]]\n")

    text = open_link(message)

    assert text.startswith("Yours: https://portal.example.test/referrals/")
    assert text.endswith(f"Typed: [[link:{foreign.pk}]]\n")


def test_message_without_a_link_opens_none(make_link):
    foreign = make_link()

    assert open_link(queue(body=f"[[link:{foreign.pk}]]")) == f"[[link:{foreign.pk}]]"


@pytest.mark.parametrize(
    "fields", [{"status": "sent", "sent_at": None}, {"status": "queued", "sent_at": NOW}]
)
def test_message_is_sent_exactly_when_it_has_the_time(fields):
    message = queue()

    with pytest.raises(IntegrityError, match="message_sent_has_time"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**fields)


def test_message_has_one_attempt_under_way():
    message = queue()
    Attempt.objects.create(message=message, started_at=NOW)

    with pytest.raises(IntegrityError, match="attempt_one_under_way_per_message"), transaction.atomic():
        Attempt.objects.create(message=message, started_at=NOW)


@pytest.mark.parametrize(
    ("status", "age", "late"),
    [("queued", 16, True), ("sending", 16, True), ("queued", 14, False), ("failed", 16, True)],
)
def test_message_is_late_a_quarter_of_an_hour_after_it_was_queued(status, age, late):
    message = make_message(now=NOW - datetime.timedelta(minutes=age), status=status)

    assert (message in Message.objects.late(NOW)) is late
