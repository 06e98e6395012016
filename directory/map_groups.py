"""Businesses on a map, put together: one point for all in a square of the screen, at any number of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import asinh, cos, floor, log2, pi, radians, tan
from typing import NamedTuple

TILE = 256  # pixels that the whole world is wide at zoom 0, as on every web map
APART = 48  # pixels between two points, so that neither covers the other
STEP = 2  # zooms that one goes closer at once
LEAST_ZOOM, MOST_ZOOM = 5, 14
DECIMALS = 4  # of a degree: ten metres


@dataclass(frozen=True)
class Box:
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def zoom_out(self) -> "Box":
        """Return a box twice as wide and high around the same middle."""
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        width, height = self.east - self.west, self.north - self.south
        return Box(x - width, y - height, x + width, y + height)

    def __str__(self) -> str:
        return ",".join(f"{each:.{DECIMALS}f}" for each in (self.west, self.south, self.east, self.north))


class Spot(NamedTuple):
    """An outcode as the map knows it."""

    code: str
    town: str
    latitude: float
    longitude: float
    cluster: str = ""


@dataclass(frozen=True)
class Group:
    """The businesses of some outcodes that are near each other on the screen, as one point.

    It stands where most of them are, in ``cluster``. ``is_whole``: looking closer would not part it.
    """

    latitude: float
    longitude: float
    count: int
    town: str
    codes: tuple[str, ...]
    cluster: str
    is_whole: bool


def read_box(text: str) -> Box | None:
    """Return the box that ``text`` gives as west,south,east,north in degrees; None if it is none."""
    try:
        west, south, east, north = (float(each) for each in text.split(","))
    except ValueError:
        return None
    is_box = -180 <= west < east <= 180 and -85 <= south < north <= 85
    return Box(west, south, east, north) if is_box else None


def choose_zoom(box: Box, width: int) -> int:
    """Return the zoom at which ``box`` fills ``width`` pixels."""
    return clamp_zoom(floor(log2(width / TILE * 360 / (box.east - box.west))))


def clamp_zoom(zoom: int) -> int:
    """Return the nearest zoom that the map has."""
    return max(LEAST_ZOOM, min(MOST_ZOOM, zoom))


def group_spots(spots: Iterable[Spot], counts: Mapping[str, int], zoom: int) -> list[Group]:
    """Return the groups at ``zoom`` of the spots that have businesses, the largest first.

    The spot with most businesses draws those around it, then the next that is left, and so on. So no two
    groups are nearer than ``APART``.
    """
    members: dict[tuple[float, float], list[Spot]] = {}
    around: dict[tuple[int, int], list[tuple[float, float]]] = {}  # by square, the middles in and beside it
    busy = [spot for spot in spots if counts.get(spot.code)]
    for spot in sorted(busy, key=lambda spot: (-counts[spot.code], spot.code)):
        place = find_pixel(spot.latitude, spot.longitude, zoom)
        column, row = floor(place[0] / APART), floor(place[1] / APART)
        middle = find_middle(place, around.get((column, row), ()))
        if middle is None:
            for square in product((column - 1, column, column + 1), (row - 1, row, row + 1)):
                around.setdefault(square, []).append(place)
            members[place] = [spot]
        else:
            members[middle].append(spot)
    groups = [join_spots(each, counts, zoom) for each in members.values()]
    return sorted(groups, key=lambda group: (-group.count, group.codes))


@lru_cache(maxsize=10_000)
def find_pixel(latitude: float, longitude: float, zoom: int) -> tuple[float, float]:
    """Return where a position is on the screen, by the projection of web maps."""
    size = TILE * 2**zoom
    return (longitude + 180) / 360 * size, (1 - asinh(tan(radians(latitude))) / pi) / 2 * size


def find_middle(
    place: tuple[float, float], middles: Iterable[tuple[float, float]]
) -> tuple[float, float] | None:
    """Return the nearest of ``middles``, which are of groups, if it is too near to ``place`` for another.

    A map asks it for each outcode of the North, so it compares squares and builds nothing.
    """
    x, y = place
    nearest: tuple[float, float] | None = None
    least: float = APART**2
    for middle in middles:
        square = (middle[0] - x) ** 2 + (middle[1] - y) ** 2
        if square < least:
            nearest, least = middle, square
    return nearest


def join_spots(spots: list[Spot], counts: Mapping[str, int], zoom: int) -> Group:
    """Return the group of ``spots``, of which the first has most businesses; named for the town with most."""
    towns: dict[str, int] = defaultdict(int)
    for spot in spots:
        towns[spot.town] += counts[spot.code]
    return Group(
        latitude=spots[0].latitude,
        longitude=spots[0].longitude,
        count=sum(towns.values()),
        town=min(towns, key=lambda town: (-towns[town], town)),
        codes=tuple(sorted(spot.code for spot in spots)),
        cluster=spots[0].cluster,
        is_whole=len(spots) == 1 or zoom >= MOST_ZOOM,
    )


def look_closer(group: Group, zoom: int, width: int) -> Box:
    """Return the box around ``group`` that is ``width`` pixels wide, and as high, some zooms closer."""
    half = width / (TILE * 2 ** min(zoom + STEP, MOST_ZOOM)) * 360 / 2
    high = half * cos(radians(group.latitude))
    x, y = group.longitude, group.latitude
    return Box(x - half, y - high, x + half, y + high)
