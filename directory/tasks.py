"""What workers do about the directory. Each task takes ids only and may run any number of times."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from directory import search_alerts
from directory.services import bulk_files, reports, search_index
from directory.services.claim_letters import deny_overdue_claims, remind_of_letters
from directory.services.dissolution import archive_dissolved
from directory.services.reminders import sweep_requests

NIGHTLY_LIMIT = 3600  # seconds; at a million listings it takes a minute or two


@shared_task
def sweep_claims(**_: Any) -> None:
    """Remind of letters that are under way, and end the claims whose time is over."""
    now = timezone.now()
    deny_overdue_claims(now=now)
    remind_of_letters(now=now)


@shared_task
def forget_reporters(**_: Any) -> None:
    """Delete the addresses of readers whose reports are old."""
    reports.forget_reporters(now=timezone.now())


@shared_task
def sweep_search(**_: Any) -> None:
    """Fold what changed into the sets that are searched."""
    search_index.keep_search_index(now=timezone.now())


@shared_task(time_limit=NIGHTLY_LIMIT)
def refresh_search(**_: Any) -> None:
    """Let what nobody confirmed sink, and choose anew which words have sets."""
    search_index.refresh_search_index(now=timezone.now())


@shared_task
def sweep_freshness(**_: Any) -> None:
    """Ask whose facts are old, archive what nobody answers for, and the listings of closed companies."""
    now = timezone.now()
    archive_dissolved(now=now)
    sweep_requests(now=now)


@shared_task(time_limit=NIGHTLY_LIMIT)
def write_bulk_files(**_: Any) -> None:
    """Write the files of all listings, unless today's are there."""
    bulk_files.write_due_files(now=timezone.now())


@shared_task(time_limit=NIGHTLY_LIMIT)
def send_search_alerts(**_: Any) -> None:
    """Tell people what is new in the searches that they keep."""
    search_alerts.send_due_alerts(now=timezone.now())
