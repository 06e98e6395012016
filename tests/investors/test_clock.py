import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from investors import clock

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(
    datetime.datetime(2024, 1, 1), datetime.datetime(2031, 1, 1), timezones=st.just(datetime.UTC)
)


def london(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-23", True),  # a Monday
        ("2026-11-28", False),  # Saturday
        ("2026-11-29", False),  # Sunday
        ("2026-12-25", False),  # Christmas Day
        ("2026-12-28", False),  # Boxing Day, moved from a Saturday
        ("2026-04-06", False),  # Easter Monday, a holiday in England and not in Scotland
        ("2026-08-31", False),  # summer bank holiday of England
        ("2026-08-03", True),  # summer bank holiday of Scotland
        ("2026-01-02", True),  # 2 January, a holiday in Scotland only
    ],
)
def test_working_days_are_those_of_england(day, expected):
    assert clock.is_working_day(datetime.date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        ("2026-11-23T10:15", 2, "2026-11-25T10:15"),  # Monday to Wednesday
        ("2026-11-26T16:40", 2, "2026-11-30T16:40"),  # over a weekend
        ("2026-11-27T20:05", 1, "2026-11-30T20:05"),  # an evening is still that working day
        ("2026-11-28T11:00", 2, "2026-12-02T09:00"),  # Saturday counts from Monday at nine
        ("2026-11-30T03:00", 2, "2026-12-02T09:00"),  # before nine counts from nine
        ("2026-12-24T12:00", 2, "2026-12-30T12:00"),  # over Christmas, Boxing Day moved to Monday
        ("2026-12-25T12:00", 0, "2026-12-29T09:00"),  # on a holiday the clock starts after it
        ("2026-04-02T09:00", 1, "2026-04-07T09:00"),  # over Easter
    ],
)
def test_working_days_end_at_the_same_clock_time(moment, days, expected):
    assert clock.add_working_days(london(moment), days) == london(expected)


@pytest.mark.parametrize(
    ("moment", "expected_utc"),
    [
        ("2026-03-27T14:00", "2026-03-30T13:00+00:00"),  # summer time begins on the 29th
        ("2026-10-23T14:00", "2026-10-26T14:00+00:00"),  # and ends on 25 October
    ],
)
def test_working_days_keep_the_wall_clock_when_summer_time_changes(moment, expected_utc):
    due = clock.add_working_days(london(moment), 1)

    assert due == datetime.datetime.fromisoformat(expected_utc)
    assert due.hour == 14


def test_clock_reads_a_moment_of_another_zone_in_london():
    # Half past nine on Monday evening in Tokyo is Monday noon in London.
    tokyo = datetime.datetime(2026, 11, 23, 21, 30, tzinfo=ZoneInfo("Asia/Tokyo"))

    assert clock.add_working_days(tokyo, 1) == london("2026-11-24T12:30")


def test_deadlines_are_one_two_and_five_working_days():
    monday = london("2026-11-23T10:00")

    assert clock.compute_nudge(monday) == london("2026-11-24T10:00")
    assert clock.compute_accept_due(monday) == london("2026-11-25T10:00")
    assert clock.compute_reply_due(monday) == london("2026-11-30T10:00")


@given(MOMENTS, st.integers(0, 10))
def test_deadline_falls_on_a_working_day_and_never_before_the_clock_starts(moment, days):
    due = clock.add_working_days(moment, days)

    assert clock.is_working_day(due.date())
    assert due >= clock.start_clock(moment) >= moment


@given(MOMENTS, MOMENTS, st.integers(0, 5))
def test_who_comes_later_is_never_due_earlier(one, other, days):
    first, second = sorted([one, other])

    assert clock.add_working_days(first, days) <= clock.add_working_days(second, days)


@given(moment=MOMENTS, began=MOMENTS, days=st.integers(1, 12))
def test_working_days_taken_away_are_those_that_have_passed(moment, began, days):
    latest = clock.subtract_working_days(moment, days)

    for earlier in (began, latest):
        assert (clock.add_working_days(earlier, days) <= moment) == (earlier <= latest)
    assert clock.add_working_days(latest + datetime.timedelta(microseconds=1), days) > moment
