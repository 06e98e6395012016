"""The living map of the home page: clusters, their businesses in groups, and the hubs with a known place."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

from directory.cluster_maps import draw_hubs, find_colour, term_of
from directory.filters import BusinessFilter
from directory.map_groups import choose_zoom
from directory.map_pages import Place, get_whole, list_places, shorten_count
from directory.mapping import WIDTH, project
from directory.models import Cluster, ClusterFact
from insights.cluster_pages import EXAMPLES

DRAWN_WIDTH = 400  # pixels, about: groups stand so far apart that a finger can tell them
SMALLEST, LARGEST = 32, 42  # radius of a point, in units of the map: 24 pixels wide on a small telephone


@dataclass(frozen=True)
class FrontPoint:
    """The businesses around a place, as a point. ``hue``: the slug of the cluster that it stands in."""

    place: Place
    x: float
    y: float
    radius: float
    hue: str

    @property
    def short(self) -> str:
        """The number in few characters."""
        return shorten_count(self.place.group.count)


@dataclass(frozen=True)
class FrontCluster:
    """A cluster and how many businesses are listed in it; examples among them."""

    cluster: Cluster
    count: int


@dataclass(frozen=True)
class FrontMap:
    """All that the map shows; ``examples`` of the ``total`` businesses are none that exist.

    ``hubs`` are those whose position a source gives, ``marks`` what is drawn for each.
    """

    points: list[FrontPoint]
    hubs: list[ClusterFact]
    marks: list[dict[str, Any]]
    clusters: list[FrontCluster]
    total: int
    examples: int


def describe_map(search: BusinessFilter, clusters: list[Cluster]) -> FrontMap:
    """Return the map of all that is listed. One query, for the hubs, beyond those of ``search``.

    ``search`` narrows nothing and counts ``EXAMPLES``, too; ``clusters`` are all there are.
    """
    top = [cluster for cluster in clusters if cluster.parent_id is None]
    counts = search.matches.count([EXAMPLES, *map(term_of, top)])
    hubs = list(
        ClusterFact.objects.filter(kind=ClusterFact.Kind.HUB)
        .exclude(latitude=None)
        .select_related("cluster")
        .order_by("cluster__position", "position", "pk")
    )
    return FrontMap(
        points=draw_points(list_places(search, choose_zoom(get_whole(), DRAWN_WIDTH)), clusters),
        hubs=hubs,
        marks=draw_hubs(hubs, WIDTH / 2),  # small: some stand where most businesses are
        clusters=[FrontCluster(cluster, counts[term_of(cluster)]) for cluster in top],
        total=len(search.matches),
        examples=counts[EXAMPLES],
    )


def draw_points(places: list[Place], clusters: list[Cluster]) -> list[FrontPoint]:
    """Return a point for each place, larger for more businesses, in their order, the largest first."""
    hues = {cluster.pk: find_colour(cluster) for cluster in clusters}
    most = places[0].group.count if places else 1
    points = []
    for place in places:
        x, y = project(place.group.latitude, place.group.longitude)
        radius = round(SMALLEST + (LARGEST - SMALLEST) * sqrt(place.group.count / most), 1)
        points.append(FrontPoint(place, x, y, radius, hues.get(place.group.cluster, "")))
    return points
