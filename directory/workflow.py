"""The life of a listing, of a revision and of a claim: every legal move, and the one way to make each."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from directory.models import Business, BusinessEvent, Claim, Revision

if TYPE_CHECKING:
    from accounts.models import User

Status = Business.Status
Kind = BusinessEvent.Kind

MOVES: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.IN_REVIEW, Status.REMOVED}),
    Status.IN_REVIEW: frozenset(
        {Status.DRAFT, Status.PUBLISHED, Status.CHANGES_REQUESTED, Status.REJECTED, Status.REMOVED}
    ),
    Status.CHANGES_REQUESTED: frozenset({Status.IN_REVIEW, Status.REMOVED}),
    Status.REJECTED: frozenset({Status.IN_REVIEW, Status.REMOVED}),
    Status.PUBLISHED: frozenset({Status.ARCHIVED, Status.REMOVED}),
    Status.ARCHIVED: frozenset({Status.PUBLISHED, Status.REMOVED}),
    Status.REMOVED: frozenset(
        {
            Status.PUBLISHED,
            Status.ARCHIVED,
            Status.DRAFT,
            Status.CHANGES_REQUESTED,
            Status.REJECTED,
        }
    ),
}

REVISION_MOVES: dict[str, frozenset[str]] = {
    Revision.Status.DRAFT: frozenset(
        {Revision.Status.IN_REVIEW, Revision.Status.APPROVED, Revision.Status.WITHDRAWN}
    ),
    Revision.Status.IN_REVIEW: frozenset(
        {
            Revision.Status.DRAFT,
            Revision.Status.APPROVED,
            Revision.Status.CHANGES_REQUESTED,
            Revision.Status.REJECTED,
        }
    ),
    Revision.Status.CHANGES_REQUESTED: frozenset(
        {Revision.Status.IN_REVIEW, Revision.Status.APPROVED, Revision.Status.WITHDRAWN}
    ),
    Revision.Status.APPROVED: frozenset(),
    Revision.Status.REJECTED: frozenset(),
    Revision.Status.WITHDRAWN: frozenset(),
}

CLAIM_MOVES: dict[str, frozenset[str]] = {
    Claim.Status.PENDING: frozenset({Claim.Status.APPROVED, Claim.Status.DENIED}),
    Claim.Status.APPROVED: frozenset({Claim.Status.REVOKED}),
    Claim.Status.DENIED: frozenset(),
    Claim.Status.REVOKED: frozenset(),
}


class IllegalMove(Exception):
    """The table has no such move."""


class StaleBusiness(Exception):
    """Somebody else moved the listing first."""


class StaleRevision(Exception):
    """Somebody else saved or decided the revision first."""


class StaleClaim(Exception):
    """Somebody else decided the claim first."""


@dataclass(frozen=True)
class Actor:
    """Who did something to a listing: somebody of its team, staff, a reader, or the portal itself."""

    kind: str
    user_id: int | None = None

    @classmethod
    def member(cls, user: "User") -> "Actor":
        """Return somebody who acts for the business."""
        return cls(BusinessEvent.ActorKind.MEMBER, user.pk)

    @classmethod
    def staff(cls, user: "User") -> "Actor":
        """Return a moderator or manager."""
        return cls(BusinessEvent.ActorKind.STAFF, user.pk)

    @classmethod
    def reader(cls) -> "Actor":
        """Return somebody who read a profile; of them nothing is kept here."""
        return cls(BusinessEvent.ActorKind.READER)

    @classmethod
    def system(cls) -> "Actor":
        """Return the portal itself."""
        return cls(BusinessEvent.ActorKind.SYSTEM)


def move_business(
    *,
    business: Business,
    to: str,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
    **changes: Any,
) -> BusinessEvent:
    """Move ``business`` to the status ``to``, set ``changes`` on it, and write the event, which it returns.

    Call it inside a transaction. A compare-and-set on the status that the caller saw: raises StaleBusiness
    when somebody else was first, IllegalMove when the table has no such move.
    """
    before = business.status
    if to not in MOVES[before]:
        raise IllegalMove(f"{business.slug}: {before} to {to}")
    if not Business.objects.filter(pk=business.pk, status=before).update(status=to, **changes):
        raise StaleBusiness(business.slug)
    business.status = to
    for field, value in changes.items():
        setattr(business, field, value)
    return record_event(
        business=business,
        kind=kind,
        actor=actor,
        now=now,
        text=text,
        detail=detail,
        from_status=before,
        to_status=to,
    )


def move_revision(*, revision: Revision, to: str, **changes: Any) -> None:
    """Move ``revision`` to the status ``to`` and set ``changes`` on it.

    Call it inside a transaction that writes an event as well. A compare-and-set on status and version: raises
    StaleRevision when somebody else saved or decided it first, IllegalMove when the table has no such move.
    """
    before = revision.status
    if to not in REVISION_MOVES[before]:
        raise IllegalMove(f"revision {revision.pk}: {before} to {to}")
    seen = Revision.objects.filter(pk=revision.pk, status=before, version=revision.version)
    changes["version"] = revision.version + 1
    if not seen.update(status=to, **changes):
        raise StaleRevision(revision.pk)
    revision.status = to
    for field, value in changes.items():
        setattr(revision, field, value)


def move_claim(*, claim: Claim, to: str, **changes: Any) -> None:
    """Move ``claim`` to the status ``to`` and set ``changes`` on it.

    Call it inside a transaction that writes an event as well. A compare-and-set on the status: raises
    StaleClaim when somebody else decided it first, IllegalMove when the table has no such move.
    """
    before = claim.status
    if to not in CLAIM_MOVES[before]:
        raise IllegalMove(f"claim {claim.pk}: {before} to {to}")
    if not Claim.objects.filter(pk=claim.pk, status=before).update(status=to, **changes):
        raise StaleClaim(claim.pk)
    claim.status = to
    for field, value in changes.items():
        setattr(claim, field, value)


def record_event(
    *,
    business: Business,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
    from_status: str = "",
    to_status: str = "",
) -> BusinessEvent:
    """Write one event of ``business`` and return it; inside the transaction of its cause."""
    return BusinessEvent.objects.create(
        business=business,
        kind=kind,
        at=now,
        actor_kind=actor.kind,
        user_id=actor.user_id,
        from_status=from_status,
        to_status=to_status,
        text=text,
        detail=detail or {},
    )
