"""What is done about facts that grow old, and when: decided from times alone."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.freshness import (
    Round,
    Step,
    add_months,
    advance,
    find_next,
    foresee_end,
    has_sunk,
    is_to_confirm,
)
from directory.models.freshness import NOTICE_GAP

SINCE = datetime.datetime(2026, 1, 31, 9, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


def run_round(
    since: datetime.datetime, moments: list[datetime.datetime]
) -> list[tuple[Step, datetime.datetime]]:
    """Return the steps that sweeps at ``moments`` take, each with its time."""
    asked, taken = Round(since), []
    for now in moments:
        following = find_next(asked, now=now)
        if following.due_at > now:
            continue
        taken.append((following.step, now))
        if following.step == Step.ARCHIVE:
            break
        asked = advance(asked, following.step, now=now)
    return taken


def count_days(since: datetime.datetime, count: int) -> list[datetime.datetime]:
    return [since + datetime.timedelta(days=day) for day in range(count)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, (2026, 2, 28)),
        (12, (2027, 1, 31)),
        (25, (2028, 2, 29)),
        (-1, (2025, 12, 31)),
        (-2, (2025, 11, 30)),
        (0, (2026, 1, 31)),
    ],
)
def test_months_end_on_the_last_day_there_is(count, expected) -> None:
    moment = add_months(SINCE, count)

    assert (moment.year, moment.month, moment.day, moment.hour) == (*expected, 9)


def test_facts_are_to_be_confirmed_after_six_months_and_sink_after_nine() -> None:
    six, nine = add_months(SINCE, 6), add_months(SINCE, 9)

    assert [is_to_confirm(SINCE, now=now) for now in (six - SECOND, six)] == [False, True]
    assert [has_sunk(SINCE, now=now) for now in (nine - SECOND, nine)] == [False, True]


def test_round_nobody_answers_takes_each_step_once() -> None:
    taken = run_round(SINCE, count_days(SINCE, 600))

    months = [(step, (now.year - 2026) * 12 + now.month - 1) for step, now in taken]
    assert months == [
        ("ask", 6),
        ("remind", 7),
        ("sink", 9),
        ("remind", 12),
        ("first_notice", 16),
        ("last_notice", 17),
        ("archive", 18),
    ]


def test_first_mail_is_a_question_however_late_it_comes() -> None:
    late = count_days(add_months(SINCE, 40), 200)

    taken = run_round(SINCE, late)

    assert [step for step, _ in taken] == ["ask", "first_notice", "last_notice", "archive"]


@pytest.mark.parametrize(("ask", "end"), [(1, 12), (8, 12), (6, 60), (3, 18)])
def test_thresholds_move_the_steps(settings, ask, end) -> None:
    settings.CONFIRM_AFTER_MONTHS, settings.ARCHIVE_AFTER_MONTHS = ask, end

    taken = run_round(SINCE, count_days(SINCE, 31 * (end + 2)))

    steps = [step for step, _ in taken]
    assert (steps[0], steps[-3:]) == ("ask", ["first_notice", "last_notice", "archive"])
    assert steps.count("sink") == 1
    assert taken[0][1] >= add_months(SINCE, ask)
    assert add_months(SINCE, end) <= taken[-1][1] <= add_months(SINCE, end) + datetime.timedelta(days=3)


def test_end_that_is_foreseen_comes_true() -> None:
    taken = run_round(SINCE, count_days(SINCE, 600))
    asked = Round(SINCE)
    for step, now in taken[:-1]:
        asked = advance(asked, step, now=now)
        assert taken[-1][1] - datetime.timedelta(days=3) <= foresee_end(asked, now=now) <= taken[-1][1]


@given(
    since=st.datetimes(
        datetime.datetime(2020, 1, 1), datetime.datetime(2030, 1, 1), timezones=st.just(datetime.UTC)
    ),
    start=st.integers(0, 900),
    gaps=st.lists(st.integers(0, 120 * 24), min_size=40, max_size=80),
)
def test_sweeps_at_any_times_keep_mails_apart_and_warn_twice(since, start, gaps) -> None:
    now, moments = since + datetime.timedelta(days=start), []
    for hours in gaps:
        moments.append(now)
        now += datetime.timedelta(hours=hours)

    taken = run_round(since, moments)

    mails = [(step, at) for step, at in taken if step != Step.ARCHIVE]
    assert all(later >= add_months(at, 1) for (_, at), (_, later) in pairwise(mails))
    steps = [step for step, _ in taken]
    assert not steps or steps[0] == Step.ASK
    assert all(steps.count(step) <= 1 for step in Step if step != Step.REMIND)
    if Step.ARCHIVE in steps:
        times = dict(taken)
        assert times[Step.LAST_NOTICE] - times[Step.FIRST_NOTICE] >= NOTICE_GAP
        assert times[Step.ARCHIVE] - times[Step.LAST_NOTICE] >= NOTICE_GAP
        assert times[Step.ARCHIVE] >= add_months(since, 18)
