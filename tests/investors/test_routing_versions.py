"""The life of a version: what services and the database allow."""

import datetime
from functools import partial

import pytest
from django.db import IntegrityError, InternalError, transaction

from investors.facts import gather_rules
from investors.models import RoutingVersion
from investors.routing_rules import BUILT_IN, STEPS, InvalidRules, Rules, read_rules, write_rules
from investors.services import routing_versions as versions
from tests.at_once import run_at_once
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.routing_versions import make_draft, make_manager, put_in_force
from tests.investors.sent_enquiries import NOW

pytestmark = pytest.mark.django_db
TODAY, LATER = NOW.date(), NOW + datetime.timedelta(days=7)
NEXT_WEEK = LATER.date()
OTHER = Rules(nearest_counts=False)


def list_statuses(now: datetime.datetime) -> dict[int, str]:
    rows = RoutingVersion.objects.with_status(now).filter(note__endswith="(test)")
    return dict(rows.values_list("pk", "status"))


def test_built_in_version_in_force_is_the_design():
    RoutingVersion.objects.exclude(number__lte=2).delete()

    version, rules = gather_rules(NOW)

    assert rules == BUILT_IN
    assert version is None or version.number == 2


def test_first_version_is_what_was_decided_before_there_were_versions():
    first = RoutingVersion.objects.filter(number=1).first()

    if first is not None:  # the tests of races empty the table
        rules = read_rules(first.rules)
        assert rules.order == tuple(step for step in STEPS if step != "relationship")
        assert (rules.scale_jobs, rules.scale_spend, rules.assignments) == ("", "", ())


def test_draft_has_the_rules_of_its_source_and_the_next_number():
    source = make_draft(OTHER)

    draft = versions.draft_version(source=source, note="Next", by=make_manager(), now=NOW)

    assert (draft.number, draft.note, draft.valid_from) == (source.number + 1, "Next", None)
    assert read_rules(draft.rules) == OTHER


def test_draft_is_saved_by_who_saw_the_last_save_only():
    draft, manager = make_draft(), make_manager()
    save = partial(versions.save_draft, version=draft, by=manager, saves=0)

    save(rules=OTHER, note="First")
    with pytest.raises(versions.StaleVersion):
        save(rules=BUILT_IN, note="Second")

    draft.refresh_from_db()
    assert (draft.note, draft.saves, read_rules(draft.rules)) == ("First", 1, OTHER)


def test_activation_today_begins_at_once_and_retires_the_one_before():
    old = put_in_force(now=NOW - datetime.timedelta(days=1))
    draft, manager = make_draft(OTHER), make_manager()

    versions.activate_version(version=draft, day=TODAY, saves=0, by=manager, now=NOW)

    old.refresh_from_db()
    draft.refresh_from_db()
    assert (old.valid_until, draft.valid_from, draft.valid_until) == (NOW, NOW, None)
    assert draft.activated_by == manager
    assert list_statuses(NOW) == {old.pk: "retired", draft.pk: "active"}
    assert gather_rules(NOW) == (draft, OTHER)


def test_activation_for_a_day_ahead_begins_when_work_begins():
    old = put_in_force()
    draft = make_draft(OTHER)

    versions.activate_version(version=draft, day=NEXT_WEEK, saves=0, by=make_manager(), now=NOW)

    begins = datetime.datetime(2026, 6, 9, 8, tzinfo=datetime.UTC)
    draft.refresh_from_db()
    assert draft.valid_from == begins
    assert list_statuses(NOW) == {old.pk: "active", draft.pk: "scheduled"}
    assert gather_rules(begins - datetime.timedelta(seconds=1))[0] == old
    assert gather_rules(begins) == (draft, OTHER)


def test_activation_waits_for_another_that_is_scheduled():
    put_in_force()
    manager = make_manager()
    scheduled, draft = make_draft(), make_draft()
    versions.activate_version(version=scheduled, day=NEXT_WEEK, saves=0, by=manager, now=NOW)

    with pytest.raises(versions.AlreadyScheduled):
        versions.activate_version(version=draft, day=TODAY, saves=0, by=manager, now=NOW)


