"""The worker's side of the ledger."""

import pytest
from django.utils import timezone

from outbox import tasks
from outbox.models import Message
from tests.outbox.mails import queue

pytestmark = pytest.mark.django_db


def test_deliver_task_delivers_once_and_bears_arguments_of_another_version(mail_server):
    message = queue(now=timezone.now())

    tasks.deliver_message(message_id=message.pk, added_later=True)
    tasks.deliver_message(message_id=message.pk)

    assert len(mail_server.received) == 1


def test_deliver_task_bears_a_message_that_is_gone(mail_server):
    tasks.deliver_message(message_id=4711)

    assert mail_server.received == []


def test_sweep_task_delivers_what_is_due(mail_server):
    queue(now=timezone.now())

    tasks.sweep_messages(added_later=True)

    assert Message.objects.get().status == Message.Status.SENT
