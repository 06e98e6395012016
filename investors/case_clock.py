"""The clock of a case that somebody has: which step comes next and when, decided purely.

In progress an answer is owed to the investor: one reminder a working day before the promise, then the
senior lead, then UKTI. Once it is given, the owner of a case that stays quiet is asked about it. Awaiting
the investor: one question, then the close. In nurture: the return. Steps that beat missed are not skipped,
and none follows on the heels of the last.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from investors.clock import DAY_STARTS, LONDON, NUDGE_DAYS_LEFT, add_working_days, compute_reply_due
from investors.models.choices import ClockStep

PATIENCE_DAYS = 2  # working days from telling the senior lead to telling UKTI


@dataclass(frozen=True)
class Clock:
    """The next step and its time; neither where nothing is to come."""

    step: str = ""
    at: datetime.datetime | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The clock as an enquiry stores it."""
        return {"clock_step": self.step, "clock_at": self.at}


STOPPED = Clock()


def plan_reply(
    *, received_at: datetime.datetime, reply_due_at: datetime.datetime, now: datetime.datetime
) -> Clock:
    """Return the reminder of the reply due at ``reply_due_at``, to who has the case since ``now``.

    Who took it up late still has a working day before the reminder: nobody is nagged about what came today.
    """
    on_time = add_working_days(received_at, settings.REPLY_DAYS - NUDGE_DAYS_LEFT)
    on_time = min(on_time, reply_due_at)
    return Clock(ClockStep.REMIND_REPLY, max(on_time, add_working_days(now, 1)))


def plan_escalation(*, reply_due_at: datetime.datetime, now: datetime.datetime) -> Clock:
    """Return the step after the reminder, which went out ``now``."""
    return Clock(ClockStep.ESCALATE_REPLY, max(reply_due_at, add_working_days(now, 1)))


def plan_telling_ukti(now: datetime.datetime) -> Clock:
    """Return the step after the senior lead was told ``now``."""
    return Clock(ClockStep.TELL_UKTI, add_working_days(now, PATIENCE_DAYS))


def plan_question(now: datetime.datetime) -> Clock:
    """Return when an investor, whose answer is awaited since ``now``, is asked once more."""
    return Clock(ClockStep.ASK_INVESTOR, add_working_days(now, settings.INVESTOR_ASK_DAYS))


def plan_close(now: datetime.datetime) -> Clock:
    """Return when an enquiry is closed whose investor was asked once more ``now``."""
    left = max(1, settings.INVESTOR_CLOSE_DAYS - settings.INVESTOR_ASK_DAYS)
    return Clock(ClockStep.CLOSE_SILENT, add_working_days(now, left))


def plan_return(day: datetime.date) -> Clock:
    """Return the return of what was put off until ``day``, in the morning in London."""
    return Clock(ClockStep.RETURN, datetime.datetime.combine(day, DAY_STARTS, LONDON))


def plan_check(now: datetime.datetime) -> Clock:
    """Return when the owner of a case that was answered ``now`` is asked what came of it, if nothing did."""
    return Clock(ClockStep.CHECK_QUIET, add_working_days(now, settings.QUIET_DAYS))


def promise_reply(now: datetime.datetime) -> dict[str, Any]:
    """Return the changes of an enquiry whose investor waits for an answer since ``now``."""
    return {"reply_due_at": compute_reply_due(now), "replied_at": None}


def owe_reply(now: datetime.datetime) -> dict[str, Any]:
    """Return the changes, clock included, of an enquiry in progress whose investor waits since ``now``."""
    promise = promise_reply(now)
    return promise | plan_reply(received_at=now, reply_due_at=promise["reply_due_at"], now=now).fields
