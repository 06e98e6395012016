"""The clock that every enquiry runs on: working days of England, in London's time."""

import datetime
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

LONDON = ZoneInfo("Europe/London")
DAY_STARTS = datetime.time(9)
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")
NUDGE_DAYS_LEFT = 1  # working days before the end of a clock at which its one reminder goes out


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


def subtract_working_days(moment: datetime.datetime, days: int) -> datetime.datetime:
    """Return the latest of the moments from which ``days`` working days have passed by ``moment``.

    What ``add_working_days`` gives for it is not after ``moment``, and for all later ones it is. ``moment``
    must be aware; ``days`` at least 1.
    """
    local = moment.astimezone(LONDON)
    day, time = local.date(), local.time()
    if not is_working_day(day) or time < DAY_STARTS:
        day, time = _find_working_day_before(day), datetime.time.max
    for _ in range(days):
        day = _find_working_day_before(day)
    return datetime.datetime.combine(day, time, LONDON)


def _find_working_day_before(day: datetime.date) -> datetime.date:
    day -= datetime.timedelta(days=1)
    while not is_working_day(day):
        day -= datetime.timedelta(days=1)
    return day


def compute_accept_due(offered_at: datetime.datetime) -> datetime.datetime:
    """Return when a referral offered at ``offered_at`` lapses without an answer."""
    return add_working_days(offered_at, settings.ACCEPT_DAYS)


def compute_nudge(offered_at: datetime.datetime) -> datetime.datetime:
    """Return when the contact is reminded of a referral offered at ``offered_at``."""
    return add_working_days(offered_at, settings.ACCEPT_DAYS - NUDGE_DAYS_LEFT)


def compute_reply_due(received_at: datetime.datetime) -> datetime.datetime:
    """Return by when the investor was promised a substantive reply."""
    return add_working_days(received_at, settings.REPLY_DAYS)
