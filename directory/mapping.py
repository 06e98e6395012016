"""The map's projection: one fixed drawing in which every outline and point of the North lies."""

import re
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


def unproject(x: float, y: float) -> tuple[float, float]:
    """Return the WGS84 position (latitude, longitude) that ``project`` draws at x, y."""
    longitude = WEST + x / (cos(radians(STANDARD_PARALLEL)) * UNITS_PER_DEGREE)
    return round(NORTH - y / UNITS_PER_DEGREE, 4), round(longitude, 4)


STEP = re.compile(r"([Mmlz])([^Mmlz]*)")
NUMBER = re.compile(r"-?[0-9.]+")


def trace_path(path: str) -> list[list[tuple[float, float]]]:
    """Return the rings of an outline's path, each as positions (latitude, longitude), closed.

    The paths of ``reference/outlines.csv`` have absolute or relative moves, relative lines and closings.
    """
    rings: list[list[tuple[float, float]]] = []
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for command, text in STEP.findall(path):
        numbers = [float(each) for each in NUMBER.findall(text)]
        if command in "Mm":
            points = []
            x, y = (0.0, 0.0) if command == "M" else (x, y)
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x, y))
        if command == "z":
            x, y = points[0]
            rings.append([unproject(*point) for point in [*points, points[0]]])
    return rings
