"""What the map of a search shows: its groups, where they lead, and the drawing of them."""

from dataclasses import dataclass
from math import sqrt
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.cluster_maps import find_colour, load_outlines
from directory.filters import BusinessFilter
from directory.map_groups import Box, Group, choose_zoom, group_spots, look_closer
from directory.mapping import HEIGHT, WIDTH, project, trace_path, unproject

DRAWN_WIDTH = 640  # pixels, about
NAMED = 3  # outcodes of a group by which it is named
SMALLEST, LARGEST = 0.02, 0.036  # radius of a point, of the width of the drawing


@dataclass(frozen=True)
class Place:
    """A group as it is shown: its name, and where its businesses are listed."""

    group: Group
    name: str
    url: str

    @property
    def text(self) -> str:
        """The name with the number of businesses, in words."""
        count = self.group.count
        words = ngettext("%(count)d business", "%(count)d businesses", count) % {"count": count}
        return f"{self.name}: {words}"


def get_whole() -> Box:
    """Return the part of the world that the drawing of the North shows."""
    north, west = unproject(0, 0)
    south, east = unproject(WIDTH, HEIGHT)
    return Box(west, south, east, north)


def list_places(search: BusinessFilter, zoom: int) -> list[Place]:
    """Return the groups of what ``search`` found, the largest first. No query but the search's own."""
    counts = search.matches.count(search.outcode_terms)
    by_code = {term.partition(":")[2]: count for term, count in counts.items()}
    address = f"{reverse('directory:businesses')}?"
    if others := search.write_query(drop=("bbox",)):
        address += others + "&"
    return [
        Place(group, name_group(group), address + urlencode({"outcodes": ",".join(group.codes)}))
        for group in group_spots(search.spots, by_code, zoom)
    ]


def name_group(group: Group) -> str:
    """Return a name for a group: its town and its first outcodes."""
    named, more = group.codes[:NAMED], len(group.codes) - NAMED
    codes = ", ".join(named)
    if more > 0:
        codes = _("%(codes)s and %(more)d more") % {"codes": codes, "more": more}
    return f"{group.town} ({codes})"


def describe_map(search: BusinessFilter) -> dict[str, Any]:
    """Return the drawing of what ``search`` found and the places on it. One query for the outlines."""
    box = search.box or get_whole()
    left, top = project(box.north, box.west)
    right, bottom = project(box.south, box.east)
    width = right - left
    zoom = choose_zoom(box, DRAWN_WIDTH)
    places = list_places(search, zoom)
    closer = write_box(search, "")
    most = places[0].group.count if places else 1
    return {
        "box": box,
        "view_box": f"{left:.1f} {top:.1f} {width:.1f} {bottom - top:.1f}",
        "places": places,
        "points": [
            draw_point(place, most, width)
            | {"href": place.url if place.group.is_whole else closer + quote(write_closer(place.group, zoom))}
            for place in places
        ],
        "font_size": round(width / 42, 2),
        "larger": None if search.box is None else write_box(search, str(search.box.zoom_out())),
    }


def draw_point(place: Place, most: int, width: float) -> dict[str, Any]:
    """Return the point of ``place`` on a drawing ``width`` wide; the largest has ``most`` businesses."""
    x, y = project(place.group.latitude, place.group.longitude)
    share = sqrt(place.group.count / most)
    return {
        "x": x,
        "y": y,
        "r": round(width * (SMALLEST + (LARGEST - SMALLEST) * share), 2),
        "text": place.text,
        "count": shorten_count(place.group.count),
    }


def write_closer(group: Group, zoom: int) -> str:
    """Return the part of the map that shows ``group`` nearer than at ``zoom``."""
    return str(look_closer(group, zoom, DRAWN_WIDTH))


def write_box(search: BusinessFilter, box: str) -> str:
    """Return the address of the map of ``search`` with ``box`` in view."""
    return "?" + search.write_query(drop=("bbox",), add={"bbox": box})


def shorten_count(count: int) -> str:
    """Return a number in few characters: 840, 12k."""
    if count < 1000:
        return str(count)
    return f"{count // 100 / 10}k" if count < 10_000 else f"{count // 1000}k"


def list_points(search: BusinessFilter, zoom: int) -> list[dict[str, Any]]:
    """Return the groups at ``zoom`` as the script of the map reads them."""
    return [
        {
            "lat": place.group.latitude,
            "lng": place.group.longitude,
            "count": place.group.count,
            "short": shorten_count(place.group.count),
            "text": place.text,
            "url": place.url,
            "is_whole": place.group.is_whole,
        }
        for place in list_places(search, zoom)
    ]


def write_outlines() -> dict[str, Any]:
    """Return the land and the official areas of the clusters as GeoJSON. One query."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "name": outline.name,
                    "cluster": find_colour(outline.cluster) if outline.cluster else None,
                },
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [
                        [[[longitude, latitude] for latitude, longitude in ring]]
                        for ring in trace_path(outline.path)
                    ],
                },
            }
            for outline in load_outlines()
        ],
    }
