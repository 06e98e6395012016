"""What the worker does for accounts."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task
def forget_sessions(**_: Any) -> None:
    """Delete the sessions that have ended."""
    services.forget_sessions()


@shared_task
def forget_unconfirmed(**_: Any) -> None:
    """Delete the accounts whose address was never confirmed."""
    services.forget_unconfirmed(now=timezone.now())
