from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.map_groups import (
    APART,
    Box,
    Spot,
    choose_zoom,
    clamp_zoom,
    find_pixel,
    group_spots,
    look_closer,
    read_box,
)

SPOTS = [
    Spot("LS1", "Leeds", 53.798, -1.551),
    Spot("LS2", "Leeds", 53.801, -1.548),
    Spot("BD1", "Bradford", 53.795, -1.753),
    Spot("NE1", "Newcastle", 54.973, -1.614),
]
COUNTS = {"LS1": 30, "LS2": 10, "BD1": 5, "NE1": 8}


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("-2,53,-1,54", Box(-2, 53, -1, 54)),
        (" -2.5, 53 ,-1,54.25", Box(-2.5, 53, -1, 54.25)),
        ("", None),
        ("1,2,3", None),
        ("-1,53,-2,54", None),
        ("-2,54,-1,53", None),
        ("-2,53,-1,nan", None),
        ("-2,53,-1,inf", None),
        ("-200,53,-1,54", None),
        ("a,b,c,d", None),
        ("-2,53,-1,54,5", None),
    ],
)
def test_box_is_read_from_its_edges(text: str, box: Box | None):
    assert read_box(text) == box


def test_box_is_written_as_it_is_read():
    box = Box(-2.5, 53, -1.25, 54)

    assert read_box(str(box)) == box


@pytest.mark.parametrize(
    ("zoom", "expected"),
    [
        (6, [("BD1", "LS1", "LS2"), ("NE1",)]),
        (9, [("LS1", "LS2"), ("NE1",), ("BD1",)]),
        (13, [("LS1", "LS2"), ("NE1",), ("BD1",)]),
        (14, [("LS1",), ("LS2",), ("NE1",), ("BD1",)]),
    ],
)
def test_spots_are_grouped_by_what_is_near_on_the_screen(zoom: int, expected: list):
    assert [group.codes for group in group_spots(SPOTS, COUNTS, zoom)] == expected


def test_group_stands_where_most_are_and_is_named_for_most():
    group = group_spots(SPOTS, COUNTS, 6)[0]

    assert (group.count, group.town, group.latitude, group.longitude) == (45, "Leeds", 53.798, -1.551)


@pytest.mark.parametrize(
    ("zoom", "expected"), [(6, [False, True]), (13, [False, True, True]), (14, [True] * 4)]
)
def test_group_is_whole_where_looking_closer_would_not_part_it(zoom: int, expected: list[bool]):
    assert [group.is_whole for group in group_spots(SPOTS, COUNTS, zoom)] == expected


def test_spots_without_businesses_are_left_out():
    assert group_spots(SPOTS, {"LS1": 0, "LS2": 1}, 12)[0].codes == ("LS2",)
    assert group_spots(SPOTS, {}, 12) == []


@given(
    st.lists(st.tuples(st.floats(53, 55.8), st.floats(-3.6, 0.1), st.integers(0, 50)), max_size=40),
    st.integers(5, 14),
)
def test_groups_hold_each_business_once_and_stand_apart(points: list[tuple[float, float, int]], zoom: int):
    spots = [Spot(f"X{n}", "Town", lat, lon) for n, (lat, lon, _) in enumerate(points)]
    counts = {f"X{n}": count for n, (_, _, count) in enumerate(points)}

    groups = group_spots(spots, counts, zoom)

    places = [find_pixel(group.latitude, group.longitude, zoom) for group in groups]
    assert all(dist(one, other) >= APART for one, other in combinations(places, 2))
    assert sum(group.count for group in groups) == sum(counts.values())
    assert sorted(code for group in groups for code in group.codes) == sorted(c for c in counts if counts[c])


def test_zoom_fits_the_box_into_the_width():
    assert choose_zoom(Box(-3.7, 52.8, 0.2, 55.8), 640) == 7
    assert choose_zoom(Box(-1.6, 53.7, -1.5, 53.8), 640) == 13
    assert [clamp_zoom(each) for each in (0, 8, 99)] == [5, 8, 14]


@pytest.mark.parametrize("zoom", [5, 9, 13])
def test_closer_look_is_closer(zoom: int):
    group = group_spots(SPOTS, COUNTS, zoom)[0]

    box = look_closer(group, zoom, 640)

    assert choose_zoom(box, 641) == min(zoom + 2, 14)
    assert box.south < group.latitude < box.north


def test_larger_part_is_twice_as_large():
    assert Box(-2, 53, -1, 54).zoom_out() == Box(-2.5, 52.5, -0.5, 54.5)
