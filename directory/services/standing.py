"""A team takes its profile down, and puts it up again."""

import datetime

from django.db import transaction

from directory.models import Business, BusinessEvent
from directory.workflow import Actor, move_business


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
    """Put an archived profile up again, its facts confirmed by whoever does so. Raises as above."""
    move_business(
        business=business,
        to=Business.Status.PUBLISHED,
        kind=BusinessEvent.Kind.RESTORED,
        actor=by,
        now=now,
        confirmed_at=now,
    )
