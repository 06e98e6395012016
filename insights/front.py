"""What the home page shows of the clusters and of the progress towards 400,000 jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from directory.models import Cluster, Figure


@dataclass(frozen=True)
class ClusterInFront:
    """A cluster with the one jobs figure that stands for it; None where none was published."""

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


def describe_front() -> dict[str, Any]:
    """Return the context of the home page, in three queries whatever the number of figures."""
    clusters = list(Cluster.objects.top_level())
    jobs = pick_first_by_cluster(
        Figure.objects.filter(cluster__in=clusters, unit="jobs")
        .select_related("source")
        .order_by("cluster", "position")
    )
    return {
        "clusters": [ClusterInFront(cluster, jobs.get(cluster.pk)) for cluster in clusters],
        "progress": find_progress(),
    }


def pick_first_by_cluster(figures: Iterable[Figure]) -> dict[str | None, Figure]:
    """Return the first of each cluster's ``figures``, which come in order, by the cluster's key."""
    first: dict[str | None, Figure] = {}
    for figure in figures:
        first.setdefault(figure.cluster_id, figure)
    return first


def find_progress() -> Progress | None:
    """Return the progress, or None while one of its three figures is not loaded."""
    of_north = Figure.objects.filter(cluster=None, geography="North of England", unit="jobs")
    named = of_north.filter(metric__in=["ambition_jobs", "ict_jobs", "digital_jobs"])
    found = {figure.metric: figure for figure in named.select_related("source").order_by("-position")}
    if len(found) < 3:
        return None
    return Progress(found["ambition_jobs"], found["ict_jobs"], found["digital_jobs"])
