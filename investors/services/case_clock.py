"""What the clock does to a case that somebody has: each step once, with the next one in its transaction."""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from investors.case_clock import (
    STOPPED,
    Clock,
    owe_reply,
    plan_check,
    plan_close,
    plan_escalation,
    plan_telling_ukti,
)
from investors.models import Contact, Enquiry, EnquiryEvent, Referral
from investors.models.choices import ClockStep, CloseReason
from investors.notices import queue_notice, tell_investor, tell_triage
from investors.services.assignment import request_routing
from investors.services.casework import complete_referrals
from investors.services.holders import Person, find_holders, find_owner, find_senior_lead
from investors.services.offers import end_referral, find_lead
from investors.workflow import Actor, Kind, Status, change_enquiry, move_enquiry, record_event


@transaction.atomic
def keep_clock(*, enquiry_id: int, now: datetime.datetime) -> str:
    """Take the step that is due for one enquiry, and set its clock for the next; return the step taken.

    "" when nothing is due, or somebody else is acting on it. It may be called any number of times, at any
    time: a step is taken once, and those that were missed follow one after the other.
    """
    due = Enquiry.objects.select_for_update(skip_locked=True, of=("self",)).select_related("taken_by")
    enquiry = due.filter(pk=enquiry_id, clock_at__lte=now).first()
    if enquiry is None:
        return ""
    step = enquiry.clock_step
    STEPS[step](enquiry, now)
    return step


def _remind_reply(enquiry: Enquiry, now: datetime.datetime) -> None:
    _set_clock(enquiry, plan_escalation(reply_due_at=enquiry.reply_due_at, now=now))
    email, name = find_owner(enquiry)
    event = record_event(
        enquiry=enquiry,
        kind=Kind.NUDGED,
        actor=Actor.system(),
        now=now,
        text=_("%(name)s was reminded of the reply.") % {"name": name},
    )
    _write(enquiry, "reply-reminder", (email, name), str(event.pk), now)


def _escalate_reply(enquiry: Enquiry, now: datetime.datetime) -> None:
    """Tell the senior lead that the reply is late; UKTI at once where there is none. The investor is told."""
    tell_investor(template="reply-delayed", enquiry=enquiry, cause=f"{enquiry.pk}:{enquiry.version}", now=now)
    lead = find_lead(enquiry)
    senior = find_senior_lead(lead.contact, now) if lead is not None else None
    if senior is None or (lead is not None and senior == lead.contact):
        _tell_ukti(enquiry, now)
        return
    _set_clock(enquiry, plan_telling_ukti(now))
    _record_escalation(enquiry, senior.name, now)
    _write(enquiry, "reply-late", (senior.email, senior.name), f"{enquiry.pk}:{enquiry.version}", now)


def _tell_ukti(enquiry: Enquiry, now: datetime.datetime) -> None:
    _set_clock(enquiry, STOPPED)
    event = _record_escalation(enquiry, str(_("UKTI triage")), now)
    tell_triage(template="reply-late", event=event, now=now, owner=find_owner(enquiry)[1])


def _check_quiet(enquiry: Enquiry, now: datetime.datetime) -> None:
    """Ask the owner what came of a case in which nothing happened, and again while nothing does."""
    _set_clock(enquiry, plan_check(now))
    email, name = find_owner(enquiry)
    text = _("%(name)s was asked what came of it.") % {"name": name}
    event = record_event(enquiry=enquiry, kind=Kind.NUDGED, actor=Actor.system(), now=now, text=text)
    _write(enquiry, "case-quiet", (email, name), str(event.pk), now)


def _ask_investor(enquiry: Enquiry, now: datetime.datetime) -> None:
    clock = plan_close(now)
    _set_clock(enquiry, clock)
    event = record_event(enquiry=enquiry, kind=Kind.ASKED_INVESTOR, actor=Actor.system(), now=now)
    tell_investor(
        template="investor-asked", enquiry=enquiry, cause=str(event.pk), now=now, closes_at=clock.at
    )


def _close_silent(enquiry: Enquiry, now: datetime.datetime) -> None:
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.CLOSED,
        kind=Kind.CLOSED,
        actor=Actor.system(),
        now=now,
        text=_("The investor did not answer."),
        close_reason=CloseReason.NON_RESPONSIVE,
        closed_at=now,
    )
    complete_referrals(enquiry=enquiry, now=now)
    tell_investor(template="enquiry-unanswered", enquiry=enquiry, cause=str(event.pk), now=now)


def _return(enquiry: Enquiry, now: datetime.datetime) -> None:
    """Take up again what was put off: with its owner, or by routing where the owner is no longer there."""
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.IN_PROGRESS,
        kind=Kind.RETURNED,
        actor=Actor.system(),
        now=now,
        **owe_reply(now),
    )
    if _has_owner(enquiry):
        for position, holder in enumerate(find_holders(enquiry)):
            _write(enquiry, "enquiry-returns", holder, f"{event.pk}:{position}", now)
        return
    lead = find_lead(enquiry)
    if lead is not None:
        reason = _("The contact is no longer there.")
        expected = Referral.LIVE
        withdrawn = Referral.Status.WITHDRAWN
        end_referral(referral=lead, status=withdrawn, expected=expected, now=now, reason=reason)
    text = _("Its owner is no longer there, so somebody else is asked.")
    move_enquiry(
        enquiry=enquiry, to=Status.REFERRED, kind=Kind.MOVED, actor=Actor.system(), now=now, text=text
    )
    request_routing(enquiry=enquiry, now=now)


def _has_owner(enquiry: Enquiry) -> bool:
    if enquiry.taken_by is not None:
        return enquiry.taken_by.is_active
    lead = find_lead(enquiry)
    return lead is not None and Contact.objects.active().filter(pk=lead.contact_id).exists()


def _set_clock(enquiry: Enquiry, clock: Clock) -> None:
    change_enquiry(enquiry=enquiry, **clock.fields)


def _record_escalation(enquiry: Enquiry, told: str, now: datetime.datetime) -> EnquiryEvent:
    return record_event(
        enquiry=enquiry,
        kind=Kind.ESCALATED,
        actor=Actor.system(),
        now=now,
        text=_("The reply is late; %(told)s was told.") % {"told": told},
    )


def _write(enquiry: Enquiry, template: str, to: Person, cause: str, now: datetime.datetime) -> None:
    email, name = to
    queue_notice(
        template=template,
        enquiry=enquiry,
        to_email=email,
        to_name=name,
        cause=cause,
        now=now,
        owner=find_owner(enquiry)[1],
    )


STEPS: dict[str, Callable[[Enquiry, datetime.datetime], None]] = {
    ClockStep.REMIND_REPLY: _remind_reply,
    ClockStep.ESCALATE_REPLY: _escalate_reply,
    ClockStep.TELL_UKTI: _tell_ukti,
    ClockStep.CHECK_QUIET: _check_quiet,
    ClockStep.ASK_INVESTOR: _ask_investor,
    ClockStep.CLOSE_SILENT: _close_silent,
    ClockStep.RETURN: _return,
}
