"""The clock that every enquiry runs on: working days of England, in London's time."""

import datetime
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
DAY_STARTS = datetime.time(9)
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")

# design.md section 5; five days is what UKTI itself promises.
ACCEPT_DAYS = 2
NUDGE_DAYS_LEFT = 1
REPLY_DAYS = 5


def is_working_day(day: datetime.date) -> bool:
    """Whether ``day`` is neither a weekend nor a bank holiday of England."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def start_clock(moment: datetime.datetime) -> datetime.datetime:
    """Return when work on something received at ``moment`` starts, in London's time.

    On a working day from nine o'clock that is at once, also in the evening; before nine it
    is nine; on any other day it is nine on the next working day. ``moment`` must be aware.
    """
    local = moment.astimezone(LONDON)
    day = local.date()
    if is_working_day(day) and local.time() >= DAY_STARTS:
        return local
    while not is_working_day(day):
        day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, DAY_STARTS, LONDON)


def add_working_days(moment: datetime.datetime, days: int) -> datetime.datetime:
    """Return the same clock time ``days`` working days after the clock starts for ``moment``.

    ``moment`` must be aware; the result is in London's time, and keeps the hour of the wall
    clock when summer time begins or ends between.
    """
    start = start_clock(moment)
    day = start.date()
    for _ in range(days):
        day += datetime.timedelta(days=1)
        while not is_working_day(day):
            day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, start.time(), LONDON)


def compute_accept_due(offered_at: datetime.datetime) -> datetime.datetime:
    """Return when a referral offered at ``offered_at`` lapses without an answer."""
    return add_working_days(offered_at, ACCEPT_DAYS)


def compute_nudge(offered_at: datetime.datetime) -> datetime.datetime:
    """Return when the contact is reminded of a referral offered at ``offered_at``."""
    return add_working_days(offered_at, ACCEPT_DAYS - NUDGE_DAYS_LEFT)


def compute_reply_due(received_at: datetime.datetime) -> datetime.datetime:
    """Return by when the investor was promised a substantive reply."""
    return add_working_days(received_at, REPLY_DAYS)
