"""The weekly summary of a contact: of what waits for them, and never a nag."""

import datetime

import pytest

from investors.services.assignment import accept_referral
from investors.services.replies import write_to_investor
from investors.services.summaries import queue_summaries
from investors.workflow import Actor
from outbox.models import Message
from tests.investors.asked_contacts import mail_to, make_contact, offer_enquiry

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
MONDAY = datetime.datetime(2026, 6, 8, 8, 0, tzinfo=datetime.UTC)  # nine o'clock in London
FRIDAY = MONDAY - 3 * DAY


def list_summaries() -> list[str]:
    return list(Message.objects.filter(kind="contact-summary").values_list("to_email", flat=True))


def test_summary_says_what_waits_for_an_answer_and_for_a_reply():
    contact = make_contact()
    offered, _referral = offer_enquiry(now=FRIDAY, organisation="Offered Inc (test)")
    owed, referral = offer_enquiry(now=FRIDAY, organisation="Owed Inc (test)")
    accept_referral(referral=referral, by=Actor.contact(contact), now=FRIDAY)

    assert queue_summaries(now=MONDAY) == 1

    body = mail_to(contact.email, "contact-summary").body
    assert f"- {offered.reference}, Offered Inc (test): until" in body
    assert f"- {owed.reference}, Owed Inc (test): by" in body


def test_summary_goes_once_a_week_however_often_beat_runs():
    make_contact()
    offer_enquiry(now=FRIDAY)

    queued = [queue_summaries(now=MONDAY + hours * datetime.timedelta(hours=1)) for hours in range(5)]
    late = queue_summaries(now=MONDAY + 2 * DAY)

    assert [*queued, late] == [1, 0, 0, 0, 0, 0]
    assert queue_summaries(now=MONDAY + 7 * DAY) == 1


def test_summary_missed_on_monday_goes_on_tuesday():
    make_contact()
    offer_enquiry(now=FRIDAY)

    assert queue_summaries(now=MONDAY + DAY) == 1


def test_summary_does_not_go_before_the_weeks_first_working_morning():
    make_contact()
    offer_enquiry(now=datetime.datetime(2026, 5, 21, 9, 0, tzinfo=datetime.UTC))
    bank_holiday = datetime.datetime(2026, 5, 25, 9, 0, tzinfo=datetime.UTC)

    assert [queue_summaries(now=bank_holiday + days * DAY) for days in (0, 1)] == [0, 1]


def test_contact_is_not_nagged_about_what_came_yesterday():
    make_contact()
    offer_enquiry(now=MONDAY - datetime.timedelta(hours=20))

    assert queue_summaries(now=MONDAY) == 0


def test_contact_is_not_nagged_about_what_they_answered():
    contact = make_contact()
    enquiry, referral = offer_enquiry(now=FRIDAY)
    by = Actor.contact(contact)
    accept_referral(referral=referral, by=by, now=FRIDAY)
    enquiry.refresh_from_db()
    write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=False, by=by, now=FRIDAY)

    assert queue_summaries(now=MONDAY) == 0


def test_contact_who_is_away_or_has_left_gets_none():
    away, left = make_contact("Away Test"), make_contact("Left Test", cluster="sheffield")
    offer_enquiry(now=FRIDAY)
    offer_enquiry("sheffield", now=FRIDAY)
    away.absences.create(first_day=MONDAY.date(), last_day=MONDAY.date())
    left.is_active = False
    left.save()

    assert queue_summaries(now=MONDAY) == 0
    assert list_summaries() == []


@pytest.mark.parametrize("contacts", [1, 6])
def test_summaries_without_news_cost_the_same_for_any_contacts(django_assert_num_queries, contacts: int):
    for number in range(contacts):
        make_contact(f"Contact {number}")
        offer_enquiry(now=MONDAY, organisation=f"Firm {number}")

    with django_assert_num_queries(1):
        queue_summaries(now=MONDAY)
