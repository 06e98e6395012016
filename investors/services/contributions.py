"""Contributors: contacts who add to a case that another one leads."""

import datetime

from django.db import transaction

from investors.clock import compute_accept_due, compute_nudge
from investors.models import Contact, Enquiry, EnquiryEvent, Referral
from investors.notices import queue_notice
from investors.services.holders import tell_owner
from investors.services.offers import (
    StaleReferral,
    describe_referral,
    end_referral,
    issue_referral_link,
    lock_enquiry,
)
from investors.workflow import Actor, IllegalMove, Kind, Status, record_event


class AlreadyAsked(Exception):
    """The contact has a part in this enquiry already."""


@transaction.atomic
def ask_contributor(
    *, enquiry: Enquiry, contact: Contact, question: str, by: Actor, now: datetime.datetime
) -> Referral:
    """Ask ``contact`` to add to the ``enquiry`` what ``question`` says; return the referral.

    Its clock is that of any referral, but nobody else is asked when it lapses. Raises AlreadyAsked where the
    contact has a part in it, IllegalMove unless somebody works on the enquiry.
    """
    lock_enquiry(enquiry)
    if enquiry.status not in {Status.IN_PROGRESS, Status.AWAITING_INVESTOR, Status.CONVERTED}:
        raise IllegalMove(f"{enquiry.reference}: {enquiry.status} has no lead to contribute to")
    if enquiry.referrals.live().filter(contact=contact).exists():
        raise AlreadyAsked(contact.pk)
    return invite_contributor(enquiry=enquiry, contact=contact, question=question, by=by, now=now)


def invite_contributor(
    *, enquiry: Enquiry, contact: Contact, question: str, by: Actor, now: datetime.datetime
) -> Referral:
    """Write that ``contact`` is asked to contribute, and mail them; inside the transaction of the cause."""
    referral = Referral.objects.create(
        enquiry=enquiry,
        contact=contact,
        role=Referral.Role.CONTRIBUTOR,
        offered_at=now,
        nudge_at=compute_nudge(now),
        due_at=compute_accept_due(now),
    )
    detail = describe_referral(referral)
    record_event(enquiry=enquiry, kind=Kind.OFFERED, actor=by, now=now, text=question, detail=detail)
    queue_notice(
        template="contribution-asked",
        enquiry=enquiry,
        to_email=contact.email,
        to_name=contact.name,
        cause=str(referral.pk),
        now=now,
        link=issue_referral_link(referral, now),
        referral=referral,
        question=question,
        asker="" if by.kind == EnquiryEvent.ActorKind.SYSTEM else by.name,
    )
    return referral


@transaction.atomic
def contribute(*, referral: Referral, text: str, by: Actor, now: datetime.datetime) -> EnquiryEvent:
    """Add ``text`` to the case, for its lead, who gives the one reply; the contributor may add more later.

    Raises StaleReferral unless the contributor still has it.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    live = Referral.objects.live().filter(pk=referral.pk, role=Referral.Role.CONTRIBUTOR)
    if not live.exists():
        raise StaleReferral(referral.pk)
    live.filter(status=Referral.Status.OFFERED).update(status=Referral.Status.ACCEPTED, accepted_at=now)
    detail = describe_referral(referral)
    event = record_event(enquiry=enquiry, kind=Kind.CONTRIBUTED, actor=by, now=now, text=text, detail=detail)
    tell_owner(template="contribution", enquiry=enquiry, event=event, now=now)
    return event


def end_contributions(*, enquiry: Enquiry, now: datetime.datetime) -> None:
    """End what contributors still have of a closed enquiry; inside the transaction that closes it."""
    contributors = enquiry.referrals.live().filter(role=Referral.Role.CONTRIBUTOR)
    for referral in contributors.select_related("contact"):
        is_accepted = referral.status == Referral.Status.ACCEPTED
        status = Referral.Status.COMPLETED if is_accepted else Referral.Status.WITHDRAWN
        end_referral(referral=referral, status=status, expected=Referral.LIVE, now=now)
