"""The addresses at which an answer by mail reaches a case: one for its investor, one for each referral."""

import datetime

from django.conf import settings

from investors.models import Enquiry
from outbox.links import prepare_link
from outbox.models import SecretLink

Purpose = SecretLink.Purpose
LINK_DAYS = 365
RENEWED = datetime.timedelta(days=60)  # before it is over a new one is made, so that a mail can be answered


def find_reply_link(
    *, enquiry: Enquiry, to_email: str, link: SecretLink | None, now: datetime.datetime
) -> SecretLink | None:
    """Return the link whose token goes into the address for answers to a mail about ``enquiry``.

    Who gets the mail decides whose words an answer is: ``link`` says it where it opens a referral. None where
    they are neither the investor nor a contact who has it, and where no mail comes in at all.
    """
    if not settings.INBOUND_DOMAIN:
        return None
    if link is not None and link.purpose == Purpose.REFERRAL:
        return _reuse_link(Purpose.CONTACT_REPLY, link.subject_id, now)
    if to_email.lower() == enquiry.email.lower():
        return _reuse_link(Purpose.INVESTOR_REPLY, enquiry.pk, now)
    referrals = enquiry.referrals.live().filter(contact__email__iexact=to_email)
    referral = referrals.order_by("-pk").first()
    return _reuse_link(Purpose.CONTACT_REPLY, referral.pk, now) if referral else None


def prepare_contact_reply(*, referral_id: int, now: datetime.datetime) -> SecretLink | None:
    """Return the link for answers to the first mail about a new referral, for the caller to store.

    None where no mail comes in at all.
    """
    return _prepare(Purpose.CONTACT_REPLY, referral_id, now) if settings.INBOUND_DOMAIN else None


def _reuse_link(purpose: str, subject_id: int, now: datetime.datetime) -> SecretLink:
    live = SecretLink.objects.filter(
        purpose=purpose, subject_id=subject_id, revoked_at=None, expires_at__gt=now + RENEWED
    )
    found = live.order_by("-pk").first()
    if found is None:
        found = _prepare(purpose, subject_id, now)
        found.save(force_insert=True)
    return found


def _prepare(purpose: str, subject_id: int, now: datetime.datetime) -> SecretLink:
    return prepare_link(
        purpose=purpose,
        subject_id=subject_id,
        path="",
        now=now,
        expires_at=now + datetime.timedelta(days=LINK_DAYS),
    )
