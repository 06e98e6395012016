"""How quickly enquiries were lately answered in each cluster, for the public."""

import dataclasses
import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from investors.reports.tables import Period
from investors.reports.times import SPANS
from investors.working_time import DAY

LATELY_DAYS = 90  # how far back "lately" goes

# By the cluster of the contact who has the case, and the one above it. What nobody has is with UKTI.
_MEASURE = f"""
SELECT area.slug,
    count(*) FILTER (WHERE is_done),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(took, 0)) FILTER (WHERE is_done),
    count(*) FILTER (WHERE is_done AND took <= promised),
    count(*) FILTER (WHERE took > promised),
    bool_or(contact.is_demo)
FROM ({SPANS["reply"]}) spans
JOIN investors_contact contact ON contact.id = contact_id
JOIN directory_cluster cluster ON cluster.slug = contact.cluster_id
CROSS JOIN LATERAL (VALUES (cluster.slug), (cluster.parent_id)) area (slug)
WHERE area.slug IS NOT NULL
GROUP BY area.slug ORDER BY area.slug
"""  # noqa: S608 - no input


@dataclasses.dataclass(frozen=True)
class Answers:
    """Of the enquiries that came in lately: how many had a first reply, and by when half of them had.

    ``median_days`` are working days; ``kept`` were answered as promised, ``late`` were not.
    ``is_made_up``: cases of a demonstration are in it.
    """

    cluster: str
    answered: int
    median_days: float | None
    kept: int
    late: int
    is_made_up: bool


def measure_answers(now: datetime.datetime) -> list[Answers]:
    """Return what was measured of each cluster whose contacts had an enquiry in the last ``LATELY_DAYS``.

    A cluster includes its sub-clusters. One query, whose work grows with the enquiries of these days.
    """
    today = timezone.localdate(now)
    period = Period(today - datetime.timedelta(days=LATELY_DAYS), today)
    facts: dict[str, Any] = {
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "now": now,
        "reply": settings.REPLY_DAYS * DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, facts)
        return [
            Answers(slug, answered, None if median is None else median / DAY, kept, late, is_made_up)
            for slug, answered, median, kept, late, is_made_up in cursor.fetchall()
        ]
