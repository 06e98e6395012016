"""A regional contact at the desk: the case that was referred to them, and their answer."""

import datetime

import pytest

from investors.models import Contact
from investors.services import assignment, casework, following, notes
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact, make_staff
from tests.investors.desk_rows import LATER, QUEUE, offer_to, read_page, sign_in_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def contact(client) -> Contact:
    return sign_in_contact(client)


def test_contact_sees_the_plan_but_not_how_to_reach_the_investor_before_accepting(client, contact):
    referral = offer_to(contact)

    words = read_page(client.get(f"{QUEUE}{referral.enquiry.reference}/"))

    assert "We plan a software centre for warehouse robots." in words
    assert "Accept it" in words
    assert "hanako@robotics.example" not in words


def test_contact_sees_neither_notes_nor_decisions_nor_who_else_was_asked(client, contact):
    referral = offer_to(contact)
    notes.add_note(enquiry=referral.enquiry, text="For UKTI only", by=make_staff(), now=LATER)
    assignment.ask_ukti(referral=referral, question="Is it real?", by=Actor.contact(contact), now=LATER)
    referral.enquiry.refresh_from_db()
    other = make_contact("Bo Other")
    officer = Actor.staff(make_staff("ada@technorth.example"))
    assignment.refer_enquiry(enquiry=referral.enquiry, contact=other, reason="Better", by=officer, now=LATER)
    referral.enquiry.refresh_from_db()
    assignment.refer_enquiry(
        enquiry=referral.enquiry, contact=contact, reason="Back to you", by=officer, now=LATER
    )

    words = read_page(client.get(f"{QUEUE}{referral.enquiry.reference}/"))

    assert "Back to you" in words
    hidden = ("For UKTI only", "Bo Other", "Is it real?", "Who was considered")
    assert [text for text in hidden if text in words] == []


def test_accept_takes_it_on_and_shows_how_to_reach_the_investor(client, contact):
    referral = offer_to(contact)

    response = client.post(f"{QUEUE}{referral.enquiry.reference}/accept/", follow=True)

    words = read_page(response)
    assert "You have taken" in words
    assert "hanako@robotics.example" in words
    referral.refresh_from_db()
    assert referral.status == "accepted"
    event = referral.enquiry.events.get(kind="accepted")
    assert (event.actor_kind, event.actor_name, event.user) == ("contact", "Amir Test", contact.user)


def test_decline_passes_it_on_with_the_reason(client, contact):
    referral = offer_to(contact)

    response = client.post(
        f"{QUEUE}{referral.enquiry.reference}/decline/", {"reason": "sector", "words": "Try Leeds."}
    )

    assert response["Location"] == QUEUE
    referral.refresh_from_db()
    assert (referral.status, referral.reason) == ("declined", "It is not my sector: Try Leeds.")
    referral.enquiry.refresh_from_db()
    assert referral.enquiry.due_at == LATER


def test_decline_asks_for_a_reason_and_keeps_the_words(client, contact):
    referral = offer_to(contact)

    response = client.post(f"{QUEUE}{referral.enquiry.reference}/decline/", {"words": "Try Leeds."})

    assert response.status_code == 200
    assert response.context["form"].errors["reason"] == ["Choose why you pass it on"]
    assert "Try Leeds." in read_page(response)
    referral.refresh_from_db()
    assert referral.status == "offered"


def test_question_goes_to_ukti_and_the_referral_stays(client, contact):
    referral = offer_to(contact)

    response = client.post(
        f"{QUEUE}{referral.enquiry.reference}/ask/", {"question": "Is it real?"}, follow=True
    )

    assert "is with UKTI" in read_page(response)
    event = referral.enquiry.events.get(kind="asked_ukti")
    assert (event.actor_name, event.text) == ("Amir Test", "Is it real?")
    referral.refresh_from_db()
    assert referral.status == "offered"


def test_question_must_not_be_empty(client, contact):
    referral = offer_to(contact)

    response = client.post(f"{QUEUE}{referral.enquiry.reference}/ask/", {"question": " "})

    assert response.context["form"].errors["question"] == ["Write your question first"]


def test_answer_after_it_was_taken_back_says_so(client, contact):
    referral = offer_to(contact)
    casework.take_enquiry(enquiry=referral.enquiry, by=make_staff(), now=LATER)

    response = client.post(f"{QUEUE}{referral.enquiry.reference}/accept/", follow=True)

    assert "UKTI or the investor took this referral back before your answer came." in read_page(response)
    referral.refresh_from_db()
    assert referral.status == "withdrawn"


def test_accepting_twice_says_so(client, contact):
    referral = offer_to(contact)
    client.post(f"{QUEUE}{referral.enquiry.reference}/accept/")

    response = client.post(f"{QUEUE}{referral.enquiry.reference}/accept/")

    assert response.status_code == 409
    assert "This referral was accepted a moment ago." in read_page(response)
    assert referral.enquiry.events.filter(kind="accepted").count() == 1


def test_decline_after_accepting_keeps_the_words(client, contact):
    referral = offer_to(contact)
    client.post(f"{QUEUE}{referral.enquiry.reference}/accept/")

    response = client.post(
        f"{QUEUE}{referral.enquiry.reference}/decline/", {"reason": "time", "words": "Until Monday."}
    )

    assert response.status_code == 409
    assert "Until Monday." in read_page(response)
    referral.refresh_from_db()
    assert referral.status == "accepted"


def test_contact_cannot_answer_for_another(client, contact):
    other = make_contact("Bo Other", cluster="sheffield")
    referral = offer_to(other)

    response = client.post(f"{QUEUE}{referral.enquiry.reference}/accept/")

    assert response.status_code == 404
    referral.refresh_from_db()
    assert referral.status == "offered"


@pytest.mark.parametrize("rows", [1, 30])
def test_case_of_a_contact_asks_a_fixed_number_of_queries(client, contact, rows, django_assert_num_queries):
    referral = offer_to(contact)
    for number in range(rows):
        assignment.ask_ukti(
            referral=referral, question=f"Question {number}", by=Actor.contact(contact), now=LATER
        )
    client.get(f"{QUEUE}{referral.enquiry.reference}/")

    with django_assert_num_queries(13):
        client.get(f"{QUEUE}{referral.enquiry.reference}/")


def test_contact_who_completed_it_is_a_stranger_once_it_is_opened_again(client, contact):
    referral = offer_to(contact)
    enquiry, officer = referral.enquiry, make_staff()
    address = f"{QUEUE}{enquiry.reference}/"
    assignment.accept_referral(referral=referral, by=Actor.contact(contact), now=LATER)
    enquiry.refresh_from_db()
    casework.close_enquiry(enquiry=enquiry, reason="succeeded", text="", by=officer, now=LATER)

    closed = read_page(client.get(address))
    casework.reopen_enquiry(enquiry=enquiry, reason="They wrote again", by=officer, now=LATER + MINUTE)
    reopened = client.get(address)
    following.write_back(enquiry=enquiry, text="A new secret", now=LATER + MINUTE)
    enquiry.refresh_from_db()
    casework.close_enquiry(enquiry=enquiry, reason="spam", text="", by=officer, now=LATER + 2 * MINUTE)
    closed_again = read_page(client.get(address))

    assert "We plan a software centre for warehouse robots." in closed
    assert reopened.status_code == 404
    assert "We plan a software centre for warehouse robots." in closed_again
    assert "A new secret" not in closed_again
