"""What every way of referring shares: an offer to a contact, and its end.

Called inside the transaction of a service that holds the enquiry's row lock.
"""

import dataclasses
import datetime
from collections.abc import Sequence

from investors.clock import compute_accept_due, compute_nudge
from investors.models import Contact, Decision, Enquiry, Referral
from investors.notices import queue_notice, write_notice
from investors.reply_links import prepare_contact_reply
from investors.workflow import Actor, Entry, Kind, StaleEnquiry, Status, move_enquiries
from outbox.links import prepare_link, revoke_links
from outbox.models import SecretLink
from outbox.services import queue_messages

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


@dataclasses.dataclass(frozen=True)
class Offer:
    """An enquiry that is put before a contact as lead.

    ``text`` says for the history why this contact, ``why`` says it to them. ``decision``: of routing.
    """

    enquiry: Enquiry
    contact: Contact
    text: str
    why: str
    decision: Decision | None = None


def offer_referrals(*, offers: Sequence[Offer], by: Actor, now: datetime.datetime) -> list[Referral]:
    """Make each of ``offers``: referral, move, link and mail. Returns the referrals, in order.

    In as many statements for many as for one. Raises StaleEnquiry or IllegalMove like ``move_enquiry``.
    """
    if not offers:
        return []
    nudge_at, due_at = compute_nudge(now), compute_accept_due(now)
    referrals = Referral.objects.bulk_create(
        Referral(
            enquiry=offer.enquiry,
            contact=offer.contact,
            decision=offer.decision,
            offered_at=now,
            nudge_at=nudge_at,
            due_at=due_at,
        )
        for offer in offers
    )
    move_enquiries(
        entries=[
            Entry(offer.enquiry, offer.text, describe_referral(referral))
            for offer, referral in zip(offers, referrals, strict=True)
        ],
        to=Status.REFERRED,
        kind=Kind.OFFERED,
        actor=by,
        now=now,
        taken_by=None,
        triage_reason="",
    )
    Contact.objects.filter(pk__in={offer.contact.pk for offer in offers}).update(last_asked_at=now)
    _ask_contacts(referrals, [offer.why for offer in offers], now)
    return referrals


def _ask_contacts(referrals: Sequence[Referral], whys: Sequence[str], now: datetime.datetime) -> None:
    """Queue the mails that put the cases before the contacts, with the links that open them."""
    links = [_prepare_link(referral, now) for referral in referrals]
    replies = [prepare_contact_reply(referral_id=referral.pk, now=now) for referral in referrals]
    SecretLink.objects.bulk_create([*links, *filter(None, replies)])
    queue_messages(
        [
            write_notice(
                template="referral-offered",
                enquiry=referral.enquiry,
                to_email=referral.contact.email,
                to_name=referral.contact.name,
                cause=str(referral.pk),
                now=now,
                link=link,
                reply_link=reply,
                referral=referral,
                why=why,
            )
            for referral, why, link, reply in zip(referrals, whys, links, replies, strict=True)
        ]
    )


def issue_referral_link(referral: Referral, now: datetime.datetime) -> SecretLink:
    """Return a new link that opens the case to the contact of ``referral``."""
    link = _prepare_link(referral, now)
    link.save(force_insert=True)
    return link


def _prepare_link(referral: Referral, now: datetime.datetime) -> SecretLink:
    return prepare_link(
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
