"""The living map of the home page: clusters, their businesses in groups, and the hubs with a known place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from urllib.parse import urlencode

from django.urls import reverse

from directory.cluster_maps import find_colour
from directory.filters import BusinessFilter
from directory.map_groups import Group, choose_zoom, group_spots
from directory.map_pages import get_whole, name_group, shorten_count
from directory.mapping import project
from directory.models import Cluster, ClusterFact
from insights.cluster_pages import EXAMPLES

DRAWN_WIDTH = 400  # pixels, about: groups stand so far apart that a finger can tell them
SMALLEST, LARGEST = 32, 42  # radius of a point, in units of the map: 24 pixels wide on a small telephone


@dataclass(frozen=True)
class FrontPoint:
    """The businesses around a place, as a point that leads to them. ``hue``: the cluster of most of them."""

    x: float
    y: float
    radius: float
    hue: str
    name: str
    count: int
    url: str

    @property
    def short(self) -> str:
        """The number in few characters."""
        return shorten_count(self.count)


@dataclass(frozen=True)
class FrontHub:
    """A hub on the map. ``corners`` are the points of its mark, as SVG writes them."""

    name: str
    place: str
    cluster: Cluster
    corners: str


@dataclass(frozen=True)
class FrontCluster:
    """A cluster and how many businesses are listed in it; examples among them."""

    cluster: Cluster
    count: int


@dataclass(frozen=True)
class FrontMap:
    """All that the map shows; ``examples`` of the ``total`` businesses are none that exist."""

    points: list[FrontPoint]
    hubs: list[FrontHub]
    clusters: list[FrontCluster]
    total: int
    examples: int


def describe_map(search: BusinessFilter, clusters: list[Cluster]) -> FrontMap:
    """Return the map of all that is listed. One query, for the hubs, beyond those of ``search``.

    ``search`` narrows nothing and counts ``EXAMPLES``, too; ``clusters`` are all there are.
    """
    terms = [f"cluster:{each.pk}" for each in clusters]
    counts = search.matches.count([EXAMPLES, *terms])
    by_outcode = search.matches.count(search.outcode_terms)
    by_code = {term.partition(":")[2]: count for term, count in by_outcode.items()}
    groups = group_spots(search.spots, by_code, choose_zoom(get_whole(), DRAWN_WIDTH))
    return FrontMap(
        points=draw_points(groups, by_code, find_hues(search, clusters)),
        hubs=draw_hubs(),
        clusters=[
            FrontCluster(each, counts[f"cluster:{each.pk}"]) for each in clusters if each.parent_id is None
        ],
        total=len(search.matches),
        examples=counts[EXAMPLES],
    )


def find_hues(search: BusinessFilter, clusters: Iterable[Cluster]) -> dict[str, str]:
    """Return for each outcode the slug of its cluster's hue."""
    colours = {each.pk: find_colour(each) for each in clusters}
    return {spot.code: colours.get(spot.cluster, "") for spot in search.spots}


def draw_points(groups: list[Group], by_code: dict[str, int], hues: dict[str, str]) -> list[FrontPoint]:
    """Return a point for each group, larger for more businesses, the largest first."""
    most = groups[0].count if groups else 1
    address = reverse("directory:businesses") + "?"
    points = []
    for group in groups:
        x, y = project(group.latitude, group.longitude)
        votes: Counter[str] = Counter()
        for code in group.codes:
            votes[hues.get(code, "")] += by_code[code]
        points.append(
            FrontPoint(
                x=x,
                y=y,
                radius=round(SMALLEST + (LARGEST - SMALLEST) * sqrt(group.count / most), 1),
                hue=votes.most_common(1)[0][0],
                name=name_group(group),
                count=group.count,
                url=address + urlencode({"outcodes": ",".join(group.codes)}),
            )
        )
    return points


def draw_hubs() -> list[FrontHub]:
    """Return the hubs whose position a source gives, in the order of their clusters. One query."""
    facts = ClusterFact.objects.filter(kind=ClusterFact.Kind.HUB).exclude(latitude=None)
    hubs = []
    for fact in facts.select_related("cluster").order_by("cluster__position", "position", "pk"):
        x, y = project(fact.latitude, fact.longitude)  # type: ignore[arg-type]
        corners = f"{x},{y - 14} {x + 14},{y} {x},{y + 14} {x - 14},{y}"
        hubs.append(FrontHub(fact.name, fact.place, fact.cluster, corners))
    return hubs
