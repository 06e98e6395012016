"""Undoing one thing that was done to many enquiries: what comes back, what does not, and who is told."""

import datetime

import pytest
from django.db import IntegrityError

from accounts.models import User
from investors.models import BulkAction, Enquiry, Referral
from investors.services import casework, notes
from investors.services.assignment import accept_referral
from investors.services.bulk_undo import TooLate, undo_bulk
from investors.services.following import write_back
from investors.services.joining import join_enquiry
from investors.workflow import Actor
from outbox.models import Message
from outbox.services import deliver_due_messages
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events, mail_to, make_contact, offer_enquiry
from tests.investors.bulk_actions import BULK, MINUTE, crash_at, do, list_outcomes, read_status
from tests.investors.desk_rows import LATER, make_enquiry, quarantine_enquiry, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def give_to_contact(*, is_accepted: bool) -> tuple[Enquiry, Referral]:
    """Put an enquiry before a contact, all mails about it gone; return it as it stands."""
    make_contact()
    enquiry, referral = offer_enquiry()
    if is_accepted:
        accept_referral(referral=referral, by=Actor.contact(referral.contact), now=LATER - MINUTE)
    Message.objects.update(status="sent", sent_at=LATER)
    enquiry.refresh_from_db()
    return enquiry, referral


def test_mail_about_what_can_be_undone_waits_and_leaves_then(staff, settings):
    enquiry = make_enquiry("Kyoto")
    Message.objects.update(status="sent", sent_at=LATER)
    do("close", enquiry, by=staff)
    wait = datetime.timedelta(minutes=settings.BULK_UNDO_MINUTES)

    early = deliver_due_messages(now=LATER + wait - MINUTE)
    late = deliver_due_messages(now=LATER + wait)

    assert (early, late) == (0, 1)


def test_undo_of_a_close_opens_each_at_triage_and_nobody_is_told(staff):
    enquiry = make_enquiry("Kyoto")
    Message.objects.update(status="sent", sent_at=LATER)
    bulk = do("close", enquiry, by=staff)

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    mail = Message.objects.get(kind="enquiry-closed")
    assert read_status(enquiry) == ["triage"]
    assert (mail.status, mail.settled_by) == ("suppressed", staff)
    assert deliver_due_messages(now=LATER + datetime.timedelta(days=1)) == 0
    assert list_outcomes(bulk) == ["undone"]


def test_undo_of_a_take_gives_it_back_to_who_had_it(staff):
    other = UserFactory(role="manager")
    enquiry = make_enquiry("Kyoto", taken_by=other)
    bulk = do("take", enquiry, by=staff)

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    assert Enquiry.objects.get(pk=enquiry.pk).taken_by == other
    assert list_events(enquiry)[-2:] == ["taken", "given_back"]


def test_undo_of_a_referral_takes_the_offer_back(staff):
    contact, enquiry = make_contact(), make_enquiry("Kyoto", taken_by=staff)
    bulk = do("refer", enquiry, by=staff, contact=contact)

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    assert read_status(enquiry) == ["triage"]
    assert contact.referrals.get().status == "withdrawn"
    assert Enquiry.objects.get(pk=enquiry.pk).taken_by == staff
    assert list(Message.objects.filter(to_email=contact.email).values_list("kind", "status")) == [
        ("referral-offered", "suppressed")
    ]


def test_undo_of_a_close_as_spam_takes_its_lesson_back(staff):
    held = quarantine_enquiry()
    bulk = do("close", held, by=staff, reason="spam")
    taught = Enquiry.objects.get(pk=held.pk).spam_check.lesson

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    assert (taught, Enquiry.objects.get(pk=held.pk).spam_check.lesson) == ("spam", "")


def test_undo_leaves_what_somebody_changed_since(staff):
    changed, same = make_enquiry("Kyoto"), make_enquiry("Osaka")
    bulk = do("take", changed, same, by=staff)
    casework.close_enquiry(
        enquiry=Enquiry.objects.get(pk=changed.pk), reason="not_fdi", text="", by=staff, now=LATER
    )

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    assert list_outcomes(bulk) == ["kept", "undone"]
    assert read_status(changed) == ["closed"]


def test_undo_comes_once_and_in_time(staff):
    bulk = do("take", make_enquiry("Kyoto"), by=staff)
    note = do("note", make_enquiry("Osaka"), by=staff)

    with pytest.raises(TooLate):
        undo_bulk(bulk=bulk, by=staff, now=LATER + 10 * MINUTE)
    undo_bulk(bulk=bulk, by=staff, now=LATER + 9 * MINUTE)
    for refused in (bulk, note):
        with pytest.raises(TooLate):
            undo_bulk(bulk=refused, by=staff, now=LATER + MINUTE)


def test_undo_is_for_who_did_it_and_for_managers(client, staff):
    bulk = do("take", make_enquiry("Kyoto"), by=staff)
    sign_in_to_desk(client, User.Role.TRIAGE_OFFICER, name="Other Officer")
    other = client.post(f"{BULK}{bulk.pk}/undo/").status_code
    sign_in_to_desk(client, User.Role.MANAGER, name="Mo Manager")

    assert other == 404
    assert "Undone on" in read_page(client.post(f"{BULK}{bulk.pk}/undo/", follow=True))


