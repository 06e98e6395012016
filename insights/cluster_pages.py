"""What the pages of the clusters show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.cluster_maps import (
    draw_areas,
    draw_centre,
    draw_outcodes,
    find_colour,
    frame_cluster,
    load_outlines,
    term_of,
)
from directory.index.counting import count_listed
from directory.mapping import VIEW_BOX
from directory.models import Business, Cluster, ClusterFact, Figure, Outcode, Sector

# The metrics that speak of the whole sector, not of a part such as start-ups: jobs, then businesses.
HEADLINES = [{"digital_jobs", "tech_jobs"}, {"digital_businesses", "tech_businesses", "tech_companies"}]

EXAMPLES = f"origin:{Business.Origin.EXAMPLE}"  # the term of generated listings


@dataclass(frozen=True)
class ClusterInList:
    """A cluster on the page of all."""

    cluster: Cluster
    figures: list[Figure]
    children: list[Cluster]
    count: int


@dataclass(frozen=True)
class FactGroup:
    """The facts of one kind, with the heading they stand under."""

    heading: str
    facts: list[ClusterFact]


@dataclass(frozen=True)
class FigureGroup:
    """The figures that count the same kind of thing, with the heading they stand under."""

    heading: str
    figures: list[Figure]


@dataclass(frozen=True)
class SectorCount:
    """A sector of a cluster, how many businesses it has, and the sectors below that have any."""

    sector: Sector
    count: int
    below: list["SectorCount"]


def describe_clusters() -> dict[str, Any]:
    """Return the context of the page of all clusters. Four queries."""
    clusters = list(Cluster.objects.order_by("position", "pk"))
    counts = count_listed([EXAMPLES, *(term_of(cluster) for cluster in clusters)])
    figures = Figure.objects.exclude(cluster=None).select_related("source").order_by("position", "pk")
    return {
        "clusters": list_clusters(clusters, list(figures), counts),
        "examples": counts[EXAMPLES],
        "areas": draw_areas(load_outlines()),
        "points": [
            draw_centre(cluster, counts) for cluster in clusters if not has_children(cluster, clusters)
        ],
        "view_box": VIEW_BOX,
    }


def list_clusters(
    clusters: list[Cluster], figures: list[Figure], counts: dict[str, int]
) -> list[ClusterInList]:
    """Return the clusters with their latest figures, their sub-clusters and their listed businesses."""
    rows = []
    for cluster in clusters:
        if cluster.parent_id is None:
            children = [each for each in clusters if each.parent_id == cluster.pk]
            own = [figure for figure in figures if figure.cluster_id == cluster.pk]
            rows.append(ClusterInList(cluster, pick_latest(own), children, counts[term_of(cluster)]))
    return rows


def pick_latest(figures: list[Figure]) -> list[Figure]:
    """Return the latest count of jobs and the latest of businesses, as far as there are any."""
    latest = []
    for metrics in HEADLINES:
        counts = [figure for figure in figures if figure.metric in metrics]
        if counts:
            latest.append(max(counts, key=lambda figure: figure.year))
    return latest


def has_children(cluster: Cluster, clusters: Iterable[Cluster]) -> bool:
    """Say whether one of ``clusters`` is a sub-cluster of ``cluster``."""
    return any(each.parent_id == cluster.pk for each in clusters)


def describe_cluster(cluster: Cluster) -> dict[str, Any]:
    """Return the context of the page of one cluster, in a fixed number of queries."""
    sectors = list(Sector.objects.order_by("position", "pk"))
    outcodes = list(Outcode.objects.order_by("code"))
    terms = ["all", EXAMPLES, *(f"sector:{each.pk}" for each in sectors)]
    terms += [f"outcode:{each.pk}" for each in outcodes]
    counts = count_listed(terms, within=[term_of(cluster)])
    frame = frame_cluster(cluster)
    return {
        "cluster": cluster,
        "crumbs": list_crumbs(cluster),
        "colour": find_colour(cluster),
        "children": cluster.children.order_by("position", "pk"),
        "figures": group_figures(cluster.figures.select_related("source").order_by("position", "pk")),
        "groups": group_facts(cluster.facts.select_related("source").order_by("position", "pk")),
        "sectors": list_sectors(sectors, counts),
        "total": counts["all"],
        "examples": counts[EXAMPLES],
        "areas": draw_areas(load_outlines(), only=cluster),
        "points": draw_outcodes(outcodes, counts, cluster, frame.width),
        "view_box": frame.view_box,
    }


def list_crumbs(cluster: Cluster) -> list[tuple[str, str]]:
    """Return the pages above that of ``cluster``, each with its name and address."""
    crumbs = [(_("Clusters"), reverse("insights:clusters"))]
    if cluster.parent:
        crumbs.append((cluster.parent.local_name, cluster.parent.get_absolute_url()))
    return crumbs


def group_figures(figures: Iterable[Figure]) -> list[FigureGroup]:
    """Return the figures by what they count, the latest of each kind first; no empty group."""
    groups = [FigureGroup(_("Jobs"), []), FigureGroup(_("Businesses"), []), FigureGroup(_("Money"), [])]
    jobs, businesses, money = groups
    other = FigureGroup(_("Growth and more"), [])
    by_unit = {"jobs": jobs, "businesses": businesses, "companies": businesses, "GBP": money}
    for figure in sorted(figures, key=lambda figure: figure.year, reverse=True):
        by_unit.get(figure.unit.removesuffix(" a year"), other).figures.append(figure)
    return [group for group in [*groups, other] if group.figures]


def group_facts(facts: Iterable[ClusterFact]) -> list[FactGroup]:
    """Return the facts by kind, in the order a reader wants them; no empty group."""
    headings = {
        ClusterFact.Kind.SPECIALISM: _("Known for"),
        ClusterFact.Kind.HUB: _("Hubs"),
        ClusterFact.Kind.UNIVERSITY: _("Universities"),
        ClusterFact.Kind.EMPLOYER: _("Employers that sources name"),
        ClusterFact.Kind.AIRPORT: _("Airports"),
    }
    by_kind: dict[str, list[ClusterFact]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    return [FactGroup(headings[kind], by_kind[kind]) for kind in headings if kind in by_kind]


def list_sectors(sectors: list[Sector], counts: dict[str, int]) -> list[SectorCount]:
    """Return the sectors that have businesses, in two levels, the largest first."""

    def list_below(parent: str | None) -> list[SectorCount]:
        rows = [
            SectorCount(sector, counts[f"sector:{sector.pk}"], list_below(sector.pk))
            for sector in sectors
            if sector.parent_id == parent and counts[f"sector:{sector.pk}"]
        ]
        return sorted(rows, key=lambda row: -row.count)

    return list_below(None)
