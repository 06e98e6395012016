"""What staff do with an enquiry at the desk. Each function is one transaction with its event.

Each raises StaleEnquiry when the enquiry moved since the caller read it, and IllegalMove
where its status does not allow the step.
"""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import Enquiry, EnquiryEvent, Referral
from investors.models.choices import CloseReason
from investors.notices import queue_notice, tell_investor
from investors.services.assignment import request_routing
from investors.services.offers import end_referral, find_lead, lock_enquiry, withdraw_lead
from investors.workflow import Actor, IllegalMove, Kind, Status, change_enquiry, move_enquiry, record_event

# Staff who take one of these answer it at triage; of the others the status stays.
_TAKEN_TO_TRIAGE = (Status.RECEIVED, Status.REFERRED)
_TAKEN_AS_IT_STANDS = (
    Status.TRIAGE,
    Status.IN_PROGRESS,
    Status.AWAITING_INVESTOR,
    Status.NURTURE,
    Status.CONVERTED,
)
# The investor is told of a close, except of these: nobody to tell, or told already.
_CLOSED_SILENTLY = (CloseReason.SPAM, CloseReason.DUPLICATE, CloseReason.WITHDRAWN)


@transaction.atomic
def take_enquiry(*, enquiry: Enquiry, by: User, now: datetime.datetime) -> None:
    """Let a member of staff answer ``enquiry`` themselves; whoever had it is told.

    It is then not routed any more until it is referred again.
    """
    lock_enquiry(enquiry)
    actor = Actor.staff(by)
    withdraw_lead(enquiry=enquiry, reason=_("UKTI has taken it over."), now=now)
    if enquiry.status in _TAKEN_TO_TRIAGE:
        move_enquiry(enquiry=enquiry, to=Status.TRIAGE, kind=Kind.TAKEN, actor=actor, now=now, taken_by=by)
        return
    if enquiry.status not in _TAKEN_AS_IT_STANDS:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} cannot be taken")
    change_enquiry(enquiry=enquiry, taken_by=by, due_at=None)
    record_event(enquiry=enquiry, kind=Kind.TAKEN, actor=actor, now=now)


@transaction.atomic
def add_note(*, enquiry: Enquiry, text: str, by: User, now: datetime.datetime) -> EnquiryEvent:
    """Add a note for staff to the history; any number may write at once. Returns the event."""
    return record_event(enquiry=enquiry, kind=Kind.NOTE, actor=Actor.staff(by), now=now, text=text)


@transaction.atomic
def close_enquiry(*, enquiry: Enquiry, reason: str, text: str, by: User, now: datetime.datetime) -> None:
    """Close ``enquiry`` for ``reason`` (a CloseReason), with a ``text`` for the history.

    A referral that waits for an answer is withdrawn, an accepted one is completed, and its
    contact is told. The investor is told, except of spam, a duplicate, or their own withdrawal.
    """
    lock_enquiry(enquiry)
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.CLOSED,
        kind=Kind.CLOSED,
        actor=Actor.staff(by),
        now=now,
        text=text,
        close_reason=reason,
        closed_at=now,
    )
    lead = find_lead(enquiry)
    if lead is not None and lead.status == Referral.Status.ACCEPTED:
        _complete_referral(enquiry, lead, now)
    else:
        withdraw_lead(enquiry=enquiry, reason=_("UKTI has closed the enquiry."), now=now)
    if reason not in _CLOSED_SILENTLY:
        tell_investor(template="enquiry-closed", enquiry=enquiry, cause=str(event.pk), now=now)


@transaction.atomic
def release_enquiry(*, enquiry: Enquiry, by: User, now: datetime.datetime) -> None:
    """Let a quarantined ``enquiry`` be routed; the signs of spam are then passed over for good."""
    lock_enquiry(enquiry)
    if enquiry.status != Status.QUARANTINED:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is not in quarantine")
    move_enquiry(enquiry=enquiry, to=Status.TRIAGE, kind=Kind.RELEASED, actor=Actor.staff(by), now=now)
    request_routing(enquiry=enquiry, now=now)


@transaction.atomic
def reopen_enquiry(*, enquiry: Enquiry, reason: str, by: User, now: datetime.datetime) -> None:
    """Put a closed ``enquiry`` back before UKTI triage, for a person to decide what follows."""
    lock_enquiry(enquiry)
    if enquiry.status != Status.CLOSED:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is not closed")
    move_enquiry(
        enquiry=enquiry,
        to=Status.TRIAGE,
        kind=Kind.REOPENED,
        actor=Actor.staff(by),
        now=now,
        text=reason,
        close_reason="",
        closed_at=None,
        taken_by=by,
        triage_reason=_("Reopened."),
    )


@transaction.atomic
def route_again(*, enquiry: Enquiry, by: User, now: datetime.datetime) -> None:
    """Have the rules choose a contact for an ``enquiry`` at triage, for example when cover changed."""
    lock_enquiry(enquiry)
    if enquiry.status != Status.TRIAGE:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is not at triage")
    text = _("Routing asked for once more.")
    record_event(enquiry=enquiry, kind=Kind.NOTE, actor=Actor.staff(by), now=now, text=text)
    request_routing(enquiry=enquiry, now=now)


def _complete_referral(enquiry: Enquiry, lead: Referral, now: datetime.datetime) -> None:
    accepted = (Referral.Status.ACCEPTED,)
    end_referral(referral=lead, status=Referral.Status.COMPLETED, expected=accepted, now=now)
    queue_notice(
        template="referral-closed",
        enquiry=enquiry,
        to_email=lead.contact.email,
        to_name=lead.contact.name,
        cause=str(lead.pk),
        now=now,
    )
