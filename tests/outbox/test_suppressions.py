"""Addresses that get no mail, and messages that come back."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from outbox.models import Message, Suppression
from outbox.returns import find_message, note_return
from outbox.services import deliver_message
from outbox.suppressions import find_suppression, lift_suppression, suppress_address
from tests.accounts.people import UserFactory
from tests.outbox.mails import NOW, make_message, queue

pytestmark = pytest.mark.django_db
CameBack, Reason, Status = Message.CameBack, Suppression.Reason, Message.Status
LATER = NOW + datetime.timedelta(minutes=30)


def suppress(email: str, reason: str = Reason.BOUNCED) -> Suppression:
    """Hold back mail to ``email``, as after a bounce."""
    assert suppress_address(email=email, reason=reason, note="550 No such user", now=NOW)
    return Suppression.objects.live().get(email=email.lower())


def test_message_to_a_suppressed_address_is_held_back_with_its_cause(mail_server):
    suppress("Investor@Example.test")
    message = queue(to_email="investor@example.TEST")

    assert deliver_message(message_id=message.pk, now=NOW) == Status.SUPPRESSED

    message.refresh_from_db()
    cause = "No mail goes to this address. Mail came back, 1 June 2026: 550 No such user"
    assert (message.status, message.cause, message.follow_up_at) == (Status.SUPPRESSED, cause, NOW)
    assert [(each.outcome, each.cause) for each in message.attempts.all()] == [("held_back", cause)]
    assert mail_server.received == []
    assert message in Message.objects.late(LATER)
    assert message in Message.objects.troubled()


def test_address_that_is_let_go_gets_mail_again(mail_server):
    by = UserFactory()
    suppression = suppress("investor@example.test")

    first, second = (
        lift_suppression(suppression_id=suppression.pk, note="It works", by=by, now=LATER) for _try in "ab"
    )

    message = queue(to_email="investor@example.test")
    assert (first, second) == (True, False)
    assert deliver_message(message_id=message.pk, now=NOW) == Status.SENT
    suppression.refresh_from_db()
    assert (suppression.removed_by, suppression.removed_note) == (by, "It works")


@pytest.mark.parametrize(
    ("reason", "is_private", "held"),
    [
        (Reason.COMPLAINED, False, True),
        (Reason.COMPLAINED, True, False),
        (Reason.BOUNCED, True, True),
        (Reason.STAFF, True, True),
    ],
)
def test_complaint_holds_back_all_but_codes_to_sign_in(reason, is_private, held):
    suppress("person@example.test", reason)

    found = find_suppression(queue(to_email="person@example.test", is_private=is_private))

    assert (found is not None) is held


def test_triage_is_held_back_by_staff_alone(settings):
    settings.TRIAGE_EMAIL = "Triage@example.test"
    values = {"email": "triage@example.test", "note": "550", "now": NOW}

    assert suppress_address(**values, reason=Reason.BOUNCED) is False
    assert suppress_address(**values, reason=Reason.STAFF, by=UserFactory()) is True


@pytest.mark.parametrize(
    ("answer", "suppressed"),
    [
        ("550 No such user", True),
        ("550 5.1.1 No such user", True),
        ("553 5.1.3 Bad syntax", True),
        ("550 5.2.1 Mailbox disabled", True),
        ("550 5.7.1 Relaying denied", False),
        ("554 5.7.1 Blocked", False),
        ("552 5.2.2 Mailbox full", False),
    ],
)
def test_address_that_the_mail_server_does_not_know_is_suppressed(mail_server, answer, suppressed):
    mail_server.recipient_answers = [answer]
    message = queue()

    assert deliver_message(message_id=message.pk, now=NOW) == Status.FAILED

    message.refresh_from_db()
    assert Suppression.objects.live().filter(email=message.to_email).exists() is suppressed
    assert message.came_back == ("bounced" if suppressed else "")
    assert (message.follow_up_at is not None) is suppressed


@pytest.mark.parametrize(
    ("heard", "last", "times"),
    [
        ([CameBack.BOUNCED, CameBack.BOUNCED], CameBack.BOUNCED, 1),
        ([CameBack.FOR_NOW, CameBack.BOUNCED], CameBack.BOUNCED, 2),
        ([CameBack.BOUNCED, CameBack.FOR_NOW], CameBack.BOUNCED, 1),
        ([CameBack.BOUNCED, CameBack.COMPLAINED], CameBack.COMPLAINED, 2),
        ([CameBack.COMPLAINED, CameBack.BOUNCED], CameBack.COMPLAINED, 1),
    ],
)
def test_worse_news_of_a_message_count_once(heard, last, times):
    message = make_message(status=Status.SENT, sent_at=NOW)

    noted = [note_return(message=message, came_back=each, cause="550", now=NOW) for each in heard]

    message.refresh_from_db()
    assert (message.came_back, sum(noted), message.attempts.count()) == (last, times, times)


def test_news_of_a_message_set_aside_bring_it_back_to_the_front_page():
    message = make_message(
        status=Status.SENT,
        sent_at=NOW,
        came_back="for_now",
        came_back_at=NOW,
        settled_at=NOW,
        settled_reason="x",
    )

    note_return(message=message, came_back=CameBack.BOUNCED, cause="550", now=LATER)

    assert message in Message.objects.troubled()


def test_message_is_found_by_its_id_with_or_without_brackets():
    message = queue()

    assert find_message(message.message_id) == find_message(message.message_id.strip("<>")) == message
    assert find_message("") is None
    assert find_message("<>") is None


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"email": "Big@example.test"}, "suppression_email_small_letters"),
        ({"removed_at": NOW}, "suppression_removed_with_reason"),
        ({"removed_note": "x"}, "suppression_removed_with_reason"),
        ({"email": "twice@example.test"}, "suppression_one_live_per_address"),
    ],
)
def test_row_of_a_suppression_that_makes_no_sense_is_refused(fields, name):
    suppress("twice@example.test")
    values = {"email": "a@example.test", "reason": Reason.STAFF, "created_at": NOW} | fields

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Suppression.objects.create(**values)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"came_back": "bounced"}, "message_came_back_has_time"),
        ({"came_back_at": NOW}, "message_came_back_has_time"),
        ({"settled_at": NOW}, "message_settled_with_reason"),
        ({"settled_reason": "x"}, "message_settled_with_reason"),
    ],
)
def test_row_of_a_message_that_makes_no_sense_is_refused(changes, name):
    message = queue()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**changes)


@pytest.mark.parametrize("secret", ["", "user:a-long-random-password"])
def test_headers_for_postmark_are_sent_where_it_is_set_up(mail_server, settings, secret):
    settings.POSTMARK_WEBHOOK_SECRET = secret
    message = queue()

    deliver_message(message_id=message.pk, now=NOW)

    [mail] = mail_server.received
    named = message.message_id.strip("<>") if secret else None
    assert (mail["X-PM-Metadata-message"], mail["Message-ID"]) == (named, message.message_id)
