"""Delivery against a real mail server: accepted, refused for now, refused for good, gone, back."""

import datetime

import pytest
from django.db import OperationalError

from outbox import services
from outbox.models import Attempt, Message
from outbox.services import MOST_ATTEMPTS, VISIBILITY, deliver_due_messages, deliver_message
from tests.outbox.mails import NOW, make_message, queue

pytestmark = pytest.mark.django_db

Status = Message.Status


def minutes(number: float) -> datetime.timedelta:
    return datetime.timedelta(minutes=number)


def read_attempts(message: Message) -> list[tuple[str, str]]:
    return list(message.attempts.order_by("pk").values_list("outcome", "cause"))


def test_delivery_hands_the_message_over_once(mail_server):
    message = queue(
        to_name="Łukasz 北, Ltd", to_email="lukasz@example.test", subject="Grüße", body="Dzień dobry.\n"
    )

    first = deliver_message(message_id=message.pk, now=NOW)
    second = deliver_message(message_id=message.pk, now=NOW + minutes(60))

    message.refresh_from_db()
    [mail] = mail_server.received
    assert (first, second) == (Status.SENT, "")
    assert (message.status, message.sent_at, message.attempts_made) == (Status.SENT, NOW, 1)
    assert read_attempts(message) == [("sent", "")]
    assert mail["To"].addresses[0].display_name == "Łukasz 北, Ltd"
    assert mail["To"].addresses[0].addr_spec == "lukasz@example.test"
    assert mail["Subject"] == "Grüße"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == "Dzień dobry.\n"


def test_delivery_to_an_international_domain_uses_its_ascii_form(mail_server):
    message = queue(to_email="info@bücher.example")

    assert deliver_message(message_id=message.pk, now=NOW) == Status.SENT

    assert mail_server.envelopes[0][1] == ["info@xn--bcher-kva.example"]


def test_delivery_leaves_a_message_alone_before_it_is_due(mail_server):
    message = queue(now=NOW + minutes(1))

    assert deliver_message(message_id=message.pk, now=NOW) == ""

    assert mail_server.received == []
    assert Attempt.objects.count() == 0


def test_delivery_refused_for_now_is_tried_again_after_growing_waits(mail_server):
    mail_server.recipient_answers = ["451 Try later"] * 5
    message = queue()
    now, waits = NOW, []

    for _attempt in range(5):
        assert deliver_message(message_id=message.pk, now=now) == Status.QUEUED
        message.refresh_from_db()
        waits.append(message.due_at - now)
        now = message.due_at
    status = deliver_message(message_id=message.pk, now=now)

    message.refresh_from_db()
    assert waits == [minutes(1), minutes(5), minutes(15), minutes(60), minutes(60)]
    assert status == Status.SENT
    assert message.cause == ""
    assert len(mail_server.received) == 1
    assert read_attempts(message) == [("failed", "Recipient refused: 451 Try later")] * 5 + [("sent", "")]


def test_delivery_with_the_text_refused_for_now_is_tried_again(mail_server):
    mail_server.text_answers = ["452 Mailbox full"]
    message = queue()

    assert deliver_message(message_id=message.pk, now=NOW) == Status.QUEUED

    message.refresh_from_db()
    assert message.cause == "Text refused: 452 Mailbox full"


@pytest.mark.parametrize(
    ("refusals", "cause"),
    [
        ({"recipient_answers": ["550 No such user"]}, "Recipient refused: 550 No such user"),
        ({"text_answers": ["554 Looks like spam"]}, "Text refused: 554 Looks like spam"),
    ],
)
def test_delivery_refused_for_good_fails_with_its_cause(mail_server, refusals, cause):
    vars(mail_server).update(refusals)
    message = queue()

    status = deliver_message(message_id=message.pk, now=NOW)
    again = deliver_message(message_id=message.pk, now=NOW + minutes(600))

    message.refresh_from_db()
    assert (status, again) == (Status.FAILED, "")
    assert (message.status, message.cause) == (Status.FAILED, cause)
    assert mail_server.received == []


def test_delivery_waits_while_the_server_is_down_and_happens_once_when_it_is_back(mail_server):
    mail_server.stop()
    message = queue()

    down = deliver_message(message_id=message.pk, now=NOW)
    message.refresh_from_db()
    mail_server.start()
    left = deliver_due_messages(now=message.due_at)

    assert (down, left) == (Status.QUEUED, 1)
    assert message.cause == "Mail server not reached: [Errno 111] Connection refused"
    assert len(mail_server.received) == 1
    assert [outcome for outcome, _cause in read_attempts(message)] == ["failed", "sent"]


def test_delivery_gives_up_after_most_attempts(mail_server):
    mail_server.recipient_answers = ["451 Try later"]
    message = make_message(attempts_made=MOST_ATTEMPTS - 1)

    assert deliver_message(message_id=message.pk, now=NOW) == Status.FAILED


