"""Two workers and one message."""

import threading

import pytest
from django.db import connection, transaction

from outbox.models import Message
from outbox.services import deliver_message, retry_message
from tests.outbox.mails import NOW, make_message, queue

pytestmark = pytest.mark.django_db(transaction=True)


def run_at_once(number: int, work) -> list:
    """Run ``work`` in ``number`` threads that start together; return what each returned."""
    barrier, results = threading.Barrier(number), []

    def run() -> None:
        try:
            barrier.wait(timeout=10)
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_two_deliveries_at_once_send_once(mail_server):
    message = queue()

    results = run_at_once(4, lambda: deliver_message(message_id=message.pk, now=NOW))

    assert sorted(results) == ["", "", "", Message.Status.SENT]
    assert len(mail_server.received) == 1
    assert message.attempts.count() == 1


def test_two_retries_at_once_queue_once():
    message = make_message(status=Message.Status.FAILED, cause="Recipient refused: 550")

    results = run_at_once(4, lambda: retry_message(message_id=message.pk, now=NOW))

    assert sorted(results) == [False, False, False, True]


def test_delivery_refuses_to_run_inside_a_transaction(mail_server):
    message = queue()

    with pytest.raises(RuntimeError, match="durable atomic block"), transaction.atomic():
        deliver_message(message_id=message.pk, now=NOW)

    assert mail_server.received == []
