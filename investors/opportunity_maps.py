"""Where the opportunities of a search are: points on the drawing of the North, and the same as a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.cluster_maps import find_colour
from directory.mapping import HEIGHT, WIDTH, project
from investors.models import Opportunity

SMALLEST = 9.0  # radius of a point for one, in units of the map


@dataclass
class Spot:
    """One point: the opportunities there, and its name."""

    number: int
    name: str
    latitude: float
    longitude: float
    slug: str
    opportunities: list[Opportunity] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The name with the number of opportunities, in words."""
        count = len(self.opportunities)
        words = ngettext("%(count)d opportunity", "%(count)d opportunities", count) % {"count": count}
        return f"{self.name}: {words}"


def group_by_place(opportunities: Iterable[Opportunity]) -> list[Spot]:
    """Return the places of ``opportunities``, loaded with the facts of a card, in their order."""
    spots: dict[str, Spot] = {}
    for each in opportunities:
        key = each.outcode_id or f"cluster:{each.cluster_id}"
        if key not in spots:
            spots[key] = Spot(
                number=len(spots) + 1,
                name=_name_place(each),
                latitude=each.latitude,
                longitude=each.longitude,
                slug=find_colour(each.cluster),
            )
        spots[key].opportunities.append(each)
    return list(spots.values())


def describe_map(spots: Iterable[Spot]) -> dict[str, Any]:
    """Return the drawing of ``spots``: each point leads to its place in the list below the map."""
    points = []
    for spot in spots:
        x, y = project(spot.latitude, spot.longitude)
        count = len(spot.opportunities)
        points.append(
            {
                "x": x,
                "y": y,
                "r": round(SMALLEST * min(3.0, sqrt(count)) + 4, 1),
                "text": spot.text,
                "count": count,
                "href": f"#place-{spot.number}",
            }
        )
    return {"view_box": f"0 0 {WIDTH} {HEIGHT}", "points": points, "font_size": 15}


def _name_place(opportunity: Opportunity) -> str:
    outcode = opportunity.outcode
    if outcode is None:
        return _("%(cluster)s, no exact place") % {"cluster": opportunity.cluster.name}
    return f"{outcode.town} ({outcode.code})"
