"""The life of a listing and of a revision: legal moves, and one winner of each."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from directory.models import Business, BusinessEvent, Revision
from directory.workflow import (
    MOVES,
    REVISION_MOVES,
    Actor,
    IllegalMove,
    StaleBusiness,
    StaleRevision,
    move_business,
    move_revision,
    record_event,
)
from tests.directory.listings import NOW, BusinessFactory

pytestmark = pytest.mark.django_db
PAIRS = [(before, after) for before in Business.Status.values for after in Business.Status.values]
REVISION_PAIRS = [(before, after) for before in Revision.Status.values for after in Revision.Status.values]


def make_revision(**fields) -> Revision:
    defaults = {"business": BusinessFactory(), "content": {}, "started_at": NOW, "saved_at": NOW}
    return Revision.objects.create(**defaults | {"submitted_at": NOW} | fields)


def publish(business: Business, to: str = Business.Status.PUBLISHED) -> BusinessEvent:
    return move_business(
        business=business, to=to, kind=BusinessEvent.Kind.PUBLISHED, actor=Actor.system(), now=NOW
    )


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_move_business_follows_the_table(before, after) -> None:
    business = BusinessFactory(status=before)

    if after in MOVES[before]:
        event = publish(business, after)
        assert (event.from_status, event.to_status) == (before, after)
    else:
        with pytest.raises(IllegalMove):
            publish(business, after)

    business.refresh_from_db()
    assert business.status == (after if after in MOVES[before] else before)


def test_move_business_lets_one_of_two_win() -> None:
    business = BusinessFactory(status=Business.Status.IN_REVIEW)
    same = Business.objects.get(pk=business.pk)
    publish(business)

    with pytest.raises(StaleBusiness):
        publish(same)

    assert business.events.count() == 1


@pytest.mark.parametrize(("before", "after"), REVISION_PAIRS)
def test_move_revision_follows_the_table(before, after) -> None:
    revision = make_revision(status=before)

    if after in REVISION_MOVES[before]:
        move_revision(revision=revision, to=after, decided_at=NOW)
    else:
        with pytest.raises(IllegalMove):
            move_revision(revision=revision, to=after)

    revision.refresh_from_db()
    assert revision.status == (after if after in REVISION_MOVES[before] else before)


def test_move_revision_refuses_what_was_saved_since() -> None:
    revision = make_revision(status=Revision.Status.IN_REVIEW)
    Revision.objects.filter(pk=revision.pk).update(version=1)

    with pytest.raises(StaleRevision):
        move_revision(revision=revision, to=Revision.Status.APPROVED)


def test_revision_open_is_one_a_business() -> None:
    revision = make_revision()
    make_revision(business=revision.business, status=Revision.Status.APPROVED)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_revision(business=revision.business, status=Revision.Status.IN_REVIEW)


def test_revision_in_review_was_submitted() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_revision(status=Revision.Status.IN_REVIEW, submitted_at=None)


@pytest.mark.parametrize(
    "change", ["UPDATE directory_businessevent SET text = ''", "DELETE FROM directory_businessevent"]
)
def test_business_event_cannot_be_changed(change) -> None:
    business = BusinessFactory()
    record_event(
        business=business,
        kind=BusinessEvent.Kind.REGISTERED,
        actor=Actor.system(),
        now=NOW + datetime.timedelta(days=1),
    )

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    assert business.events.count() == 1