def test_scheduled_version_can_be_taken_back_and_the_one_before_goes_on():
    old, draft, manager = put_in_force(), make_draft(), make_manager()
    versions.activate_version(version=draft, day=NEXT_WEEK, saves=0, by=manager, now=NOW)

    versions.take_back_version(version=draft, by=manager, now=NOW)

    old.refresh_from_db()
    assert old.valid_until is None
    assert list_statuses(LATER) == {old.pk: "active", draft.pk: "draft"}


def test_version_in_force_cannot_be_taken_back_discarded_saved_or_activated_again():
    version, manager = put_in_force(), make_manager()

    for act in (
        partial(versions.take_back_version, version=version, by=manager, now=NOW),
        partial(versions.discard_draft, version=version, by=manager),
        partial(versions.save_draft, version=version, rules=OTHER, note="No", saves=0, by=manager),
        partial(versions.activate_version, version=version, day=TODAY, saves=0, by=manager, now=NOW),
    ):
        with pytest.raises(versions.StaleVersion):
            act()


def test_draft_can_be_discarded():
    draft = make_draft()

    versions.discard_draft(version=draft, by=make_manager())

    assert not RoutingVersion.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("change", [{"rules": write_rules(OTHER)}, {"note": "Other"}, {"valid_from": LATER}])
def test_database_refuses_that_an_activated_version_changes(change):
    version = put_in_force()

    with pytest.raises(InternalError, match="routing version"), transaction.atomic():
        RoutingVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(InternalError, match="stays"), transaction.atomic():
        RoutingVersion.objects.filter(pk=version.pk).delete()


def test_database_refuses_that_a_version_that_decided_is_taken_back():
    version = put_in_force()
    make_contact()
    offer_enquiry()

    with pytest.raises(InternalError, match="began when it began"), transaction.atomic():
        RoutingVersion.objects.filter(pk=version.pk).update(valid_from=None)


def test_database_refuses_two_versions_in_force_at_a_time():
    put_in_force()
    draft = make_draft()

    with pytest.raises(IntegrityError, match="routing_version_one_in_force"), transaction.atomic():
        RoutingVersion.objects.filter(pk=draft.pk).update(valid_from=LATER)


@pytest.mark.parametrize("change", [{"valid_until": NOW}, {"valid_from": LATER, "valid_until": NOW}])
def test_database_refuses_an_end_before_the_beginning(change):
    RoutingVersion.objects.in_force(NOW).update(valid_until=NOW)
    draft = make_draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoutingVersion.objects.filter(pk=draft.pk).update(**change)


def test_rules_that_cannot_be_read_are_not_replaced_by_others():
    version = put_in_force()
    RoutingVersion.objects.filter(pk=version.pk).update(valid_until=NOW)
    RoutingVersion.objects.create(
        number=version.number + 1,
        note="Broken (test)",
        rules={"order": ["?"]},
        created_at=NOW,
        valid_from=NOW,
    )

    with pytest.raises(InvalidRules):
        gather_rules(NOW)


def test_version_outlives_the_account_of_who_put_it_in_force():
    version = put_in_force()

    version.activated_by.delete()

    version.refresh_from_db()
    assert version.activated_by is None


@pytest.mark.django_db(transaction=True)
def test_race_of_two_activations_puts_one_in_force():
    manager = make_manager()
    first, second = make_draft(), make_draft(OTHER)
    activate = partial(versions.activate_version, saves=0, by=manager, now=NOW, day=NEXT_WEEK)

    results = run_at_once(partial(activate, version=first), partial(activate, version=second))

    assert sorted(type(result).__name__ for result in results) == ["AlreadyScheduled", "RoutingVersion"]
    assert RoutingVersion.objects.exclude(valid_from=None).filter(valid_until=None).count() == 1
