"""How clusters are drawn: their areas, their centres and their outcodes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.mapping import HEIGHT, WIDTH, project
from directory.models import Cluster, ClusterFact, Outcode, Outline

POINT_RADIUS = 9
# Where the name of a centre is drawn, from its point: to the right, but where it would cover another.
LABELS = {"newcastle": (-18, 10, "end"), "manchester": (0, -22, "middle"), "liverpool": (0, 40, "middle")}
MARGIN = 12.0  # of the map of one cluster, in units of the view box


@dataclass(frozen=True)
class Frame:
    """The part of the map that a cluster's page shows, in units of the whole map."""

    x: float
    y: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        """The frame as SVG writes it."""
        return f"{self.x:.1f} {self.y:.1f} {self.width:.1f} {self.height:.1f}"


def term_of(cluster: Cluster) -> str:
    """Return the term of the businesses in ``cluster``, those in its sub-clusters included."""
    return f"cluster:{cluster.pk}"


def load_outlines() -> list[Outline]:
    """Return the shapes that maps draw in their order, with their clusters.

    Regions and the city regions of 2014 stay behind: their paths are long, and nothing draws them.
    """
    drawn = Outline.objects.exclude(kind=Outline.Kind.REGION).exclude(extent=Outline.Extent.WIDER_2014)
    return list(drawn.select_related("cluster").order_by("position", "pk"))


def draw_areas(outlines: Iterable[Outline], only: Cluster | None = None) -> list[dict[str, str]]:
    """Return the shapes of the map, the land first; coloured are all clusters, or ``only`` one."""
    land, coloured = [], []
    for outline in outlines:
        if outline.kind == Outline.Kind.NORTH:
            land.append({"d": outline.path, "slug": "", "name": _("The North")})
        elif outline.cluster:
            family = {outline.cluster_id, outline.cluster.parent_id}
            if only is None or only.pk in family:
                coloured.append(
                    {"d": outline.path, "slug": find_colour(outline.cluster), "name": outline.name}
                )
    return land + coloured


def find_colour(cluster: Cluster) -> str:
    """Return the slug whose hue stands for ``cluster``: its own, or its parent's."""
    return cluster.parent_id or cluster.pk


def draw_centre(cluster: Cluster, counts: dict[str, int]) -> dict[str, Any]:
    """Return the point of a cluster's centre, with where its name is drawn."""
    x, y = project(cluster.latitude, cluster.longitude)
    right, down, anchor = LABELS.get(cluster.pk, (18, 10, ""))
    return {
        "x": x,
        "y": y,
        "r": POINT_RADIUS,
        "label": {"x": x + right, "y": y + down, "anchor": anchor},
        "name": cluster.local_name,
        "slug": find_colour(cluster),
        "href": cluster.get_absolute_url(),
        "detail": count_in_words(counts[term_of(cluster)]),
    }


def frame_cluster(outcodes: Collection[Outcode]) -> Frame:
    """Return the frame that holds ``outcodes``, those of a cluster; the whole map where there are none."""
    if not outcodes:
        return Frame(0, 0, WIDTH, HEIGHT)
    left, top = project(max(each.latitude for each in outcodes), min(each.longitude for each in outcodes))
    right, bottom = project(min(each.latitude for each in outcodes), max(each.longitude for each in outcodes))
    return Frame(left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)


def draw_outcodes(
    outcodes: Iterable[Outcode], counts: dict[str, int], cluster: Cluster, width: float
) -> list[dict[str, Any]]:
    """Return a point for each outcode with businesses, larger for more, on a map ``width`` wide."""
    points = []
    for outcode in outcodes:
        number = counts[f"outcode:{outcode.pk}"]
        if not number:
            continue
        x, y = project(outcode.latitude, outcode.longitude)
        points.append(
            {
                "x": x,
                "y": y,
                "name": f"{outcode.code} {outcode.town}",
                "slug": find_colour(cluster),
                "r": round(width / 150 * min(4, 1 + sqrt(number) / 3), 1),
                "detail": count_in_words(number),
            }
        )
    return points


def draw_hubs(hubs: Iterable[ClusterFact], width: float) -> list[dict[str, Any]]:
    """Return a mark for each hub whose position is known, on a map ``width`` wide."""
    placed = [hub for hub in hubs if hub.latitude is not None and hub.longitude is not None]
    size = round(width / 28, 1)
    marks = []
    for hub in placed:
        x, y = project(float(hub.latitude or 0), float(hub.longitude or 0))
        step = f"{size / 2:.1f}"
        marks.append(
            {
                "d": f"M{x:.1f} {y - size / 2:.1f}l{step} {step} -{step} {step} -{step} -{step}z",
                "name": hub.name,
                "detail": hub.place,
            }
        )
    return marks


def count_in_words(count: int) -> str:
    """Return a number of businesses in words."""
    return ngettext("%(count)d business listed", "%(count)d businesses listed", count) % {"count": count}
