"""Keeping with a snapshot what the pages of the clusters tell besides the counts."""

import datetime

from django.db import connection

from directory.models import Business
from insights.models import ClusterAnswers, ClusterDemand, Snapshot
from insights.models.clusters import MOST_SAMPLED
from investors.reports.answers import measure_answers

WANTED = tuple(Business.Wanted.values)  # the columns have these names

ADD_DEMANDS = f"""
INSERT INTO insights_clusterdemand
    (snapshot_id, cluster_id, is_example, offering, {", ".join(WANTED)}, sample)
SELECT %(snapshot)s, area.slug, business.origin = 'example',
    count(*) FILTER (WHERE offers <> '' OR supply_capabilities <> ''),
    {", ".join(f"count(*) FILTER (WHERE '{wanted}' = ANY (looking_for))" for wanted in WANTED)},
    (array_agg(
        business.id ORDER BY verification <> 'none' DESC, coalesce(confirmed_at, listed_at) DESC, business.id
    ))[1:%(most)s]
FROM directory_business business
JOIN directory_cluster cluster ON cluster.slug = business.cluster_id
CROSS JOIN LATERAL (
    SELECT cluster.slug UNION ALL
    SELECT cluster.parent_id WHERE cluster.parent_id IS NOT NULL UNION ALL
    SELECT NULL
) area
WHERE status = 'published' AND (offers <> '' OR supply_capabilities <> '' OR looking_for <> '{{}}')
GROUP BY area.slug, business.origin = 'example'
"""  # noqa: S608 - our own words


def keep_cluster_facts(snapshot: Snapshot, *, now: datetime.datetime) -> None:
    """Write what is sought and offered, and how quickly enquiries were answered, anew for ``snapshot``.

    Within the caller's transaction.
    """
    ClusterDemand.objects.filter(snapshot=snapshot).delete()
    with connection.cursor() as cursor:
        cursor.execute(ADD_DEMANDS, {"snapshot": snapshot.pk, "most": MOST_SAMPLED})
    ClusterAnswers.objects.filter(snapshot=snapshot).delete()
    ClusterAnswers.objects.bulk_create(
        ClusterAnswers(
            snapshot=snapshot,
            cluster_id=each.cluster,
            answered=each.answered,
            median_days=each.median_days,
            kept=each.kept,
            late=each.late,
            is_made_up=each.is_made_up,
        )
        for each in measure_answers(now)
    )
