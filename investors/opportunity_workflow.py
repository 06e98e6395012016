"""The life of an opportunity: every legal move, and the one way to make it.

That of its revisions is in ``investors.revision_workflow``.
"""

import datetime
from typing import Any

from investors.models import Opportunity, OpportunityEvent
from investors.revision_workflow import IllegalRevisionMove, StaleRevision
from investors.workflow import Actor

Status = Opportunity.Status
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


class IllegalOpportunityMove(IllegalRevisionMove):
    """The table has no such move of an opportunity."""


class StaleOpportunity(StaleRevision):
    """Somebody else moved the opportunity first."""


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
