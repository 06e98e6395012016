"""The map's projection and the outlines that are drawn by it."""

import re

import pytest

from directory.mapping import HEIGHT, WIDTH, project, trace_path, unproject
from directory.reference_reading import read_reference


@pytest.fixture(scope="module")
def files():
    return read_reference()


def read_rings(path: str) -> list[list[tuple[int, int]]]:
    """Return the corners of each ring of an outline's path, in units of the view box."""
    rings = []
    for ring in re.findall(r"M([^z]+)z", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        corners = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        rings.append(corners)
    return rings


def lies_within(point: tuple[float, float], rings: list[list[tuple[int, int]]]) -> bool:
    """Tell whether a ray from the point crosses the rings an odd number of times."""
    x, y = point
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def test_project_puts_north_west_corner_at_origin():
    assert project(55.85, -3.70) == (0.0, 0.0)


def test_project_keeps_shapes():
    x0, y0 = project(54.35, -2.0)
    east, _y = project(54.35, -1.0)
    _x, south = project(53.35, -2.0)

    # A degree of longitude at 54.35° is 64.9 km, one of latitude 111.3 km.
    assert (east - x0) / (south - y0) == pytest.approx(64.9 / 111.3, rel=0.005)


def test_view_box_holds_every_place(files):
    rows = [*files.rows("outcodes.csv"), *files.rows("places.csv"), *files.rows("areas.csv")]

    points = [project(row["latitude"], row["longitude"]) for row in rows]

    assert [point for point in points if not (0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT)] == []


def test_outline_holds_its_cluster_centre(files):
    outlines = {row["slug"]: read_rings(row["path"]) for row in files.rows("outlines.csv")}
    parents = {row["parent_id"] for row in files.rows("clusters.csv")}
    centres = {
        row["slug"]: project(row["latitude"], row["longitude"])
        for row in files.rows("clusters.csv")
        if row["slug"] not in parents
    }

    found = {slug: lies_within(centre, outlines[slug]) for slug, centre in centres.items()}

    assert found == dict.fromkeys(
        ["manchester", "leeds", "sheffield", "liverpool", "newcastle", "sunderland", "tees-valley"], True
    )


def test_outline_of_the_north_holds_its_outcodes(files):
    rings = next(read_rings(row["path"]) for row in files.rows("outlines.csv") if row["slug"] == "the-north")
    rows = [row for row in files.rows("outcodes.csv") if row["basis"] == "core"]

    inside = sum(lies_within(project(row["latitude"], row["longitude"]), rings) for row in rows)

    # Simplified coasts cut off a pier or two.
    assert inside / len(rows) > 0.98


def test_outlines_are_small_enough_for_a_page(files):
    assert sum(len(row["path"]) for row in files.rows("outlines.csv")) < 60_000


@pytest.mark.parametrize("position", [(53.798, -1.551), (55.85, -3.7), (54.973, -1.614)])
def test_unproject_gives_the_position_back(position):
    assert unproject(*project(*position)) == pytest.approx(position, abs=0.001)


def test_traced_outlines_are_the_corners_that_are_drawn(files):
    for outline in files.rows("outlines.csv"):
        traced = [[project(*corner) for corner in ring] for ring in trace_path(outline["path"])]
        drawn = [[*ring, ring[0]] for ring in read_rings(outline["path"])]
        for ring, corners in zip(traced, drawn, strict=True):
            assert [(round(x), round(y)) for x, y in ring] == corners


def test_relative_moves_are_traced_from_where_the_last_ring_began():
    first, second = trace_path("M10 10l5 0 0 5zm20 0l5 0 0 5z")

    assert [project(*corner) for corner in (first[0], second[0])] == [
        pytest.approx((10, 10), abs=0.1),
        pytest.approx((30, 10), abs=0.1),
    ]
