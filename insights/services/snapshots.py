"""Taking a snapshot: what the directory, the projects and the published statistics come to today."""

import datetime
import logging

from django.db import connection, transaction
from django.utils import timezone

from insights.models import Snapshot
from insights.published import list_published
from insights.services.cluster_facts import keep_cluster_facts
from insights.services.counting import count_businesses, count_quarters
from investors.verified_jobs import count_verified_jobs

logger = logging.getLogger(__name__)

LOCK = 5_204_000  # of PostgreSQL, so that two never count at once


@transaction.atomic
def take_snapshot(*, now: datetime.datetime) -> Snapshot:
    """Take the snapshot of the day of ``now`` in London, in the place of an earlier one of that day.

    One transaction: who reads meanwhile sees the earlier one. Days that are over are never touched. A second
    caller waits for the first, and then takes none if one was begun after ``now``: it has all that this one
    would count.
    """
    _wait_for_others()
    taken = Snapshot.objects.filter(taken_on=timezone.localdate(now), taken_at__gt=now).first()
    return taken or _count(now)


@transaction.atomic
def take_due_snapshot(*, now: datetime.datetime) -> Snapshot | None:
    """Take the snapshot of the day of ``now`` unless there is one; return it if so.

    So a night without a worker is made good by the next call, though the day before stays without one. Who
    had to wait for another looks again, since the other has just taken it.
    """
    of_today = Snapshot.objects.filter(taken_on=timezone.localdate(now))
    if of_today.exists():
        return None
    _wait_for_others()
    return None if of_today.exists() else _count(now)


def _wait_for_others() -> None:
    """Let nobody else count until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _count(now: datetime.datetime) -> Snapshot:
    today = timezone.localdate(now)
    verified = count_verified_jobs(now)
    snapshot, is_new = Snapshot.objects.update_or_create(
        taken_on=today,
        defaults={
            "taken_at": now,
            "verified_created": verified.created,
            "verified_safeguarded": verified.safeguarded,
            "published": list_published(),
        },
    )
    if not is_new:
        snapshot.counts.all().delete()
    count_businesses(snapshot.pk, today)
    count_quarters(today)
    keep_cluster_facts(snapshot, now=now)
    logger.info("Snapshot of %s taken", today)
    return snapshot