@pytest.mark.parametrize(("is_accepted", "mail"), [(True, "referral-closed"), (False, "referral-moved")])
def test_undo_of_a_close_tells_the_contact_who_had_it(staff, is_accepted, mail):
    enquiry, referral = give_to_contact(is_accepted=is_accepted)
    bulk = do("close", enquiry, by=staff)

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    told = mail_to(referral.contact.email, "referral-reopened")
    assert mail_to(referral.contact.email, mail).status == "suppressed"
    assert (told.status, told.due_at) == ("queued", LATER + MINUTE)
    assert "is with UKTI again" in told.subject


@pytest.mark.parametrize("has_owner", [True, False])
def test_undo_of_a_close_gives_it_back_to_who_had_it(staff, has_owner):
    owner = UserFactory(role="manager") if has_owner else None
    enquiry = make_enquiry("Kyoto", taken_by=owner)
    bulk = do("close", enquiry, by=staff)

    undo_bulk(bulk=bulk, by=UserFactory(role="manager"), now=LATER + MINUTE)

    assert Enquiry.objects.get(pk=enquiry.pk).taken_by == owner


def test_undo_after_a_crash_goes_on_with_the_rest(staff):
    first, second = make_enquiry("Kyoto"), make_enquiry("Osaka")
    bulk = do("close", first, second, by=staff)
    with crash_at(second), pytest.raises(IntegrityError):
        undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)
    bulk.refresh_from_db()
    left = (bulk.undone_at, list_outcomes(bulk))

    undo_bulk(bulk=bulk, by=staff, now=LATER + 2 * MINUTE)

    bulk.refresh_from_db()
    assert left == (None, ["undone", "done"])
    assert (bulk.undone_at, list_outcomes(bulk)) == (LATER + 2 * MINUTE, ["undone", "undone"])
    assert [list_events(each).count("reopened") for each in (first, second)] == [1, 1]


def test_undo_of_what_a_crash_cut_short_leaves_the_rest_undone(staff):
    first, second = make_enquiry("Kyoto"), make_enquiry("Osaka")
    with crash_at(second), pytest.raises(IntegrityError):
        do("close", first, second, by=staff)
    bulk = BulkAction.objects.get()

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)
    again = do("close", first, second, by=staff, key=bulk.key, now=LATER + 2 * MINUTE)

    assert list_outcomes(again) == ["undone", "passed_over"]
    assert read_status(first, second) == ["triage", "triage"]


@pytest.mark.parametrize("status", ["sending", "sent"])
def test_undo_leaves_what_a_mail_has_left_about(staff, status):
    gone, held = make_enquiry("Kyoto"), make_enquiry("Osaka")
    bulk = do("close", gone, held, by=staff)
    mail = Message.objects.filter(kind="enquiry-closed", about=gone.reference)
    mail.update(status=status, sent_at=LATER if status == "sent" else None)

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    assert list_outcomes(bulk) == ["kept", "undone"]
    assert bulk.items.get(enquiry=gone).words == "A mail about it has left already."
    assert (read_status(gone), mail.get().status) == (["closed"], status)


def test_undo_leaves_what_somebody_else_has_worked_on_since(staff):
    noted, own, written = make_enquiry("Kyoto"), make_enquiry("Osaka"), make_enquiry("Nara")
    bulk = do("take", noted, own, written, by=staff)
    notes.add_note(enquiry=noted, text="Ask me", by=UserFactory(role="manager"), now=LATER)
    notes.add_note(enquiry=own, text="A slip", by=staff, now=LATER)
    write_back(enquiry=written, text="Any news?", now=LATER)

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    assert list_outcomes(bulk) == ["kept", "undone", "kept"]
    assert list(bulk.items.order_by("enquiry").values_list("words", flat=True)) == [
        "Something has happened to it since: Note added.",
        "",
        "Something has happened to it since: The investor wrote.",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_undo_at_once_undo_each_once(staff):
    enquiries = [make_enquiry(f"Firm {number}") for number in range(3)]
    bulk = do("close", *enquiries, by=staff)

    run_at_once(
        lambda: undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE),
        lambda: undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE),
    )

    assert list_outcomes(bulk) == ["undone"] * 3
    assert [list_events(each).count("reopened") for each in enquiries] == [1, 1, 1]


def test_undo_of_a_close_keeps_back_the_mail_to_who_sent_a_joined_enquiry_too(staff):
    first, later = make_enquiry("Kyoto"), make_enquiry("Kyoto", email="taro@kyoto.example")
    join_enquiry(enquiry=later, to=first, reason="One plant", by=Actor.staff(staff), now=LATER)
    first.refresh_from_db()
    bulk = do("close", first, by=staff)

    undo_bulk(bulk=bulk, by=staff, now=LATER + MINUTE)

    told = Message.objects.filter(kind="enquiry-closed")
    assert {(each.to_email, each.status) for each in told} == {
        (first.email, "suppressed"),
        (later.email, "suppressed"),
    }
