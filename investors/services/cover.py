"""Who covers what: contacts and their absences, edited by managers."""

import datetime
import logging
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Sector
from investors import clock
from investors.models import Absence, Contact, Enquiry, Referral
from investors.services.assignment import request_routing
from investors.services.offers import describe_referral, find_lead, withdraw_lead
from investors.workflow import Actor, Kind, record_event

logger = logging.getLogger(__name__)


class DutyInboxTaken(Exception):
    """The cluster has another active duty inbox."""


class AlreadyAway(Exception):
    """The contact is away on some of these days already."""


def save_contact(*, contact: Contact, sectors: Iterable[Sector], by: User) -> Contact:
    """Store ``contact``, new or changed, and the sectors that they cover (none: all); return it.

    Raises DutyInboxTaken when it would be the cluster's second active duty inbox.
    """
    try:
        with transaction.atomic():
            contact.save()
            contact.sectors.set(sectors)
    except IntegrityError as error:
        raise _explain(error) from error
    logger.info("Contact %s saved by user %s", contact.pk, by.pk)
    return contact


def set_contact_active(*, contact: Contact, is_active: bool, by: User) -> None:
    """Let ``contact`` be asked again, or no longer; the referrals that they have stay with them.

    Raises DutyInboxTaken when it would be the cluster's second active duty inbox.
    """
    try:
        with transaction.atomic():
            Contact.objects.filter(pk=contact.pk).update(is_active=is_active)
    except IntegrityError as error:
        raise _explain(error) from error
    contact.is_active = is_active
    logger.info("Contact %s set %s by user %s", contact.pk, "active" if is_active else "inactive", by.pk)


def add_absence(
    *,
    contact: Contact,
    first_day: datetime.date,
    last_day: datetime.date,
    reason: str,
    by: User | None,
    now: datetime.datetime,
) -> Absence:
    """Store that ``contact`` is away from ``first_day`` to ``last_day``, both included; return it.

    ``by`` is None for the contact themselves. Where they are away already, what they were offered goes to
    somebody else at once. Raises AlreadyAway when these days overlap an absence that is stored.
    """
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        if contact.absences.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
            raise AlreadyAway
        absence = contact.absences.create(first_day=first_day, last_day=last_day, reason=reason)
    _log("Absence %s of contact %s added", absence.pk, contact.pk, by)
    if first_day <= clock.start_clock(now).date() <= last_day:
        release_offers(contact=contact, now=now)
    return absence


def release_offers(*, contact: Contact, now: datetime.datetime) -> int:
    """Take back what ``contact`` was offered to lead and has not answered, for routing; return how many."""
    released = 0
    offered = Referral.objects.filter(
        contact=contact, status=Referral.Status.OFFERED, role=Referral.Role.LEAD
    )
    for enquiry_id in list(offered.order_by("pk").values_list("enquiry", flat=True)):
        with transaction.atomic():
            enquiry = Enquiry.objects.select_for_update().get(pk=enquiry_id)
            lead = find_lead(enquiry)
            if lead is None or lead.contact_id != contact.pk or lead.status != Referral.Status.OFFERED:
                continue
            withdraw_lead(enquiry=enquiry, reason=_("You are away."), now=now)
            text = _("%(name)s is away, so somebody else is asked.") % {"name": contact.name}
            detail = describe_referral(lead)
            record_event(
                enquiry=enquiry, kind=Kind.MOVED, actor=Actor.system(), now=now, text=text, detail=detail
            )
            request_routing(enquiry=enquiry, now=now)
            released += 1
    return released


def remove_absence(*, absence: Absence, by: User | None) -> None:
    """Delete ``absence``: the contact is there after all. ``by`` is None for the contact themselves."""
    _log("Absence %s of contact %s removed", absence.pk, absence.contact_id, by)
    absence.delete()


def set_capacity(*, contact: Contact, capacity: int, by: User | None) -> None:
    """Store how many open referrals ``contact`` can carry, 1 to 1000."""
    Contact.objects.filter(pk=contact.pk).update(capacity=capacity)
    contact.capacity = capacity
    _log("Capacity %s of contact %s set", capacity, contact.pk, by)


def _log(what: str, value: int, contact_id: int, by: User | None) -> None:
    logger.info(f"{what} by %s", value, contact_id, f"user {by.pk}" if by else "themselves")


def _explain(error: IntegrityError) -> Exception:
    return DutyInboxTaken() if "contact_one_duty_inbox_per_cluster" in str(error) else error
