"""What whoever has an enquiry does with it: replies, calls, puts it off, completes it.

Each is one transaction that locks the enquiry, and raises StaleEnquiry when it moved since the caller
read it, IllegalMove where its status does not allow the step.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from investors.call_times import find_zones
from investors.case_clock import STOPPED, plan_check, plan_question, plan_return
from investors.models import Enquiry, EnquiryEvent
from investors.models.choices import CloseReason
from investors.notices import tell_investor
from investors.services.casework import complete_referrals
from investors.services.offers import lock_enquiry
from investors.workflow import Actor, IllegalMove, Kind, Status, change_enquiry, move_enquiry, record_event

# Who has a case in one of these can answer the investor. At triage that is who took it.
ANSWERED_IN = (Status.TRIAGE, Status.IN_PROGRESS, Status.AWAITING_INVESTOR)
# What a contact may close an enquiry for; the rest is for UKTI and for the investor to say.
OUTCOMES = (
    CloseReason.SUCCEEDED,
    CloseReason.DECLINED_BY_INVESTOR,
    CloseReason.NOT_APPLICABLE,
    CloseReason.NOT_FDI,
    CloseReason.NON_RESPONSIVE,
)


@transaction.atomic
def write_to_investor(
    *, enquiry: Enquiry, text: str, awaits_answer: bool, by: Actor, now: datetime.datetime
) -> EnquiryEvent:
    """Mail ``text`` to the investor, with their link to answer; the promise of a reply is kept.

    With ``awaits_answer`` it is the investor's turn, and the clock of their answer begins. Returns the event.
    """
    event = _answer(enquiry, Kind.REPLIED, text, awaits_answer, by, now)
    tell_investor(template="reply", enquiry=enquiry, cause=str(event.pk), now=now, text=text, writer=by.name)
    return event


@transaction.atomic
def log_reply(
    *, enquiry: Enquiry, kind: str, text: str, awaits_answer: bool, by: Actor, now: datetime.datetime
) -> EnquiryEvent:
    """Note that the investor was answered elsewhere: ``kind`` is REPLIED or CALLED. Returns the event."""
    return _answer(enquiry, kind, text, awaits_answer, by, now)


@transaction.atomic
def propose_times(
    *, enquiry: Enquiry, times: Sequence[datetime.datetime], text: str, by: Actor, now: datetime.datetime
) -> EnquiryEvent:
    """Offer the investor ``times`` for a call, aware and in the future; their answer is awaited."""
    detail = {"times": [each.isoformat() for each in times]}
    event = _answer(enquiry, Kind.PROPOSED, text, True, by, now, detail)
    tell_investor(
        template="times-proposed",
        enquiry=enquiry,
        cause=str(event.pk),
        now=now,
        text=text,
        times=times,
        zones=find_zones([enquiry, *enquiry.joined.all()]),
        writer=by.name,
    )
    return event


@transaction.atomic
def put_off(
    *, enquiry: Enquiry, until: datetime.date, text: str, by: Actor, now: datetime.datetime
) -> EnquiryEvent:
    """Put the enquiry aside until the day ``until``, when it returns to its owner. The investor is told."""
    lock_enquiry(enquiry)
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.NURTURE,
        kind=Kind.PUT_OFF,
        actor=by,
        now=now,
        text=text,
        detail={"until": until.isoformat()},
        **plan_return(until).fields,
    )
    tell_investor(template="enquiry-put-off", enquiry=enquiry, cause=str(event.pk), now=now, until=until)
    return event


@transaction.atomic
def complete_case(
    *, enquiry: Enquiry, reason: str, text: str, by: Actor, now: datetime.datetime
) -> EnquiryEvent:
    """Close the enquiry with the outcome ``reason`` (of OUTCOMES) because its contact says so."""
    if reason not in OUTCOMES:
        raise ValueError(reason)
    lock_enquiry(enquiry)
    if enquiry.status not in {Status.IN_PROGRESS, Status.AWAITING_INVESTOR, Status.NURTURE}:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is not with a contact")
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.CLOSED,
        kind=Kind.CLOSED,
        actor=by,
        now=now,
        text=text,
        close_reason=reason,
        closed_at=now,
    )
    complete_referrals(enquiry=enquiry, now=now)
    is_silent = reason == CloseReason.NON_RESPONSIVE
    template = "enquiry-unanswered" if is_silent else "enquiry-closed"
    tell_investor(template=template, enquiry=enquiry, cause=str(event.pk), now=now)
    return event


def _answer(
    enquiry: Enquiry,
    kind: str,
    text: str,
    awaits_answer: bool,
    by: Actor,
    now: datetime.datetime,
    detail: dict[str, Any] | None = None,
) -> EnquiryEvent:
    """Write that the investor was answered, and whose turn it is now."""
    lock_enquiry(enquiry)
    if enquiry.status not in ANSWERED_IN:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is with nobody who answers")
    replied_at = enquiry.replied_at or now
    to = Status.AWAITING_INVESTOR if awaits_answer else Status.IN_PROGRESS
    turn = plan_question(now) if awaits_answer else plan_check(now)
    if enquiry.status in {to, Status.TRIAGE}:
        clock = STOPPED if enquiry.status == Status.TRIAGE else turn
        change_enquiry(enquiry=enquiry, replied_at=replied_at, **clock.fields)
        return record_event(enquiry=enquiry, kind=kind, actor=by, now=now, text=text, detail=detail)
    return move_enquiry(
        enquiry=enquiry,
        to=to,
        kind=kind,
        actor=by,
        now=now,
        text=text,
        detail=detail,
        replied_at=replied_at,
        **turn.fields,
    )
