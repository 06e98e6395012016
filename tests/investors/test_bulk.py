"""Doing one thing to many enquiries: each once, whatever happens in between."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from investors.models import BulkAction, BulkItem, Enquiry
from investors.services import casework, notes
from investors.services.bulk import go_on
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events, make_contact
from tests.investors.bulk_actions import MINUTE, crash_at, do, list_outcomes, read_status
from tests.investors.desk_rows import LATER, make_enquiry, quarantine_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def test_form_sent_twice_does_it_once(staff):
    enquiry, key = make_enquiry("Kyoto"), uuid.uuid4()

    first = do("note", enquiry, by=staff, key=key)
    second = do("note", enquiry, by=staff, key=key)

    assert first == second
    assert enquiry.events.filter(kind="note").count() == 1


def test_crash_between_two_leaves_the_rest_pending_and_the_same_key_goes_on(staff):
    first, second, key = make_enquiry("Kyoto"), make_enquiry("Osaka"), uuid.uuid4()
    with crash_at(second), pytest.raises(IntegrityError):
        do("close", first, second, by=staff, key=key)
    left = list_outcomes(BulkAction.objects.get())

    bulk = do("close", first, second, by=staff, key=key, text="Other words", now=LATER + MINUTE)

    assert left == ["done", "pending"]
    assert list_outcomes(bulk) == ["done", "done"]
    assert [each.events.filter(kind="closed").count() for each in (first, second)] == [1, 1]
    assert second.events.get(kind="closed").text == "Out of scope"


def test_what_was_done_late_can_be_undone_as_long_as_the_rest(staff, settings):
    enquiry, key = make_enquiry("Kyoto"), uuid.uuid4()
    with crash_at(enquiry), pytest.raises(IntegrityError):
        do("close", enquiry, by=staff, key=key)

    bulk = do("close", enquiry, by=staff, key=key, now=LATER + 20 * MINUTE)

    until = LATER + (20 + settings.BULK_UNDO_MINUTES) * MINUTE
    assert bulk.undo_until == until
    assert Message.objects.get(kind="enquiry-closed").due_at == until


def test_enquiry_that_moved_since_is_passed_over_and_named(staff):
    stale, fresh = make_enquiry("Kyoto"), make_enquiry("Osaka")
    casework.take_enquiry(enquiry=Enquiry.objects.get(pk=stale.pk), by=staff, now=LATER)

    bulk = do("close", stale, fresh, by=staff)

    assert list_outcomes(bulk) == ["passed_over", "done"]
    assert "Somebody was first" in bulk.items.get(enquiry=stale).words
    assert read_status(stale, fresh) == ["triage", "closed"]


def test_note_is_added_to_what_moved_since(staff):
    stale = make_enquiry("Kyoto")
    casework.take_enquiry(enquiry=Enquiry.objects.get(pk=stale.pk), by=staff, now=LATER)

    bulk = do("note", stale, by=staff)

    assert list_outcomes(bulk) == ["done"]
    assert list_events(stale)[-1] == "note"


@pytest.mark.parametrize("name", ["take", "route", "note", "close"])
def test_action_does_to_each_what_the_case_page_does(staff, name):
    first, second = make_enquiry("Kyoto"), make_enquiry("Osaka")

    bulk = do(name, first, second, by=staff)

    assert list_outcomes(bulk) == ["done", "done"]


def test_referral_of_several_asks_the_contact_for_each(staff):
    contact = make_contact()
    first, second = make_enquiry("Kyoto"), make_enquiry("Osaka")

    do("refer", first, second, by=staff, contact=contact)

    assert read_status(first, second) == ["referred", "referred"]
    assert contact.referrals.count() == 2


def test_release_of_several_lets_each_be_routed(staff):
    held = quarantine_enquiry()

    bulk = do("release", held, make_enquiry("Kyoto"), by=staff)

    assert sorted(list_outcomes(bulk)) == ["done", "passed_over"]
    assert read_status(held) == ["triage"]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_it_to_each_enquiry_once(staff):
    other = UserFactory(role="manager")
    enquiries = [make_enquiry(f"Firm {number}") for number in range(3)]

    bulks = run_at_once(lambda: do("close", *enquiries, by=staff), lambda: do("close", *enquiries, by=other))

    done = BulkItem.objects.filter(bulk__in=bulks, outcome="done")
    assert done.count() == 3
    assert Message.objects.filter(kind="enquiry-closed").count() == 3
    assert BulkItem.objects.filter(bulk__in=bulks, outcome="passed_over").count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_does_each_once(staff):
    enquiries, key = [make_enquiry(f"Firm {number}") for number in range(3)], uuid.uuid4()

    bulks = run_at_once(
        lambda: do("note", *enquiries, by=staff, key=key), lambda: do("note", *enquiries, by=staff, key=key)
    )

    assert bulks[0] == bulks[1]
    assert list_outcomes(bulks[0]) == ["done"] * 3
    assert [each.events.filter(kind="note").count() for each in enquiries] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_who_go_on_at_once_do_each_once(staff):
    enquiries = [make_enquiry(f"Firm {number}") for number in range(3)]
    bulk = BulkAction.objects.create(
        key=uuid.uuid4(), name="note", by=staff, done_at=LATER, undo_until=LATER, parameters={"text": "See"}
    )
    for each in enquiries:
        bulk.items.create(enquiry=each, outcome="pending", status_before="triage", seen_version=each.version)

    run_at_once(lambda: go_on(bulk=bulk, by=staff, now=LATER), lambda: go_on(bulk=bulk, by=staff, now=LATER))

    assert list_outcomes(bulk) == ["done"] * 3
    assert [each.events.filter(kind="note").count() for each in enquiries] == [1, 1, 1]


@pytest.mark.parametrize(
    "changes",
    [{"outcome": "passed_over"}, {"outcome": "pending"}, {"version": None}, {"done_at": None}],
    ids=["passed over with a version", "pending with one", "done without", "done at no time"],
)
def test_item_whose_outcome_and_version_do_not_fit_is_refused_by_the_database(staff, changes):
    bulk = do("take", make_enquiry("Kyoto"), by=staff)

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.items.update(**changes)


def test_note_of_several_does_not_hold_mails(staff):
    enquiry = make_enquiry("Kyoto")
    notes.add_note(enquiry=enquiry, text="See", readers=[UserFactory(role="manager")], by=staff, now=LATER)
    do("note", enquiry, by=staff)

    assert Message.objects.get(kind="note-for-you").due_at == LATER
