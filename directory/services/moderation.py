"""What moderators do besides deciding on a revision: take it to read, look over, remove, put back."""

import datetime

from django.db import transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Revision
from directory.notices import tell_team
from directory.permissions import Action
from directory.workflow import Actor, StaleRevision, move_business, record_event

Kind = BusinessEvent.Kind


class TakenByOther(Exception):
    """Another moderator is reading it: ``reader``."""

    def __init__(self, reader: User) -> None:
        self.reader = reader
        super().__init__(reader.pk)


def take_revision(*, revision: Revision, by: User) -> None:
    """Say that ``by`` is reading ``revision``. Raises TakenByOther if somebody else said so first."""
    if Revision.objects.filter(pk=revision.pk, taken_by=None).update(taken_by=by):
        return
    current = Revision.objects.select_related("taken_by").get(pk=revision.pk)
    if current.taken_by is not None and current.taken_by != by:
        raise TakenByOther(current.taken_by)


def hand_back(*, revision: Revision) -> None:
    """Let others read ``revision``; also what somebody took who has gone home."""
    Revision.objects.filter(pk=revision.pk).update(taken_by=None)


@transaction.atomic
def look_over(*, revision: Revision, by: User, now: datetime.datetime) -> None:
    """Say that an edit that went live by itself looks right. Raises StaleRevision if somebody did already."""
    waiting = Revision.objects.filter(pk=revision.pk, is_automatic=True, sampled_at=None)
    if not waiting.update(sampled_at=now, decided_by=by):
        raise StaleRevision(revision.pk)
    detail = {"revision": revision.pk}
    record_event(business=revision.business, kind=Kind.SAMPLED, actor=Actor.staff(by), now=now, detail=detail)


@transaction.atomic
def remove_business(*, business: Business, reason: str, by: User, now: datetime.datetime) -> None:
    """Take a listing away, for a reason that its team is told. Raises StaleBusiness, IllegalMove."""
    event = move_business(
        business=business,
        to=Business.Status.REMOVED,
        kind=Kind.REMOVED,
        actor=Actor.staff(by),
        now=now,
        text=reason,
    )
    tell_team(
        template="profile-removed",
        business=business,
        action=Action.SEE_BUSINESS,
        cause=str(event.pk),
        now=now,
        text=reason,
    )


@transaction.atomic
def put_back(*, business: Business, reason: str, by: User, now: datetime.datetime) -> None:
    """Publish a listing that was removed or archived again. Raises StaleBusiness, IllegalMove."""
    move_business(
        business=business,
        to=Business.Status.PUBLISHED,
        kind=Kind.RESTORED,
        actor=Actor.staff(by),
        now=now,
        text=reason,
    )
