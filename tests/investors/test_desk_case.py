"""One enquiry at the desk, as staff see it."""

import pytest
from django.utils.html import escape

from investors.models import Decision
from investors.services import assignment, casework, notes
from investors.workflow import Actor
from outbox.models import Message
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import (
    LATER,
    QUEUE,
    make_enquiry,
    make_sectors,
    offer_to,
    quarantine_enquiry,
    read_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def list_actions(response) -> list[str]:
    return [entry["action"].name for entry in response.context["actions"]]


def test_case_shows_each_decision_word_for_word_with_its_candidates(client, staff):
    make_sectors()
    contact = make_contact()
    other = make_contact("Dee Deputy", role="deputy")
    referral = offer_to(contact)
    decision = Decision.objects.get(enquiry=referral.enquiry)

    response = client.get(f"{QUEUE}{referral.enquiry.reference}/")

    page = response.content.decode()
    assert len(decision.lines) > 1
    assert [line for line in decision.lines if f"<li>{escape(line)}</li>" not in page] == []
    words = read_page(response)
    assert f"{other.name} Deputy, Leeds Could be asked" in words
    assert f"{contact.name} Regional contact, Leeds Chosen" in words


def test_case_shows_history_referrals_and_messages(client, staff):
    referral = offer_to(make_contact())
    notes.add_note(enquiry=referral.enquiry, text="Spoke by telephone.", by=staff, now=LATER)

    response = client.get(f"{QUEUE}{referral.enquiry.reference}/")

    words = read_page(response)
    assert "Note added 2 June 2026, 12:30 · Toni Triage Spoke by telephone." in words
    assert "Offered to a contact: Amir Test" in words
    assert "asked 2 Jun, 11:30, answer due 4 Jun, 11:30" in words
    links = [f"/desk/messages/{pk}/" for pk in Message.objects.values_list("pk", flat=True)]
    assert len(links) == 2
    assert [link for link in links if link not in response.content.decode()] == []


def test_case_shows_facts_and_how_to_reach_the_investor(client, staff):
    enquiry = make_enquiry("Kyoto Robotics", phone="+81312345678", place="York")

    words = read_page(client.get(f"{QUEUE}{enquiry.reference}/"))

    assert "E-mail hanako@robotics.example" in words
    assert "Telephone +81 3-1234-5678" in words
    assert "Town or postcode York" in words


def test_case_says_what_is_late(client, staff):
    enquiry = make_enquiry("Kyoto", reply_due_at=LATER.replace(day=1))

    words = read_page(client.get(f"{QUEUE}{enquiry.reference}/"))

    assert "At UKTI triage Reply overdue" in words
    assert "1 day late" in words


WORKS = ["reply", "times", "contributor", "put-off"]


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        ("received", ["refer", "take", "note", "task", "join"]),
        ("triage", ["refer", "route", "take", "reply", "note", "task", "join", "close"]),
        ("referred", ["refer", "take", "note", "task", "join", "close"]),
        ("in_progress", ["refer", "take", *WORKS, "note", "task", "join", "close"]),
        ("awaiting_investor", ["take", *WORKS, "note", "task", "join", "close"]),
        ("nurture", ["take", "note", "task", "join", "close"]),
        ("converted", ["take", "note", "task", "join", "close"]),
    ],
)
def test_case_offers_what_its_status_allows(client, staff, status, actions):
    enquiry = make_enquiry("Kyoto", status=status)

    assert list_actions(client.get(f"{QUEUE}{enquiry.reference}/")) == actions


def test_case_in_quarantine_offers_release_and_names_the_signs(client, staff):
    enquiry = quarantine_enquiry()

    response = client.get(f"{QUEUE}{enquiry.reference}/")

    assert list_actions(response) == ["release", "spam", "note", "task", "close"]
    words = read_page(response)
    assert "Signs of spam 13 points" in words
    assert "13 points; a person looks first from 10 points on." in words
    assert "A field that people do not see was filled in. 10" in words
    assert "Nothing is filled in about the investment but its kind. 3" in words


def test_case_that_was_never_suspect_says_nothing_of_spam(client, staff):
    enquiry = make_enquiry("Kyoto")

    assert "How it scored for spam" not in read_page(client.get(f"{QUEUE}{enquiry.reference}/"))


def test_closed_case_offers_to_reopen_and_names_the_reason(client, staff):
    enquiry = make_enquiry("Kyoto")
    casework.close_enquiry(enquiry=enquiry, reason="not_fdi", text="A supplier.", by=staff, now=LATER)

    response = client.get(f"{QUEUE}{enquiry.reference}/")

    assert list_actions(response) == ["note", "reopen"]
    assert "Not inward investment, 2 June 2026, 12:30" in read_page(response)


def test_case_does_not_offer_to_take_what_one_has(client, staff):
    enquiry = make_enquiry("Kyoto", taken_by=staff)

    assert "take" not in list_actions(client.get(f"{QUEUE}{enquiry.reference}/"))


def test_case_escapes_what_the_investor_wrote(client, staff):
    enquiry = make_enquiry("<b>Bold</b> Ltd", plan="<script>alert(1)</script>")

    page = client.get(f"{QUEUE}{enquiry.reference}/").content.decode()

    assert "<b>Bold" not in page
    assert "<script>alert" not in page


def test_case_picker_names_cluster_load_absence_and_earlier_answer(client, staff):
    contact = make_contact(capacity=4)
    referral = offer_to(contact)
    assignment.decline_referral(referral=referral, reason="No time", by=Actor.contact(contact), now=LATER)
    contact.absences.create(first_day=LATER.date(), last_day=LATER.date().replace(day=9))

    response = client.get(f"{QUEUE}{referral.enquiry.reference}/")

    form = next(entry["form"] for entry in response.context["actions"] if entry["action"].name == "refer")
    assert form.fields["contact"].choices[1:] == [
        (
            "Leeds",
            [
                (
                    contact.pk,
                    "Amir Test: Regional contact, 0 of 4 open, away until 9 June, asked before: passed on",
                )
            ],
        )
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_case_asks_a_fixed_number_of_queries(client, staff, rows, django_assert_num_queries):
    contact = make_contact(capacity=60)
    referral = offer_to(contact)
    enquiry = referral.enquiry
    for number in range(rows):
        make_contact(f"Contact {number}", cluster="sheffield")
        notes.add_note(enquiry=enquiry, text=f"Note {number}", by=staff, now=LATER)
        enquiry.refresh_from_db()
        assignment.refer_enquiry(
            enquiry=enquiry, contact=contact, reason="Again", by=Actor.staff(staff), now=LATER
        )
    client.get(f"{QUEUE}{enquiry.reference}/")

    with django_assert_num_queries(22):
        client.get(f"{QUEUE}{enquiry.reference}/")
