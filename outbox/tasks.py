"""What the worker does for the ledger. Each is safe to run twice and takes ids alone."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from outbox import services


@shared_task
def deliver_message(message_id: int, **_: Any) -> None:
    """Deliver one message, if it is due."""
    services.deliver_message(message_id=message_id, now=timezone.now())


@shared_task
def sweep_messages(**_: Any) -> None:
    """Deliver what is due and was not delivered at once."""
    services.deliver_due_messages(now=timezone.now())
