"""Two workers and one message."""

from functools import partial

import pytest
from django.db import transaction

from outbox.models import Message
from outbox.replays import replay_messages
from outbox.services import deliver_message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.outbox.mails import NOW, make_message, queue

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_deliveries_at_once_send_once(mail_server):
    message = queue()

    results = run_at_once(*[partial(deliver_message, message_id=message.pk, now=NOW)] * 4)

    assert sorted(results, key=str) == ["", "", "", Message.Status.SENT]
    assert len(mail_server.received) == 1
    assert message.attempts.count() == 1


def test_two_retries_at_once_queue_once():
    message = make_message(status=Message.Status.FAILED, cause="Recipient refused: 550")

    rows, by = Message.objects.filter(pk=message.pk), UserFactory()

    results = run_at_once(*[partial(replay_messages, messages=rows, by=by, now=NOW)] * 4)

    assert sorted(results) == [0, 0, 0, 1]


def test_delivery_refuses_to_run_inside_a_transaction(mail_server):
    message = queue()

    with pytest.raises(RuntimeError, match="durable atomic block"), transaction.atomic():
        deliver_message(message_id=message.pk, now=NOW)

    assert mail_server.received == []
