"""The map's projection: one fixed drawing in which every outline and point of the North lies."""

from math import cos, radians

# Equirectangular: north-south distances are true, east-west ones are true at the standard parallel,
# which runs through the middle of the North, so shapes are within 2 per cent of true everywhere on it.
WEST = -3.70
NORTH = 55.85
STANDARD_PARALLEL = 54.35
UNITS_PER_DEGREE = 330
WIDTH = 750
HEIGHT = 1000
VIEW_BOX = f"0 0 {WIDTH} {HEIGHT}"


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the (x, y) of a WGS84 position in units of ``VIEW_BOX``, to one decimal, y downwards.

    One unit is about 340 metres. The outlines of ``reference/outlines.csv`` are drawn by the same
    rule, so a point falls where it should. Nothing is clipped: a place outside the North gets
    coordinates outside the box.
    """
    x = (longitude - WEST) * cos(radians(STANDARD_PARALLEL)) * UNITS_PER_DEGREE
    y = (NORTH - latitude) * UNITS_PER_DEGREE
    return round(x, 1), round(y, 1)
