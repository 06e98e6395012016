"""What the home page shows of the clusters and of the progress towards 400,000 jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from directory.cards import load_cards
from directory.filters import BusinessFilter
from directory.models import Cluster, Figure
from directory.results import find_newest
from insights.answering import describe_promise
from insights.cluster_pages import EXAMPLES
from insights.figure_groups import pick_latest
from insights.front_map import describe_map
from insights.models import Announcement
from insights.published import NORTH
from investors.models import Opportunity
from investors.verified_jobs import count_verified_jobs

SHOWN = 3  # of the newest of anything
OF_NORTH = Q(cluster=None, geography=NORTH)


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
    """Return the context of the home page, in a fixed number of queries whatever the number of rows.

    The jobs of projects take one more where there are any.
    """
    every = list(Cluster.objects.order_by("position", "pk"))
    clusters = [cluster for cluster in every if cluster.parent_id is None]
    search = BusinessFilter({}, maps=True, also=[EXAMPLES])
    jobs = list(
        Figure.objects.filter(Q(cluster__in=clusters) | OF_NORTH, unit="jobs")
        .select_related("source")
        .order_by("position", "pk")
    )
    return {
        "clusters": [ClusterInFront(cluster, pick_jobs(cluster, jobs)) for cluster in clusters],
        "progress": pick_progress(jobs),
        "verified_jobs": count_verified_jobs(now),
        "map": describe_map(search, every) if every else None,
        "newest": load_cards(find_newest(search, SHOWN), clusters=search.clusters, sectors=search.sectors),
        "news": Announcement.objects.published(now).select_related("cluster")[:SHOWN],
        "opportunities": list_newest_opportunities(),
        "promise": describe_promise(),
    }


def list_newest_opportunities() -> list[Opportunity]:
    """Return the opportunities that were published last. Two queries, one without any."""
    published = Opportunity.objects.published().with_card_facts()
    return list(published.order_by("-first_published_at", "-pk")[:SHOWN])


def pick_jobs(cluster: Cluster, figures: list[Figure]) -> Figure | None:
    """Return the latest count of jobs in the whole sector of ``cluster``: the one that /clusters/ shows."""
    latest = pick_latest([figure for figure in figures if figure.cluster_id == cluster.pk])
    return latest[0] if latest else None


def find_progress() -> Progress | None:
    """Return the progress, or None while one of its three figures is not loaded. One query."""
    figures = Figure.objects.filter(OF_NORTH, unit="jobs").select_related("source")
    return pick_progress(figures.order_by("position", "pk"))


def pick_progress(figures: Iterable[Figure]) -> Progress | None:
    """Return the progress by those of ``figures`` that speak of the whole North, the first of each kind."""
    found: dict[str, Figure] = {}
    for figure in figures:
        if figure.cluster_id is None:
            found.setdefault(figure.metric, figure)
    try:
        return Progress(*(found[metric] for metric in ("ambition_jobs", "ict_jobs", "digital_jobs")))
    except KeyError:
        return None
