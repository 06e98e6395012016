"""What the home page shows of the clusters and of the progress towards 400,000 jobs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory.models import Cluster, Figure
from insights.figure_groups import pick_latest
from investors.verified_jobs import count_verified_jobs


@dataclass(frozen=True)
class ClusterInFront:
    """A cluster with the one count of jobs that stands for it; None where none was published."""

    cluster: Cluster
    figure: Figure | None


@dataclass(frozen=True)
class Progress:
    """The ambition, where it started and the latest count of the whole North.

    Start and latest count different things (ICT jobs; digital technology jobs), so the page
    shows both definitions and draws no line between them.
    """

    ambition: Figure
    start: Figure
    latest: Figure


def describe_front(now: datetime) -> dict[str, Any]:
    """Return the context of the home page, in four queries whatever the number of figures.

    The jobs of projects take one more where there are any.
    """
    clusters = list(Cluster.objects.top_level())
    jobs = list(
        Figure.objects.filter(cluster__in=clusters, unit="jobs")
        .select_related("source")
        .order_by("position", "pk")
    )
    return {
        "clusters": [ClusterInFront(cluster, pick_jobs(cluster, jobs)) for cluster in clusters],
        "progress": find_progress(),
        "verified_jobs": count_verified_jobs(now),
    }


def pick_jobs(cluster: Cluster, figures: list[Figure]) -> Figure | None:
    """Return the latest count of jobs in the whole sector of ``cluster``: the one that /clusters/ shows."""
    latest = pick_latest([figure for figure in figures if figure.cluster_id == cluster.pk])
    return latest[0] if latest else None


def find_progress() -> Progress | None:
    """Return the progress, or None while one of its three figures is not loaded."""
    of_north = Figure.objects.filter(cluster=None, geography="North of England", unit="jobs")
    named = of_north.filter(metric__in=["ambition_jobs", "ict_jobs", "digital_jobs"])
    found = {figure.metric: figure for figure in named.select_related("source").order_by("-position")}
    if len(found) < 3:
        return None
    return Progress(found["ambition_jobs"], found["ict_jobs"], found["digital_jobs"])
