"""The sentence on what a cluster lacks: its rule, case by case. No database."""

import pytest

from insights.missing import ENOUGH, compare_with_north, say_missing, say_unknown
from insights.models import ClusterCount

NORTH = ClusterCount(businesses=1000, anchors=200, spin_offs=100, needing=100, needs_met=50)


def make_count(**fields: int) -> ClusterCount:
    """Return a cluster of 100 businesses that has what the North's share would give."""
    usual = {"businesses": 100, "anchors": 20, "spin_offs": 10, "needing": 10, "needs_met": 5}
    return ClusterCount(**usual | fields)


def test_listings_are_missing_before_all_else() -> None:
    sentence = say_missing(make_count(businesses=19, anchors=0), NORTH)

    assert sentence == (
        "Listings come first: only 19 of the 20 businesses that it takes to say more are listed."
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"anchors": 15},
            "Beside the North it lacks anchor investors: 15 of 100 businesses, where the share of the North"
            " would give about 20.",
        ),
        (
            {"anchors": 15, "spin_offs": 2},
            "Beside the North it lacks spin-offs: 2 of 100 businesses, where the share of the North would"
            " give about 10.",
        ),
        (
            {"needs_met": 1},
            "Beside the North it lacks suppliers for what its businesses need: 1 of 10 businesses that state"
            " a need, where the share of the North would give about 5.",
        ),
    ],
)
def test_what_falls_furthest_below_the_share_of_the_north_is_missing(
    fields: dict[str, int], sentence: str
) -> None:
    assert say_missing(make_count(**fields), NORTH) == sentence


def test_nothing_is_missing_from_four_fifths_on() -> None:
    assert say_missing(make_count(anchors=int(20 * ENOUGH)), NORTH) == (
        "Nothing falls far below the share of the North: anchor investors, spin-offs, suppliers for what its"
        " businesses need."
    )


def test_fewer_than_five_expected_are_no_ground_to_judge() -> None:
    here = make_count(businesses=49, anchors=8, spin_offs=0, needing=9, needs_met=0)

    judged = [each.indicator.key for each in compare_with_north(here, NORTH) if each.is_judged]

    assert judged == ["anchors"]
    assert say_missing(here, NORTH) == (
        "Of what could be judged (anchor investors) nothing falls far below the share of the North; too few"
        " businesses say enough to judge the rest (spin-offs, suppliers for what its businesses need)."
    )


def test_information_is_missing_where_nothing_can_be_judged() -> None:
    here = make_count(businesses=20, anchors=0, spin_offs=0, reporting=3, small=12, suppliers=1, needing=2)

    assert say_missing(here, NORTH) == (
        "Information comes first: 2 of 20 listed businesses say what they can supply or need."
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Listings come first: no business is listed yet."),
        (
            {"businesses": 1200, "reporting": 3, "small": 900, "suppliers": 40},
            "Information comes first: 3 of 1,200 listed businesses say how many people they employ.",
        ),
        (
            {"businesses": 20, "reporting": 9, "small": 4, "needing": 12},
            "Information comes first: 4 of 20 listed businesses say their size.",
        ),
    ],
)
def test_of_the_north_the_least_known_is_missing(fields: dict[str, int], sentence: str) -> None:
    assert say_unknown(ClusterCount(**fields)) == sentence


def test_an_empty_north_gives_nothing_to_judge_by() -> None:
    assert [each.is_judged for each in compare_with_north(make_count(), ClusterCount())] == [False] * 3
