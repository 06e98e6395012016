"""Who has an enquiry: referring it, and the contact's answers; routing is in ``deciding``.

Each function is one transaction that locks the enquiry first.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from investors.case_clock import plan_check, plan_reply
from investors.models import Contact, Enquiry, EnquiryEvent, Referral
from investors.notices import tell_investor, tell_triage
from investors.services.deciding import route_enquiry, triage_failed_routing
from investors.services.holders import tell_owner
from investors.services.offers import (
    Offer,
    StaleReferral,
    describe_referral,
    end_referral,
    lock_enquiry,
    offer_referrals,
    withdraw_lead,
)
from investors.services.spam import teach_genuine
from investors.workflow import Actor, Kind, Status, change_enquiry, move_enquiry, record_event
from outbox.links import revoke_links
from outbox.models import SecretLink
from technorth.queueing import enqueue

__all__ = [
    "StaleReferral",
    "accept_referral",
    "ask_ukti",
    "decline_referral",
    "refer_enquiry",
    "route_enquiry",
    "triage_failed_routing",
]


@transaction.atomic
def refer_enquiry(
    *, enquiry: Enquiry, contact: Contact, reason: str, by: Actor, now: datetime.datetime
) -> Referral:
    """Put ``enquiry`` before ``contact`` because staff or a senior lead says so. Returns the referral.

    Whoever had it is told that it went elsewhere, and their link closes. Raises StaleEnquiry
    when it moved since the caller read it, IllegalMove where its status allows no referral.
    """
    lock_enquiry(enquiry)
    reason_to_lead = _("UKTI has referred it to somebody else.")
    if by.kind == EnquiryEvent.ActorKind.CONTACT:
        reason_to_lead = _("The senior lead of your cluster has referred it to somebody else.")
    withdraw_lead(enquiry=enquiry, reason=reason_to_lead, now=now)
    offer = Offer(enquiry=enquiry, contact=contact, text=reason, why=reason)
    [referral] = offer_referrals(offers=[offer], by=by, now=now)
    return referral


@transaction.atomic
def accept_referral(*, referral: Referral, by: Actor, now: datetime.datetime) -> None:
    """Let the contact of ``referral`` take the enquiry on, and tell the investor who has it; or contribute.

    Raises StaleReferral unless it is still offered.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    claimed = Referral.objects.filter(pk=referral.pk, status=Referral.Status.OFFERED).update(
        status=Referral.Status.ACCEPTED, accepted_at=now
    )
    if not claimed:
        raise StaleReferral(referral.pk)
    referral.status, referral.accepted_at = Referral.Status.ACCEPTED, now
    if referral.role == Referral.Role.CONTRIBUTOR:
        detail = describe_referral(referral)
        record_event(enquiry=enquiry, kind=Kind.ACCEPTED, actor=by, now=now, detail=detail)
        return
    move_enquiry(
        enquiry=enquiry,
        to=Status.IN_PROGRESS,
        kind=Kind.ACCEPTED,
        actor=by,
        now=now,
        detail=describe_referral(referral),
        **_owe_first_reply(enquiry, now),
    )
    teach_genuine(enquiry)
    tell_investor(
        template="enquiry-accepted",
        enquiry=enquiry,
        cause=str(referral.pk),
        now=now,
        contact=referral.contact,
    )


def _owe_first_reply(enquiry: Enquiry, now: datetime.datetime) -> dict[str, Any]:
    """Return the clock of the reply that was promised, or of a quiet case where it was given."""
    if enquiry.replied_at is not None:
        return plan_check(now).fields
    due_at = enquiry.reply_due_at
    return plan_reply(received_at=enquiry.received_at, reply_due_at=due_at, now=now).fields


@transaction.atomic
def decline_referral(
    *,
    referral: Referral,
    reason: str,
    by: Actor,
    now: datetime.datetime,
    to: Contact | None = None,
    seen: str = Referral.Status.OFFERED,
) -> None:
    """Let the contact pass the enquiry on, with the ``reason``, also after they took it on.

    It goes to the contact ``to``, else it is routed again, never back. A contributor only steps aside, and
    whoever has the enquiry is told. ``seen`` is how the referral stood when the contact decided; raises
    StaleReferral when it does no longer.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    declined = Referral.Status.DECLINED
    end_referral(referral=referral, status=declined, expected=(seen,), now=now, reason=reason)
    event = record_event(
        enquiry=enquiry,
        kind=Kind.DECLINED,
        actor=by,
        now=now,
        text=reason,
        detail=describe_referral(referral),
    )
    revoke_links(purpose=SecretLink.Purpose.REFERRAL, subject_id=referral.pk, now=now)
    if referral.role == Referral.Role.CONTRIBUTOR:
        tell_owner(template="contribution-declined", enquiry=enquiry, event=event, now=now)
    elif to is not None:
        _prepare_referring(enquiry, by, now)
        offer = Offer(enquiry=enquiry, contact=to, text=reason, why=_explain(by, reason))
        offer_referrals(offers=[offer], by=by, now=now)
    else:
        _prepare_referring(enquiry, by, now)
        if enquiry.status == Status.IN_PROGRESS:
            move_enquiry(enquiry=enquiry, to=Status.REFERRED, kind=Kind.MOVED, actor=by, now=now)
        request_routing(enquiry=enquiry, now=now)


def _prepare_referring(enquiry: Enquiry, by: Actor, now: datetime.datetime) -> None:
    """Bring what awaits the investor, or was put off, to where it can be referred from."""
    if enquiry.status in {Status.AWAITING_INVESTOR, Status.NURTURE}:
        move_enquiry(enquiry=enquiry, to=Status.IN_PROGRESS, kind=Kind.MOVED, actor=by, now=now)


def _explain(by: Actor, reason: str) -> str:
    return _("%(name)s passes it on to you: %(reason)s") % {"name": by.name, "reason": reason}


@transaction.atomic
def ask_ukti(*, referral: Referral, question: str, by: Actor, now: datetime.datetime) -> EnquiryEvent:
    """Put the contact's ``question`` before UKTI triage; the contact keeps the referral and its clock.

    Raises StaleReferral unless the contact still has it, offered or accepted.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    if not Referral.objects.live().filter(pk=referral.pk).exists():
        raise StaleReferral(referral.pk)
    event = record_event(
        enquiry=enquiry,
        kind=Kind.ASKED_UKTI,
        actor=by,
        now=now,
        text=question,
        detail=describe_referral(referral),
    )
    tell_triage(template="triage-question", event=event, now=now, question=question, contact=referral.contact)
    return event


def request_routing(*, enquiry: Enquiry, now: datetime.datetime) -> None:
    """Make the routing of ``enquiry`` due; inside the transaction that holds its lock."""
    change_enquiry(enquiry=enquiry, due_at=now)
    enqueue("investors.tasks.route_enquiry", enquiry_id=enquiry.pk)