def test_message_of_a_lost_worker_is_taken_up_again_after_a_while(mail_server):
    message = make_message(status=Status.SENDING, attempts_made=1, due_at=NOW + VISIBILITY)
    Attempt.objects.create(message=message, started_at=NOW)

    early = deliver_message(message_id=message.pk, now=NOW + VISIBILITY - minutes(1))
    left = deliver_due_messages(now=NOW + VISIBILITY)

    assert (early, left) == ("", 1)
    assert read_attempts(message) == [("lost", ""), ("sent", "")]


def test_message_sent_but_not_recorded_is_sent_again_under_the_same_message_id(mail_server, monkeypatch):
    message = queue()
    with monkeypatch.context() as patch:

        def lose_database(*_args):
            raise OperationalError("the connection went away")

        patch.setattr(services, "_record_sent", lose_database)
        with pytest.raises(OperationalError):
            deliver_message(message_id=message.pk, now=NOW)

    left = deliver_due_messages(now=NOW + VISIBILITY)

    assert left == 1
    assert [mail["Message-ID"] for mail in mail_server.received] == [message.message_id] * 2


def test_delivery_of_a_link_issued_under_a_lost_key_fails_with_its_cause(mail_server, settings, make_link):
    link = make_link()
    message = queue(link=link, body=f"Open [[link:{link.pk}]]\n")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []

    assert deliver_message(message_id=message.pk, now=NOW) == Status.FAILED

    message.refresh_from_db()
    assert message.cause == f"ValueError: Secret link {link.pk} was issued under a key that is gone"


def test_private_text_is_not_kept_once_it_has_left(mail_server):
    message = queue(kind="account-password-reset-key", body="https://site.test/reset/abc/\n", is_private=True)

    deliver_message(message_id=message.pk, now=NOW)

    message.refresh_from_db()
    assert "reset/abc" in mail_server.received[0].get_content()
    assert message.body == ""


def test_private_text_stays_where_the_ledger_is_the_only_mailbox(settings):
    settings.LOCAL_MAILBOX, settings.EMAIL_BACKEND = True, "outbox.mailbox.LocalMailbox"
    message = queue(body="https://site.test/reset/abc/\n", is_private=True)

    assert deliver_message(message_id=message.pk, now=NOW) == Status.SENT

    message.refresh_from_db()
    assert message.body == "https://site.test/reset/abc/\n"


def test_sweep_takes_the_longest_due_first(mail_server):
    queue(now=NOW, subject="Second")
    queue(now=NOW - minutes(5), subject="First")
    queue(now=NOW + minutes(5), subject="Not due")

    left = deliver_due_messages(now=NOW)

    assert left == 2
    assert [mail["Subject"] for mail in mail_server.received] == ["First", "Second"]


def test_sweep_takes_no_more_than_a_batch(mail_server, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    for _number in range(3):
        queue()

    assert deliver_due_messages(now=NOW) == 2
    assert deliver_due_messages(now=NOW) == 1


def test_sweep_stops_when_its_time_is_up(mail_server):
    queue()
    queue()

    assert deliver_due_messages(now=NOW, seconds=-1) == 0

    assert Message.objects.due(NOW).count() == 2


def test_sweep_goes_on_after_a_message_that_fails(mail_server):
    mail_server.recipient_answers = ["550 No such user"]
    queue(now=NOW - minutes(1))
    queue()

    assert deliver_due_messages(now=NOW) == 1


def test_delivery_logs_no_personal_data(mail_server, caplog):
    mail_server.recipient_answers = ["550 <someone@example.test> unknown"]
    message = queue(to_email="someone@example.test", to_name="Some One")

    deliver_message(message_id=message.pk, now=NOW)

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("outbox")]
    assert ours == [f"Message {message.pk} did not leave: SMTPRecipientsRefused"]


@pytest.mark.parametrize(
    "name",
    [
        "อภิสิทธิ์ " * 15,
        "Александр Александрович Преображенский",
        "佐藤" * 75,
        'Ann "Annie" O\\Neill, Ltd <x@y.example>; (c)',
        "x " * 80,
        "=?utf-8?q?Bcc?= \u202eevil",
    ],
)
def test_name_of_any_script_and_length_reaches_the_mail_server(mail_server, name):
    message = queue(to_name=name, to_email="reader@example.test", subject=f"For {name}")

    assert deliver_message(message_id=message.pk, now=NOW) == Status.SENT
    [mail] = mail_server.received
    [address] = mail["To"].addresses
    assert address.addr_spec == "reader@example.test"
    # Python 3.11 reads a space where a long name goes on in the next line; mail programs read none.
    assert "".join(address.display_name.split()) == "".join(name[:160].split())
