"""What a project needs before it moves on."""

import dataclasses

import pytest

from investors.models.choices import ProjectStage
from investors.project_gates import Place, ProjectFacts, find_missing

COMPLETE = ProjectFacts(
    status="ongoing",
    has_manager=True,
    fdi_type="new_site",
    activities=1,
    sectors=1,
    clusters=1,
    has_land_date=True,
    expected_jobs=10,
    has_evidence=True,
    spend=500,
    is_win_verified=True,
)


@pytest.mark.parametrize("to", list(ProjectStage))
def test_complete_project_lacks_nothing(to):
    assert find_missing(COMPLETE, to) == []


@pytest.mark.parametrize(
    ("lack", "to", "place", "word"),
    [
        ({"has_manager": False}, "assign_pm", Place.MANAGER, "project manager"),
        ({"fdi_type": ""}, "active", Place.FACTS, "kind of investment"),
        ({"activities": 0}, "active", Place.FACTS, "will do here"),
        ({"sectors": 0}, "active", Place.FACTS, "sector"),
        ({"clusters": 0}, "active", Place.FACTS, "cluster"),
        ({"has_land_date": False}, "active", Place.FACTS, "land"),
        ({"expected_jobs": 0}, "verify_win", Place.JOBS, "jobs"),
        ({"has_evidence": False}, "verify_win", Place.JOBS, "evidence"),
        ({"spend": None}, "verify_win", Place.FACTS, "spend"),
        ({"spend": None, "spend_band": "not_known"}, "verify_win", Place.FACTS, "spend"),
        ({"is_win_verified": False}, "won", Place.WIN, "second person"),
        ({"status": "dormant"}, "active", Place.STATUS, "ongoing"),
        ({"status": "lost"}, "active", Place.STATUS, "ongoing"),
    ],
)
def test_gate_says_what_is_missing_and_where_it_goes(lack, to, place, word):
    [missing] = find_missing(dataclasses.replace(COMPLETE, **lack), to)

    assert missing.place == place
    assert word in str(missing.sentence)


@pytest.mark.parametrize("changes", [{"spend": None, "spend_band": "1m-2m"}, {"spend": 0}])
def test_spend_is_a_sum_or_a_band(changes):
    assert find_missing(dataclasses.replace(COMPLETE, **changes), "verify_win") == []


def test_later_gate_asks_again_for_what_was_taken_away():
    facts = dataclasses.replace(COMPLETE, has_manager=False, sectors=0)

    assert [missing.place for missing in find_missing(facts, "won")] == [Place.MANAGER, Place.FACTS]


def test_earlier_gate_does_not_ask_for_what_comes_later():
    facts = ProjectFacts(status="delayed", has_manager=True)

    assert find_missing(facts, "assign_pm") == []
