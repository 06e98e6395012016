"""What moderators do besides deciding on a revision."""

from functools import partial

import pytest

from directory.models import Business, BusinessEvent, Revision
from directory.services.moderation import (
    StillMerged,
    TakenByOther,
    hand_back,
    look_over,
    put_back,
    remove_business,
    take_revision,
)
from directory.services.reports import StaleReport, report_business, settle_report
from directory.services.revisions import reject_revision, request_changes
from directory.workflow import IllegalMove, StaleBusiness, StaleRevision
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.test_merging import merge
from tests.directory.test_revisions import edit, publish, send, sent

pytestmark = pytest.mark.django_db


def remove(business: Business) -> None:
    remove_business(business=business, reason="No such firm.", by=UserFactory(), now=NOW)


def restore(business: Business) -> None:
    put_back(business=business, reason="It exists.", by=UserFactory(), now=NOW)


def name_types(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_take_revision_keeps_others_away_until_it_is_handed_back() -> None:
    revision, first, second = sent(), UserFactory(), UserFactory()
    take_revision(revision=revision, by=first)
    take_revision(revision=revision, by=first)

    with pytest.raises(TakenByOther) as refusal:
        take_revision(revision=revision, by=second)
    hand_back(revision=revision)
    take_revision(revision=revision, by=second)

    revision.refresh_from_db()
    assert (refusal.value.reader, revision.taken_by) == (first, second)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_take_once() -> None:
    revision = sent()

    results = run_at_once(*(partial(take_revision, revision=revision, by=UserFactory()) for _ in range(2)))

    assert name_types(results) == ["NoneType", "TakenByOther"]


@pytest.mark.django_db(transaction=True)
def test_two_moderators_look_over_once() -> None:
    business = publish(verification="letter")
    send(edit(business, languages=["fr"]))
    call = partial(look_over, revision=business.revisions.get(), by=UserFactory(), now=NOW)

    results = run_at_once(call, call)

    assert name_types(results) == ["NoneType", "StaleRevision"]
    assert business.events.filter(kind=BusinessEvent.Kind.SAMPLED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_moderators_settle_a_report_once() -> None:
    report = report_business(business=publish(), reason="wrong", text="", email="", signs=[], now=NOW)
    calls = [
        partial(settle_report, report=report, is_handled=each, note="Done.", by=UserFactory(), now=NOW)
        for each in (True, False)
    ]

    assert name_types(run_at_once(*calls)) == ["NoneType", StaleReport.__name__]


@pytest.mark.django_db(transaction=True)
def test_two_moderators_remove_once() -> None:
    business = publish()
    copies = [Business.objects.get(pk=business.pk) for _ in range(2)]

    results = run_at_once(*(partial(remove, copy) for copy in copies))

    assert name_types(results) == ["NoneType", StaleBusiness.__name__]
    assert Message.objects.filter(kind="profile-removed").count() == 1


def test_remove_takes_what_was_sent_out_of_the_queue() -> None:
    revision = sent()
    revision.business.refresh_from_db()

    remove(revision.business)

    revision.refresh_from_db()
    assert (revision.status, revision.submitted_at) == (Revision.Status.DRAFT, None)
    assert not Revision.objects.waiting().exists()


def test_remove_leaves_nothing_to_look_over() -> None:
    business = publish(verification="letter")
    send(edit(business, languages=["fr"]))

    remove(business)

    assert not Revision.objects.waiting().exists()


@pytest.mark.parametrize("status", ["published", "archived"])
def test_put_back_makes_a_listing_what_it_was(status) -> None:
    business = publish(status=status)
    remove(business)

    restore(business)

    business.refresh_from_db()
    assert business.status == status
    assert "It exists." in Message.objects.get(kind="profile-put-back").body


def test_put_back_publishes_what_its_team_had_archived() -> None:
    business = publish(status="archived")

    restore(business)

    business.refresh_from_db()
    assert business.status == Business.Status.PUBLISHED


def test_put_back_never_publishes_what_nobody_approved() -> None:
    revision = sent()
    revision.business.refresh_from_db()
    remove(revision.business)

    restore(revision.business)

    revision.business.refresh_from_db()
    assert revision.business.status == Business.Status.DRAFT
    revision.refresh_from_db()
    assert send(revision) is False


@pytest.mark.parametrize("refuse", [request_changes, reject_revision])
def test_put_back_keeps_what_was_refused_refused(refuse) -> None:
    revision = sent()
    refuse(revision=revision, reasons=["unclear"], text="", by=UserFactory(), now=NOW)
    business = Business.objects.get(pk=revision.business_id)
    before = business.status
    remove(business)

    restore(business)

    business.refresh_from_db()
    assert business.status == before


def test_put_back_refuses_what_is_there() -> None:
    with pytest.raises(IllegalMove):
        restore(publish())


def test_put_back_refuses_what_became_part_of_another() -> None:
    gone = BusinessFactory()
    merge(BusinessFactory(), gone)
    gone.refresh_from_db()

    with pytest.raises(StillMerged):
        restore(gone)


def test_look_over_refuses_what_somebody_looked_at() -> None:
    business = publish(verification="letter")
    send(edit(business, languages=["fr"]))
    revision = business.revisions.get()
    look_over(revision=revision, by=UserFactory(), now=NOW)

    with pytest.raises(StaleRevision):
        look_over(revision=revision, by=UserFactory(), now=NOW)
