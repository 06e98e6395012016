"""The investor's page says what is late before they ask, and what is asked of them."""

import datetime
import re

import pytest

from investors.models import Enquiry
from investors.services.assignment import accept_referral
from investors.services.deadlines import lapse_referral
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import read_page
from tests.investors.sent_enquiries import NOW, put_at, read_enquiry_token, refer_to_contact, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def find_page(enquiry):
    return f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"


def test_page_says_first_that_the_reply_is_late(client, clock):
    enquiry = send_enquiry()
    put_at(enquiry, Enquiry.Status.TRIAGE)
    on_time = read_page(client.get(find_page(enquiry)))
    clock.move_to(NOW + datetime.timedelta(days=9))

    late = read_page(client.get(find_page(enquiry)))

    assert "This is late" not in on_time
    assert "You were promised a full reply by Tuesday 9 June 2026, and it is late. We are sorry." in late


def test_page_says_that_a_contact_did_not_answer(client, clock):
    make_contact()
    enquiry, referral = offer_enquiry()
    clock.move_to(NOW + datetime.timedelta(days=3))
    lapse_referral(referral=referral, now=NOW + datetime.timedelta(days=3))

    assert "A contact whom we asked did not answer within two working days" in read_page(
        client.get(find_page(enquiry))
    )


def test_page_says_that_routing_is_late(client, clock):
    enquiry = send_enquiry()
    clock.move_to(NOW + datetime.timedelta(minutes=16))

    assert "Finding the right person is taking longer than it should." in read_page(
        client.get(find_page(enquiry))
    )


def test_page_says_that_a_reply_is_late_until_it_came(client, clock):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)
    clock.move_to(NOW + datetime.timedelta(days=9))

    late = "You were promised a full reply by Tuesday 9 June 2026, and it is late."
    assert late in read_page(client.get(find_page(enquiry)))

    Enquiry.objects.update(replied_at=NOW, clock_step="", clock_at=None)

    assert late not in read_page(client.get(find_page(enquiry)))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("triage", "Nothing. It is our turn."),
        ("awaiting_investor", "Please answer what you were asked"),
        ("nurture", "Nothing for now. Write to us here when your plans move on."),
    ],
)
def test_page_says_what_is_asked_of_them(client, status, said):
    enquiry = send_enquiry()
    put_at(enquiry, status)

    assert re.search(f"What we ask of you {re.escape(said)}", read_page(client.get(find_page(enquiry))))
