"""What workers do about figures. Each task may run any number of times."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from insights.services.snapshots import take_due_snapshot

TIME_LIMIT = 3600  # seconds; at a million listings it takes a minute or two


@shared_task(time_limit=TIME_LIMIT)
def take_snapshot(**_: Any) -> None:
    """Take the snapshot of today, unless there is one."""
    take_due_snapshot(now=timezone.now())
