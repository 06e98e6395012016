"""The life of an opportunity: every pair of states, what the database refuses, two people at once."""

import datetime
from functools import partial
from itertools import product

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from investors.models import Opportunity, OpportunityEvent, OpportunityRevision
from investors.opportunity_workflow import (
    MOVES,
    IllegalOpportunityMove,
    StaleOpportunity,
    move_opportunity,
)
from investors.revision_workflow import REVISION_MOVES, IllegalRevisionMove, move_revision
from investors.services.opportunities import approve_revision, request_changes
from investors.workflow import Actor
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.investors.opportunities import make_draft, publish_opportunity, submit_draft
from tests.investors.sent_enquiries import NOW

pytestmark = pytest.mark.django_db
Status, RevisionStatus = Opportunity.Status, OpportunityRevision.Status
WHOLE = {
    "first_published_at": NOW,
    "published_at": NOW,
    "valid_from": NOW.date(),
    "valid_until": NOW.date(),
}


def put_at(status: str) -> Opportunity:
    """Set a new opportunity at ``status`` without the way there."""
    opportunity = make_draft().opportunity
    fields = {} if status in Opportunity.NEVER_SHOWN else WHOLE
    Opportunity.objects.filter(pk=opportunity.pk).update(status=status, **fields)
    return Opportunity.objects.get(pk=opportunity.pk)


@pytest.mark.parametrize(("before", "to"), list(product(Status.values, repeat=2)))
def test_move_is_made_with_its_event_where_the_table_has_it(before, to):
    opportunity = put_at(before)
    move = partial(
        move_opportunity, opportunity=opportunity, to=to, kind="drafted", actor=Actor.system(), now=NOW
    )

    if to in MOVES[before]:
        event = move(**WHOLE) if to == Status.PUBLISHED else move()
        assert (event.from_status, event.to_status) == (before, to)
        assert Opportunity.objects.get(pk=opportunity.pk).status == to
    else:
        with pytest.raises(IllegalOpportunityMove):
            move()
        assert Opportunity.objects.get(pk=opportunity.pk).status == before


@pytest.mark.parametrize(("before", "to"), list(product(RevisionStatus.values, repeat=2)))
def test_revision_moves_where_the_table_has_it(before, to):
    revision = make_draft()
    fields = {"submitted_at": NOW, "reason": "Because"}
    OpportunityRevision.objects.filter(pk=revision.pk).update(status=before, **fields)
    revision.refresh_from_db()

    if to in REVISION_MOVES[before]:
        move_revision(revision=revision, to=to)
        assert OpportunityRevision.objects.get(pk=revision.pk).status == to
    else:
        with pytest.raises(IllegalRevisionMove):
            move_revision(revision=revision, to=to)


def test_move_of_one_that_somebody_else_moved_is_stale():
    opportunity = publish_opportunity()
    Opportunity.objects.filter(pk=opportunity.pk).update(status=Status.EXPIRED)

    with pytest.raises(StaleOpportunity):
        move_opportunity(
            opportunity=opportunity, to=Status.WITHDRAWN, kind="withdrawn", actor=Actor.system(), now=NOW
        )


def test_events_are_append_only():
    event = make_draft().opportunity.events.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        OpportunityEvent.objects.filter(pk=event.pk).update(text="Changed")
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "published"},
        {"first_published_at": NOW},
        {"valid_from": NOW.date(), "valid_until": NOW.date() - datetime.timedelta(days=1)},
    ],
)
def test_database_refuses_what_is_not_whole(changes):
    opportunity = make_draft().opportunity

    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=opportunity.pk).update(**changes)


@pytest.mark.parametrize("changes", [{"status": "in_review"}, {"status": "changes_requested"}])
def test_database_refuses_a_revision_without_its_time_or_reason(changes):
    revision = make_draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        OpportunityRevision.objects.filter(pk=revision.pk).update(**changes)


def test_database_refuses_a_second_open_revision():
    revision = make_draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        OpportunityRevision.objects.create(
            opportunity=revision.opportunity, content=revision.content, saved_at=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_race_of_an_approval_and_a_request_for_changes_has_one_winner():
    revision = submit_draft()
    officers = [UserFactory(role=User.Role.TRIAGE_OFFICER) for _each in range(2)]
    first, second = (OpportunityRevision.objects.get(pk=revision.pk) for _each in range(2))

    results = run_at_once(
        partial(approve_revision, revision=first, by=officers[0], now=NOW),
        partial(request_changes, revision=second, reason="No", by=officers[1], now=NOW),
    )

    names = sorted(type(each).__name__ for each in results)
    assert names == ["NoneType", "StaleRevision"]
    decided = {Status.PUBLISHED, Status.CHANGES_REQUESTED}
    assert Opportunity.objects.get(pk=revision.opportunity_id).status in decided
