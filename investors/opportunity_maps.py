"""Where the opportunities of a search are: points on the drawing of the North, and the same as a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot, sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.mapping import HEIGHT, WIDTH, project
from investors.models import Opportunity
from technorth.languages import list_words

SMALLEST = 32.0  # radius of a point for one, in units of the map
LARGEST = 44.0
APART = 64.0  # what is nearer than this shares a point, so that none covers another


@dataclass
class Spot:
    """One point: the opportunities there, and what their places are called."""

    number: int
    x: float
    y: float
    places: list[str] = field(default_factory=list)
    opportunities: list[Opportunity] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The names of the places, each once."""
        return list_words(dict.fromkeys(self.places))

    @property
    def text(self) -> str:
        """The name with the number of opportunities, in words."""
        count = len(self.opportunities)
        words = ngettext("%(count)d opportunity", "%(count)d opportunities", count) % {"count": count}
        return f"{self.name}: {words}"


def group_by_place(opportunities: Iterable[Opportunity]) -> list[Spot]:
    """Return the points of ``opportunities``, loaded with the facts of a card, in their order. No query."""
    spots: list[Spot] = []
    for each in opportunities:
        x, y = project(each.latitude, each.longitude)
        spot = next((spot for spot in spots if hypot(spot.x - x, spot.y - y) < APART), None)
        if spot is None:
            spot = Spot(number=len(spots) + 1, x=x, y=y)
            spots.append(spot)
        spot.places.append(_name_place(each))
        spot.opportunities.append(each)
    return spots


def draw_spots(spots: Iterable[Spot]) -> dict[str, Any]:
    """Return the drawing of ``spots``: each point leads to its place in the list below the map."""
    points = [
        {
            "x": spot.x,
            "y": spot.y,
            "r": round(min(LARGEST, SMALLEST * sqrt(len(spot.opportunities))), 1),
            "text": spot.text,
            "count": len(spot.opportunities),
            "href": f"#place-{spot.number}",
        }
        for spot in spots
    ]
    return {"view_box": f"0 0 {WIDTH} {HEIGHT}", "points": points, "font_size": 28}


def _name_place(opportunity: Opportunity) -> str:
    outcode = opportunity.outcode
    if outcode is None:
        return _("%(cluster)s, no exact place") % {"cluster": opportunity.cluster.local_name}
    return outcode.town
