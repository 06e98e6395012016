"""What the worker does for the directory. Each is safe to run twice."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from directory.services import search_index

NIGHTLY_LIMIT = 3600  # seconds; at a million listings it takes a minute or two


@shared_task
def sweep_search(**_: Any) -> None:
    """Fold what changed into the sets that are searched."""
    search_index.keep_search_index(now=timezone.now())


@shared_task(time_limit=NIGHTLY_LIMIT)
def refresh_search(**_: Any) -> None:
    """Let what nobody confirmed sink, and choose anew which words have sets."""
    search_index.refresh_search_index(now=timezone.now())
