"""What moderators do besides deciding on a revision: take it to read, look over, remove, put back."""

import datetime

from django.db import transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Merger, Revision
from directory.notices import tell_team
from directory.permissions import Action
from directory.workflow import Actor, StaleRevision, move_business, move_revision, record_event

Kind = BusinessEvent.Kind
Status = Business.Status


class TakenByOther(Exception):
    """Another moderator is reading it: ``reader``."""

    def __init__(self, reader: User) -> None:
        self.reader = reader
        super().__init__(reader.pk)


class StillMerged(Exception):
    """The listing is part of another one: the merger is to be undone first."""


@transaction.atomic
def take_revision(*, revision: Revision, by: User) -> None:
    """Say that ``by`` is reading ``revision``. Raises TakenByOther if somebody else said so first."""
    # Without a join: PostgreSQL reads the locked row anew after it has waited, but not what was joined to it.
    current = Revision.objects.select_for_update().get(pk=revision.pk)
    if current.taken_by is not None and current.taken_by != by:
        raise TakenByOther(current.taken_by)
    Revision.objects.filter(pk=revision.pk).update(taken_by=by)


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
    """Take a listing away, for a reason that its team is told. Raises StaleBusiness, IllegalMove.

    What waited for a moderator waits no more; a text that was sent becomes a draft again.
    """
    event = move_business(
        business=business, to=Status.REMOVED, kind=Kind.REMOVED, actor=Actor.staff(by), now=now, text=reason
    )
    for revision in business.revisions.filter(status=Revision.Status.IN_REVIEW):
        move_revision(revision=revision, to=Revision.Status.DRAFT, submitted_at=None, taken_by=None)
    skip_samples(business, now)
    _tell("profile-removed", business, event, reason, now)


@transaction.atomic
def put_back(*, business: Business, reason: str, by: User, now: datetime.datetime) -> None:
    """Make a removed listing what it was, or publish an archived one again; tell the team.

    One that was removed while it waited for review becomes a draft, for its team to send. Raises
    StaleBusiness, IllegalMove, and StillMerged for a listing that became part of another.
    """
    if Merger.objects.standing().filter(gone=business).exists():
        raise StillMerged(business.slug)
    event = move_business(
        business=business,
        to=find_former_status(business),
        kind=Kind.RESTORED,
        actor=Actor.staff(by),
        now=now,
        text=reason,
    )
    _tell("profile-put-back", business, event, reason, now)


def find_former_status(business: Business) -> str:
    """Return what ``business`` becomes when it is put back."""
    if business.status != Status.REMOVED:
        return Status.PUBLISHED
    removal = business.events.filter(to_status=Status.REMOVED).order_by("-pk").first()
    former = removal.from_status if removal else Status.ARCHIVED
    return Status.DRAFT if former == Status.IN_REVIEW else former


def skip_samples(business: Business, now: datetime.datetime) -> None:
    """Let no moderator look over edits of a listing that is gone."""
    business.revisions.filter(is_automatic=True, sampled_at=None).update(sampled_at=now)


def _tell(
    template: str, business: Business, event: BusinessEvent, reason: str, now: datetime.datetime
) -> None:
    cause = str(event.pk)
    tell_team(
        template=template, business=business, action=Action.SEE_BUSINESS, cause=cause, now=now, text=reason
    )
