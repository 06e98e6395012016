"""A team takes its profile down, and puts it up again."""

import datetime

from django.db import transaction

from directory.archiving import UNCONFIRMED, find_archival_reason, is_company_closed
from directory.models import Business, BusinessEvent, FactGroup
from directory.services.confirmations import count_as_confirmed
from directory.workflow import Actor, IllegalMove, move_business


class CompanyClosed(Exception):
    """The register says that the company is closed, so its team cannot put the profile up again."""


@transaction.atomic
def archive_business(*, business: Business, by: Actor, now: datetime.datetime, text: str = "") -> None:
    """Take a published profile down. Raises StaleBusiness, IllegalMove."""
    move_business(
        business=business,
        to=Business.Status.ARCHIVED,
        kind=BusinessEvent.Kind.ARCHIVED,
        actor=by,
        now=now,
        text=text,
    )


@transaction.atomic
def restore_business(*, business: Business, by: Actor, now: datetime.datetime) -> None:
    """Put an archived profile up again, its facts confirmed by whoever does so. Raises as above.

    Raises CompanyClosed where the register says so: then the business puts that right first, or staff decide.
    """
    if is_company_closed(business):
        raise CompanyClosed(business.slug)
    move_business(
        business=business,
        to=Business.Status.PUBLISHED,
        kind=BusinessEvent.Kind.RESTORED,
        actor=by,
        now=now,
    )
    count_as_confirmed(business=business, groups=FactGroup.values, user_id=by.user_id, now=now)


@transaction.atomic
def restore_unconfirmed(*, business: Business, by: Actor, now: datetime.datetime) -> None:
    """Put up again what was taken down because nobody confirmed its facts, all of which ``by`` now does.

    Raises as above, and IllegalMove where it was taken down for another reason.
    """
    if find_archival_reason(business) != UNCONFIRMED:
        raise IllegalMove(business.slug)
    restore_business(business=business, by=by, now=now)
