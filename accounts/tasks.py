"""What the worker does for accounts."""

from typing import Any

from celery import shared_task

from accounts import services


@shared_task
def forget_sessions(**_: Any) -> None:
    """Delete the sessions that have ended."""
    services.forget_sessions()
