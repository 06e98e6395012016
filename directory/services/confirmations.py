"""A business says that its facts are right."""

import datetime
from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from directory.freshness import is_to_confirm
from directory.models import Business, BusinessEvent, Confirmation, ConfirmationRequest, FactGroup, Membership
from directory.workflow import Actor, StaleBusiness, record_event
from outbox.models import SecretLink


@transaction.atomic
def confirm_facts(*, business: Business, groups: Collection[str], by: User, now: datetime.datetime) -> None:
    """Say that the facts of ``groups`` are right; ``business.confirmed_at`` follows.

    Once nothing is left to confirm, asking ends and the links in the mails close. Raises StaleBusiness
    where the profile was taken down meanwhile.
    """
    locked = Business.objects.select_for_update().get(pk=business.pk)
    if locked.status != Business.Status.PUBLISHED:
        raise StaleBusiness(business.slug)
    count_as_confirmed(business=locked, groups=groups, user_id=by.pk, now=now)
    business.confirmed_at = locked.confirmed_at
    record_event(
        business=business,
        kind=BusinessEvent.Kind.CONFIRMED,
        actor=Actor.member(by),
        now=now,
        text=", ".join(str(FactGroup(group).label) for group in groups),
        detail={"groups": list(groups)},
    )


def count_as_confirmed(
    *, business: Business, groups: Collection[str], user_id: int | None, now: datetime.datetime
) -> None:
    """Set when ``groups`` were confirmed, and ``business.confirmed_at`` to the oldest of all groups.

    Inside a transaction that writes an event, with ``business`` locked. Publishing a profile does it too,
    since whoever sends a profile says that it is right.
    """
    Confirmation.objects.bulk_create(
        [
            Confirmation(business=business, group=group, confirmed_at=now, confirmed_by_id=user_id)
            for group in groups
        ],
        update_conflicts=True,
        unique_fields=["business", "group"],
        update_fields=["confirmed_at", "confirmed_by"],
    )
    business.confirmed_at = _find_oldest(business)
    Business.objects.filter(pk=business.pk).update(confirmed_at=business.confirmed_at)
    if business.confirmed_at and not is_to_confirm(business.confirmed_at, now=now):
        end_request(business=business, outcome=ConfirmationRequest.Outcome.CONFIRMED, now=now)


def _find_oldest(business: Business) -> datetime.datetime | None:
    """Return when the oldest group was confirmed; a group without a row counts as the business did so far."""
    times = dict(business.confirmations.values_list("group", "confirmed_at"))
    found = [times.get(group, business.confirmed_at) for group in FactGroup.values]
    known = [each for each in found if each is not None]
    return min(known) if len(known) == len(found) else None


def end_request(*, business: Business, outcome: str, now: datetime.datetime) -> None:
    """End the open round of asking, if there is one, and close the links in its mails."""
    ended = ConfirmationRequest.objects.open().filter(business=business).update(ended_at=now, outcome=outcome)
    if ended:
        SecretLink.objects.filter(
            purpose=SecretLink.Purpose.CONFIRMATION,
            subject_id__in=Membership.objects.filter(business=business).values("pk"),
            revoked_at=None,
        ).update(revoked_at=now)
