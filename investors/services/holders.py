"""Who has an enquiry, for mails about it."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from investors import clock
from investors.models import Contact, Enquiry, EnquiryEvent, Referral
from investors.notices import queue_notice
from investors.workflow import Status

Person = tuple[str, str]


def find_holders(enquiry: Enquiry) -> list[Person]:
    """Return address and name of who has the enquiry: its contacts, else staff, else UKTI triage.

    While it waits for routing or in quarantine nobody has it; the words stand in its history.
    """
    contacts = Contact.objects.filter(referrals__in=enquiry.referrals.live()).distinct().order_by("pk")
    holders = [(contact.email, contact.name) for contact in contacts]
    if holders or enquiry.status in {Status.RECEIVED, Status.QUARANTINED}:
        return holders
    return [find_staff(enquiry)]


def find_owner(enquiry: Enquiry) -> Person:
    """Return who answers for the enquiry: the member of staff who took it, its lead, else UKTI triage."""
    lead = enquiry.referrals.live().filter(role=Referral.Role.LEAD).select_related("contact").first()
    if enquiry.taken_by is None and lead is not None:
        return lead.contact.email, lead.contact.name
    return find_staff(enquiry)


def find_staff(enquiry: Enquiry) -> Person:
    """Return the member of staff who took the enquiry, else UKTI triage."""
    if enquiry.taken_by is not None and enquiry.taken_by.is_active:
        return enquiry.taken_by.email, enquiry.taken_by.name
    return settings.TRIAGE_EMAIL, _("UKTI triage")


def tell_owner(*, template: str, enquiry: Enquiry, event: EnquiryEvent, now: datetime.datetime) -> None:
    """Mail who answers for the enquiry what ``event`` says."""
    email, name = find_owner(enquiry)
    queue_notice(
        template=template,
        enquiry=enquiry,
        to_email=email,
        to_name=name,
        cause=str(event.pk),
        now=now,
        text=event.text,
        contact_name=event.detail.get("contact_name") or event.actor_name,
    )


def find_senior_lead(contact: Contact, now: datetime.datetime) -> Contact | None:
    """Return the senior lead nearest to ``contact`` who is there, the sub-cluster's before the cluster's."""
    day = clock.start_clock(now).date()
    cluster = contact.cluster
    leads = Contact.objects.present(day).filter(
        cluster__in=[cluster.pk, *([cluster.parent_id] if cluster.parent_id else [])],
        role=Contact.Role.SENIOR_LEAD,
    )
    return min(leads, key=lambda lead: (lead.cluster_id != cluster.pk, lead.pk), default=None)
