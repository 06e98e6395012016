"""What every way of referring shares: an offer to a contact, and its end.

Called inside the transaction of a service that holds the enquiry's row lock.
"""

import datetime

from investors.clock import compute_accept_due, compute_nudge
from investors.models import Contact, Decision, Enquiry, Referral
from investors.notices import queue_notice
from investors.workflow import Actor, Kind, StaleEnquiry, Status, move_enquiry
from outbox.links import issue_link, revoke_links
from outbox.models import SecretLink

LINK_DAYS = 30
REFERRAL_PATH = "/referrals/{token}/"


class StaleReferral(Exception):
    """The referral was answered, lapsed or was withdrawn a moment ago."""


def lock_enquiry(enquiry: Enquiry) -> None:
    """Lock the row of ``enquiry`` until the transaction ends.

    Every service locks the enquiry before anything else of it, so that two never wait for
    each other. Raises StaleEnquiry when it was moved since the caller read it.
    """
    row = Enquiry.objects.select_for_update().only("status", "version").get(pk=enquiry.pk)
    if (row.status, row.version) != (enquiry.status, enquiry.version):
        raise StaleEnquiry(enquiry.reference)


def find_lead(enquiry: Enquiry) -> Referral | None:
    """Return the live lead referral of ``enquiry``: offered or accepted, at most one."""
    return enquiry.referrals.live().filter(role=Referral.Role.LEAD).select_related("contact").first()


def offer_referral(
    *,
    enquiry: Enquiry,
    contact: Contact,
    decision: Decision | None,
    by: Actor,
    now: datetime.datetime,
    text: str,
    why: str,
) -> Referral:
    """Put ``enquiry`` before ``contact`` as lead: referral, move, link and mail. Returns the referral.

    ``text`` says for the history why this contact, ``why`` says it to them. Raises
    StaleEnquiry or IllegalMove like ``move_enquiry``.
    """
    referral = Referral.objects.create(
        enquiry=enquiry,
        contact=contact,
        decision=decision,
        offered_at=now,
        nudge_at=compute_nudge(now),
        due_at=compute_accept_due(now),
    )
    move_enquiry(
        enquiry=enquiry,
        to=Status.REFERRED,
        kind=Kind.OFFERED,
        actor=by,
        now=now,
        text=text,
        detail=describe_referral(referral),
        taken_by=None,
        triage_reason="",
    )
    Contact.objects.filter(pk=contact.pk).update(last_asked_at=now)
    _ask_contact(referral, why, now)
    return referral


def _ask_contact(referral: Referral, why: str, now: datetime.datetime) -> None:
    """Queue the mail that puts the case before the contact, with the link that opens it."""
    queue_notice(
        template="referral-offered",
        enquiry=referral.enquiry,
        to_email=referral.contact.email,
        to_name=referral.contact.name,
        cause=str(referral.pk),
        now=now,
        link=issue_referral_link(referral, now),
        referral=referral,
        why=why,
    )


def issue_referral_link(referral: Referral, now: datetime.datetime) -> SecretLink:
    """Return a new link that opens the case to the contact of ``referral``."""
    return issue_link(
        purpose=SecretLink.Purpose.REFERRAL,
        subject_id=referral.pk,
        path=REFERRAL_PATH,
        now=now,
        expires_at=now + datetime.timedelta(days=LINK_DAYS),
    )


def end_referral(
    *,
    referral: Referral,
    status: str,
    expected: tuple[str, ...],
    now: datetime.datetime,
    reason: str = "",
) -> None:
    """End ``referral`` with ``status`` (declined, lapsed, withdrawn or completed).

    A compare-and-set: raises StaleReferral unless it is in one of the ``expected`` states.
    """
    claimed = Referral.objects.filter(pk=referral.pk, status__in=expected).update(
        status=status, reason=reason[:500], ended_at=now
    )
    if not claimed:
        raise StaleReferral(referral.pk)
    referral.status, referral.reason, referral.ended_at = status, reason[:500], now


def withdraw_lead(
    *, enquiry: Enquiry, reason: str, now: datetime.datetime, template: str | None = "referral-moved"
) -> Referral | None:
    """Withdraw the live lead of ``enquiry``, if any: close its link and tell its contact.

    ``template`` is their mail; None where they never heard of the offer. Returns the referral, or None when
    nobody had it.
    """
    lead = find_lead(enquiry)
    if lead is None:
        return None
    withdrawn = Referral.Status.WITHDRAWN
    end_referral(referral=lead, status=withdrawn, expected=Referral.LIVE, now=now, reason=reason)
    revoke_links(purpose=SecretLink.Purpose.REFERRAL, subject_id=lead.pk, now=now)
    if template is not None:
        queue_notice(
            template=template,
            enquiry=enquiry,
            to_email=lead.contact.email,
            to_name=lead.contact.name,
            cause=str(lead.pk),
            now=now,
            reason=reason,
        )
    return lead


def describe_referral(referral: Referral) -> dict[str, int | str]:
    """Return what an event keeps of ``referral``: the rows, its role, and the contact's name as it was."""
    contact = referral.contact
    return {
        "referral": referral.pk,
        "role": referral.role,
        "contact": contact.pk,
        "contact_name": contact.name,
    }
