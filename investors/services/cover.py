"""Who covers what: contacts and their absences, edited by managers."""

import datetime
import logging
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from accounts.models import User
from directory.models import Sector
from investors.models import Absence, Contact

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
    *, contact: Contact, first_day: datetime.date, last_day: datetime.date, reason: str, by: User
) -> Absence:
    """Store that ``contact`` is away from ``first_day`` to ``last_day``, both included; return it.

    Raises AlreadyAway when these days overlap an absence that is stored.
    """
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        if contact.absences.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
            raise AlreadyAway
        absence = contact.absences.create(first_day=first_day, last_day=last_day, reason=reason)
    logger.info("Absence %s of contact %s added by user %s", absence.pk, contact.pk, by.pk)
    return absence


def remove_absence(*, absence: Absence, by: User) -> None:
    """Delete ``absence``: the contact is there after all."""
    logger.info("Absence %s of contact %s removed by user %s", absence.pk, absence.contact_id, by.pk)
    absence.delete()


def _explain(error: IntegrityError) -> Exception:
    return DutyInboxTaken() if "contact_one_duty_inbox_per_cluster" in str(error) else error
