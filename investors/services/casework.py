"""What staff do with an enquiry at the desk. Each function is one transaction with its event.

Each raises StaleEnquiry when the enquiry moved since the caller read it, and IllegalMove
where its status does not allow the step.
"""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import Enquiry, Erasure, Referral
from investors.models.choices import CloseReason
from investors.notices import queue_notice, tell_investor
from investors.services.assignment import request_routing
from investors.services.contributions import end_contributions
from investors.services.offers import end_referral, find_lead, lock_enquiry, withdraw_lead
from investors.services.spam import take_back_spam, teach_genuine, teach_spam
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
_CLOSED_SILENTLY = (CloseReason.SPAM, CloseReason.WITHDRAWN)


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
def close_enquiry(*, enquiry: Enquiry, reason: str, text: str, by: User, now: datetime.datetime) -> None:
    """Close ``enquiry`` for ``reason`` (a CloseReason), with a ``text`` for the history.

    A referral that waits for an answer is withdrawn, an accepted one is completed, and its
    contact is told. The investor is told, except of spam or their own withdrawal.
    A close as spam teaches the score of spam.
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
    complete_referrals(enquiry=enquiry, now=now)
    if reason == CloseReason.SPAM:
        teach_spam(enquiry)
    if reason not in _CLOSED_SILENTLY:
        tell_investor(template="enquiry-closed", enquiry=enquiry, cause=str(event.pk), now=now)


@transaction.atomic
def release_enquiry(*, enquiry: Enquiry, by: User, now: datetime.datetime) -> None:
    """Let a quarantined ``enquiry`` be routed; the signs of spam are then passed over for good.

    It teaches the score of spam.
    """
    lock_enquiry(enquiry)
    if enquiry.status != Status.QUARANTINED:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is not in quarantine")
    move_enquiry(enquiry=enquiry, to=Status.TRIAGE, kind=Kind.RELEASED, actor=Actor.staff(by), now=now)
    teach_genuine(enquiry)
    request_routing(enquiry=enquiry, now=now)


@transaction.atomic
def reopen_enquiry(*, enquiry: Enquiry, reason: str, by: User, now: datetime.datetime) -> None:
    """Put a closed ``enquiry`` back before UKTI triage, for ``by`` to decide what follows.

    What a close as spam taught is taken back.
    """
    put_back(enquiry=enquiry, reason=reason, by=by, owner=by, now=now)


@transaction.atomic
def undo_close(
    *, enquiry: Enquiry, closed_at: datetime.datetime, owner: User | None, by: User, now: datetime.datetime
) -> None:
    """Reopen an ``enquiry`` that was closed by mistake: at triage, with the ``owner`` it had, if any.

    The contact who had it does not get it back, and is told that UKTI has it.
    """
    reason = _("The close of several at once was undone.")
    put_back(enquiry=enquiry, reason=reason, by=by, owner=owner, now=now)
    leads = enquiry.referrals.filter(role=Referral.Role.LEAD, ended_at=closed_at)
    for referral in leads.select_related("contact").order_by("pk"):
        queue_notice(
            template="referral-reopened",
            enquiry=enquiry,
            to_email=referral.contact.email,
            to_name=referral.contact.name,
            cause=f"{referral.pk}:{enquiry.version}",
            now=now,
        )


def put_back(*, enquiry: Enquiry, reason: str, by: User, owner: User | None, now: datetime.datetime) -> None:
    """Move a closed ``enquiry`` to triage, with ``owner``; inside the transaction of its cause."""
    lock_enquiry(enquiry)
    if enquiry.status != Status.CLOSED or enquiry.joined_to_id is not None:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is not closed, or joined to another")
    if Erasure.objects.filter(enquiry=enquiry).exists():
        raise IllegalMove(f"{enquiry.reference}: erased, so nobody can be answered")
    move_enquiry(
        enquiry=enquiry,
        to=Status.TRIAGE,
        kind=Kind.REOPENED,
        actor=Actor.staff(by),
        now=now,
        text=reason,
        close_reason="",
        closed_at=None,
        taken_by=owner,
        triage_reason=_("Reopened."),
    )
    take_back_spam(enquiry)


@transaction.atomic
def route_again(*, enquiry: Enquiry, by: User, now: datetime.datetime) -> None:
    """Have the rules choose a contact for an ``enquiry`` at triage, for example when cover changed."""
    lock_enquiry(enquiry)
    if enquiry.status != Status.TRIAGE:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} is not at triage")
    text = _("Routing asked for once more.")
    record_event(enquiry=enquiry, kind=Kind.NOTE, actor=Actor.staff(by), now=now, text=text)
    request_routing(enquiry=enquiry, now=now)


def complete_referrals(*, enquiry: Enquiry, now: datetime.datetime) -> None:
    """End the referrals of a closed enquiry: complete if accepted, else withdrawn; the lead is told."""
    end_contributions(enquiry=enquiry, now=now)
    lead = find_lead(enquiry)
    if lead is not None and lead.status == Referral.Status.ACCEPTED:
        _complete_referral(enquiry, lead, now)
    else:
        withdraw_lead(enquiry=enquiry, reason=_("The enquiry was closed."), now=now)


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
