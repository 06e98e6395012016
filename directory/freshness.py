"""How old the facts of a profile may grow, and what is done when: decided purely, from times alone.

Facts count from their last confirmation, or from the listing where there was none. A team is asked when they
are ``CONFIRM_AFTER_MONTHS`` old, reminded, told when the profile sinks, given two notices, and then the
profile is archived. A mail that comes late puts off what follows it, so no round has two mails in a month.
"""

import calendar
import datetime
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.freshness import NOTICE_GAP

# The order of search results goes by the same number (technorth_position, SQL): change both or none.
SINK_AFTER_MONTHS = 9
FIRST_NOTICE_MONTHS, LAST_NOTICE_MONTHS = 2, 1  # before the end


class Step(models.TextChoices):
    """What the sweep does about facts that nobody confirmed."""

    ASK = "ask", _("Asked to confirm its facts")
    REMIND = "remind", _("Reminded")
    SINK = "sink", _("Told that the profile comes after confirmed ones")
    FIRST_NOTICE = "first_notice", _("First notice that the profile will be taken down")
    LAST_NOTICE = "last_notice", _("Last notice that the profile will be taken down")
    ARCHIVE = "archive", _("Taken down")


@dataclass(frozen=True)
class Round:
    """How far asking has come: the facts are unconfirmed ``since``, and the rest is what was sent so far."""

    since: datetime.datetime
    mailed_at: datetime.datetime | None = None
    first_notice_at: datetime.datetime | None = None
    last_notice_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Next:
    """The step that comes next, and when."""

    step: Step
    due_at: datetime.datetime


def find_next(asked: Round, *, now: datetime.datetime) -> Next:
    """Return the step that comes next: the latest of those due at ``now``, or else the first to come.

    A sweep that comes late so leaves reminders out, but neither of the two notices.
    """
    since, end = asked.since, settings.ARCHIVE_AFTER_MONTHS
    if asked.mailed_at is None:
        return Next(Step.ASK, add_months(since, settings.CONFIRM_AFTER_MONTHS))
    if asked.last_notice_at:
        return Next(Step.ARCHIVE, max(add_months(since, end), asked.last_notice_at + NOTICE_GAP))
    soonest = add_months(asked.mailed_at, 1)
    if asked.first_notice_at:
        return Next(Step.LAST_NOTICE, max(add_months(since, end - LAST_NOTICE_MONTHS), soonest))
    steps = [
        Next(step, max(moment, soonest))
        for step, moment in _list_moments(since)
        if moment > asked.mailed_at or step == Step.FIRST_NOTICE
    ]
    due = [each for each in steps if each.due_at <= now]
    return due[-1] if due else steps[0]


def advance(asked: Round, step: Step, *, now: datetime.datetime) -> Round:
    """Return ``asked`` as it is once the mail of ``step`` has gone out."""
    if step == Step.FIRST_NOTICE:
        return replace(asked, mailed_at=now, first_notice_at=now)
    if step == Step.LAST_NOTICE:
        return replace(asked, mailed_at=now, last_notice_at=now)
    return replace(asked, mailed_at=now)


def foresee_end(asked: Round, *, now: datetime.datetime) -> datetime.datetime:
    """Return when the profile is taken down at the earliest if nobody answers."""
    while True:
        following = find_next(asked, now=now)
        if following.step == Step.ARCHIVE:
            return following.due_at
        now = max(now, following.due_at)
        asked = advance(asked, following.step, now=now)


def _list_moments(since: datetime.datetime) -> list[tuple[Step, datetime.datetime]]:
    """Return the steps between the first mail and the notices, in order, at their full times."""
    again, notice = settings.CONFIRM_AFTER_MONTHS, settings.ARCHIVE_AFTER_MONTHS - FIRST_NOTICE_MONTHS
    months = dict.fromkeys([again + 1, *range(2 * again, notice, again)], Step.REMIND)
    months |= {SINK_AFTER_MONTHS: Step.SINK, notice: Step.FIRST_NOTICE}
    return [(step, add_months(since, count)) for count, step in sorted(months.items()) if count <= notice]


def is_to_confirm(since: datetime.datetime, *, now: datetime.datetime) -> bool:
    """Say whether facts unconfirmed ``since`` are old enough to ask for."""
    return add_months(since, settings.CONFIRM_AFTER_MONTHS) <= now


def has_sunk(since: datetime.datetime, *, now: datetime.datetime) -> bool:
    """Say whether a profile unconfirmed ``since`` comes after others, and says so."""
    return add_months(since, SINK_AFTER_MONTHS) <= now


def add_months(moment: datetime.datetime, count: int) -> datetime.datetime:
    """Return ``moment`` so many months on, or back; on the last of a month that has no such day."""
    month = moment.year * 12 + moment.month - 1 + count
    year, month = month // 12, month % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)
