"""The life of an opportunity and of its revisions: every legal move, and the one way to make each."""

import datetime
from typing import Any

from investors.models import Opportunity, OpportunityEvent, OpportunityRevision
from investors.workflow import Actor

Status = Opportunity.Status
RevisionStatus = OpportunityRevision.Status
Kind = OpportunityEvent.Kind

MOVES: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.IN_REVIEW, Status.WITHDRAWN}),
    Status.IN_REVIEW: frozenset({Status.DRAFT, Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.CHANGES_REQUESTED: frozenset({Status.IN_REVIEW, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.EXPIRED, Status.WITHDRAWN}),
    # What the public saw once comes back by a revision that UKTI approves.
    Status.EXPIRED: frozenset({Status.PUBLISHED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.PUBLISHED}),
}

REVISION_MOVES: dict[str, frozenset[str]] = {
    RevisionStatus.DRAFT: frozenset({RevisionStatus.IN_REVIEW, RevisionStatus.DISCARDED}),
    RevisionStatus.IN_REVIEW: frozenset(
        {
            RevisionStatus.DRAFT,
            RevisionStatus.CHANGES_REQUESTED,
            RevisionStatus.APPROVED,
            RevisionStatus.DISCARDED,
        }
    ),
    RevisionStatus.CHANGES_REQUESTED: frozenset({RevisionStatus.IN_REVIEW, RevisionStatus.DISCARDED}),
    RevisionStatus.APPROVED: frozenset(),
    RevisionStatus.DISCARDED: frozenset(),
}


class IllegalOpportunityMove(Exception):
    """The tables have no such move."""


class StaleOpportunity(Exception):
    """Somebody else moved the opportunity, or saved or decided its revision, first."""


def move_opportunity(
    *,
    opportunity: Opportunity,
    to: str,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    text: str = "",
    **changes: Any,
) -> OpportunityEvent:
    """Move ``opportunity`` to the status ``to``, set ``changes`` on it, and return the event.

    Call it inside a transaction. A compare-and-set on the status that the caller saw: raises
    StaleOpportunity when somebody else was first, IllegalOpportunityMove when the table has no such move.
    """
    before = opportunity.status
    if to not in MOVES[before]:
        raise IllegalOpportunityMove(f"{opportunity.slug}: {before} to {to}")
    if not Opportunity.objects.filter(pk=opportunity.pk, status=before).update(status=to, **changes):
        raise StaleOpportunity(opportunity.slug)
    opportunity.status = to
    for field, value in changes.items():
        setattr(opportunity, field, value)
    return record_opportunity_event(
        opportunity=opportunity,
        kind=kind,
        actor=actor,
        now=now,
        text=text,
        from_status=before,
        to_status=to,
    )


def move_opportunity_revision(*, revision: OpportunityRevision, to: str, **changes: Any) -> None:
    """Move ``revision`` to the status ``to`` and set ``changes`` on it.

    Call it inside a transaction that writes an event as well. A compare-and-set on status and version:
    raises StaleOpportunity, or IllegalOpportunityMove when the table has no such move.
    """
    before = revision.status
    if to not in REVISION_MOVES[before]:
        raise IllegalOpportunityMove(f"revision {revision.pk}: {before} to {to}")
    change_revision(revision=revision, status=to, **changes)


def change_revision(*, revision: OpportunityRevision, **changes: Any) -> None:
    """Set ``changes`` on ``revision`` and count them: a compare-and-set, raises StaleOpportunity."""
    seen = OpportunityRevision.objects.filter(
        pk=revision.pk, status=revision.status, version=revision.version
    )
    changes["version"] = revision.version + 1
    if not seen.update(**changes):
        raise StaleOpportunity(revision.pk)
    for field, value in changes.items():
        setattr(revision, field, value)


def record_opportunity_event(
    *,
    opportunity: Opportunity,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    text: str = "",
    from_status: str = "",
    to_status: str = "",
) -> OpportunityEvent:
    """Write one event of ``opportunity`` and return it; inside the transaction of its cause."""
    return OpportunityEvent.objects.create(
        opportunity=opportunity,
        kind=kind,
        at=now,
        actor_kind=actor.kind,
        user_id=actor.user_id,
        from_status=from_status,
        to_status=to_status,
        text=text,
    )
