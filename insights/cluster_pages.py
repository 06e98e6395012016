"""What the pages of the clusters show."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.cluster_maps import (
    draw_areas,
    draw_centre,
    draw_hubs,
    draw_outcodes,
    find_colour,
    frame_cluster,
    load_outlines,
    term_of,
)
from directory.index.counting import count_listed
from directory.mapping import VIEW_BOX
from directory.models import Business, Cluster, ClusterFact, Figure, Outcode, Sector
from directory.profiles import write_script
from insights.answering import describe_answer_time, describe_cover, describe_promise, read_answers
from insights.cluster_words import Words, find_words
from insights.comparison import list_pairs
from insights.directory_counts import DirectoryCounts, Specialism, read_directory_counts
from insights.figure_groups import group_facts, group_figures, list_airports, list_definitions, pick_latest
from insights.sought import describe_sought
from investors.models import Opportunity

MOST_OPPORTUNITIES = 3  # shown
EXAMPLES = f"origin:{Business.Origin.EXAMPLE}"  # the term of generated listings


@dataclass(frozen=True)
class ClusterInList:
    """A cluster on the page of all."""

    cluster: Cluster
    figures: list[Figure]
    children: list[Cluster]
    count: int
    words: Words | None


@dataclass(frozen=True)
class Part:
    """One of the parts of a cluster; all are shown with the same facts, present or missing."""

    cluster: Cluster
    figures: list[Figure]
    specialism: Specialism | None
    count: int | None


def describe_clusters() -> dict[str, Any]:
    """Return the context of the page of all clusters. Five queries."""
    clusters = list(Cluster.objects.order_by("position", "pk"))
    counts = count_listed([EXAMPLES, *(term_of(cluster) for cluster in clusters)])
    figures = Figure.objects.exclude(cluster=None).select_related("source").order_by("position", "pk")
    return {
        "clusters": list_clusters(
            clusters, list(figures), counts, find_words([each.pk for each in clusters])
        ),
        "examples": counts[EXAMPLES],
        "areas": draw_areas(load_outlines()),
        "points": [
            draw_centre(cluster, counts) for cluster in clusters if not has_children(cluster, clusters)
        ],
        "view_box": VIEW_BOX,
    }


def list_clusters(
    clusters: list[Cluster], figures: list[Figure], counts: dict[str, int], words: dict[str, Words]
) -> list[ClusterInList]:
    """Return the clusters with their latest figures, sub-clusters, listed businesses and words."""
    rows = []
    for cluster in clusters:
        if cluster.parent_id is None:
            children = [each for each in clusters if each.parent_id == cluster.pk]
            own = [figure for figure in figures if figure.cluster_id == cluster.pk]
            count = counts[term_of(cluster)]
            rows.append(ClusterInList(cluster, pick_latest(own), children, count, words.get(cluster.pk)))
    return rows


def has_children(cluster: Cluster, clusters: Iterable[Cluster]) -> bool:
    """Say whether one of ``clusters`` is a sub-cluster of ``cluster``."""
    return any(each.parent_id == cluster.pk for each in clusters)


def describe_cluster(cluster: Cluster, site_url: str) -> dict[str, Any]:
    """Return the context of the page of one cluster, in a fixed number of queries."""
    clusters = list(Cluster.objects.order_by("position", "pk"))
    parts = [each for each in clusters if each.parent_id == cluster.pk]
    slugs = [cluster.pk, *(part.pk for part in parts)]
    directory = read_directory_counts(slugs, list(Sector.objects.order_by("position", "pk")))
    snapshot = directory.snapshot if directory else None
    figures = list(
        Figure.objects.filter(cluster__in=slugs).select_related("source").order_by("position", "pk")
    )
    own = [figure for figure in figures if figure.cluster_id == cluster.pk]
    facts = list(cluster.facts.select_related("source").order_by("position", "pk"))
    answers = read_answers(snapshot, [slug for slug in (cluster.pk, cluster.parent_id) if slug])
    return {
        "cluster": cluster,
        "crumbs": list_crumbs(cluster),
        "colour": find_colour(cluster),
        "words": find_words([cluster.pk]).get(cluster.pk),
        "parts": list_parts(parts, figures, directory),
        "known": describe_known(cluster.pk, directory),
        "figures": group_figures(own),
        "definitions": list_definitions(figure.metric for figure in own),
        "facts": group_facts(facts, own),
        "airports": list_airports(facts, own),
        "listed": describe_listed(cluster.pk, directory),
        "sought": describe_sought(snapshot, cluster.pk),
        "opportunities": list_opportunities(cluster),
        "cover": describe_cover(cluster),
        "answer_time": describe_answer_time(cluster, answers),
        "promise": describe_promise(),
        "pairs": list_pairs(cluster, clusters),
        "json_ld": write_json_ld(cluster, site_url),
        **draw_map(cluster, facts),
    }


def list_opportunities(cluster: Cluster) -> list[Opportunity]:
    """Return the newest opportunities of a cluster, one more than are shown if there are. Two queries."""
    found = Opportunity.objects.published().in_clusters([cluster.pk]).with_card_facts()
    return list(found.order_by("-published_at", "-pk")[: MOST_OPPORTUNITIES + 1])


def draw_map(cluster: Cluster, facts: Iterable[ClusterFact]) -> dict[str, Any]:
    """Return the map of a cluster: its area, its outcodes by the businesses listed, its hubs.

    The numbers are sizes of prepared sets of the search index, and of the outcodes of the cluster alone.
    """
    within = Q(cluster=cluster) | Q(cluster__parent=cluster)
    outcodes = list(Outcode.objects.filter(within).order_by("code"))
    counts = count_listed([f"outcode:{each.pk}" for each in outcodes], within=[term_of(cluster)])
    frame = frame_cluster(outcodes)
    hubs = [fact for fact in facts if fact.kind == ClusterFact.Kind.HUB]
    return {
        "areas": draw_areas(load_outlines(), only=cluster),
        "points": draw_outcodes(outcodes, counts, cluster, frame.width),
        "hubs": draw_hubs(hubs, frame.width),
        "view_box": frame.view_box,
    }


def list_parts(
    parts: Iterable[Cluster], figures: Collection[Figure], directory: DirectoryCounts | None
) -> list[Part]:
    """Return the parts of a cluster in their order, each with the same facts."""
    rows = []
    for part in parts:
        specialisms = directory.list_specialisms(part.pk, most=1) if directory else []
        rows.append(
            Part(
                cluster=part,
                figures=pick_latest(figure for figure in figures if figure.cluster_id == part.pk),
                specialism=specialisms[0] if specialisms else None,
                count=directory.count(part.pk) if directory else None,
            )
        )
    return rows


def describe_known(slug: str, directory: DirectoryCounts | None) -> dict[str, Any]:
    """Return what a cluster is strong in, and what that rests on."""
    if directory is None:
        return {"specialisms": []}
    return {
        "specialisms": directory.list_specialisms(slug),
        "base": directory.count_base(slug),
        "base_north": directory.count_base(None),
        "are_examples": directory.are_examples,
        "taken_on": directory.snapshot.taken_on,
    }


def describe_listed(slug: str, directory: DirectoryCounts | None) -> dict[str, Any] | None:
    """Return who is listed in a cluster: by sector, by size, and how many are examples."""
    if directory is None:
        return None
    return {
        "total": directory.count(slug),
        "examples": directory.count_examples(slug),
        "sectors": directory.list_sectors(slug),
        "sizes": directory.list_sizes(slug),
        "taken_on": directory.snapshot.taken_on,
    }


def list_crumbs(cluster: Cluster) -> list[tuple[str, str]]:
    """Return the pages above that of ``cluster``, each with its name and address."""
    crumbs = [(_("Clusters"), reverse("insights:clusters"))]
    if cluster.parent:
        crumbs.append((cluster.parent.local_name, cluster.parent.get_absolute_url()))
    return crumbs


def write_json_ld(cluster: Cluster, site_url: str) -> SafeString:
    """Return the schema.org description of a cluster and of where its page stands, for a script block."""
    address = site_url + cluster.get_absolute_url()
    trail = [*list_crumbs(cluster), (cluster.local_name, cluster.get_absolute_url())]
    place: dict[str, Any] = {
        "@type": "Place",
        "@id": address,
        "name": cluster.name,
        "description": cluster.official_area,
        "url": address,
        "geo": {"@type": "GeoCoordinates", "latitude": cluster.latitude, "longitude": cluster.longitude},
    }
    if cluster.parent:
        place["containedInPlace"] = {
            "@type": "Place",
            "@id": site_url + cluster.parent.get_absolute_url(),
            "name": cluster.parent.name,
        }
    breadcrumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": site_url + path}
            for position, (name, path) in enumerate(trail, start=1)
        ],
    }
    data = {"@context": "https://schema.org", "@graph": [place, breadcrumbs]}
    return write_script(data)
