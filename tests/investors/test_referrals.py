import datetime
from functools import partial

import pytest

from investors.models import Enquiry, Referral
from investors.services.assignment import (
    StaleReferral,
    accept_referral,
    ask_ukti,
    decline_referral,
    refer_enquiry,
    route_enquiry,
)
from investors.workflow import Actor, IllegalMove, StaleEnquiry
from outbox.models import SecretLink
from tests.investors.asked_contacts import list_events, mail_to, make_contact, make_staff, offer_enquiry
from tests.investors.sent_enquiries import NOW, put_at, send_enquiry

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=3)


def test_accept_moves_the_enquiry_and_tells_the_investor_who_has_it():
    contact = make_contact()
    enquiry, referral = offer_enquiry()

    accept_referral(referral=referral, by=Actor.contact(contact), now=LATER)

    enquiry.refresh_from_db()
    referral.refresh_from_db()
    assert enquiry.status == "in_progress"
    assert (referral.status, referral.accepted_at) == ("accepted", LATER)
    event = enquiry.events.get(kind="accepted")
    assert (event.actor_kind, event.actor_name, event.to_status) == ("contact", "Amir Test", "in_progress")
    message = mail_to(enquiry.email, "enquiry-accepted")
    assert message.subject == f"Amir Test has taken on your enquiry {enquiry.reference}"
    assert "Amir Test of Region (test) now has your enquiry" in message.body
    assert "You get a full reply by Tuesday 9 June 2026." in message.body
    assert message.link
    assert (message.link.purpose, message.link.subject_id) == ("enquiry", enquiry.pk)


@pytest.mark.parametrize("answer", [accept_referral, partial(decline_referral, reason="No")])
def test_answer_a_second_time_is_stale_and_changes_nothing(answer):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    accept_referral(referral=referral, by=Actor.contact(contact), now=LATER)
    events = list_events(enquiry)

    with pytest.raises(StaleReferral):
        answer(referral=referral, by=Actor.contact(contact), now=LATER)

    assert list_events(enquiry) == events
    assert Referral.objects.get().status == "accepted"


def test_decline_routes_again_and_never_back():
    first, second = make_contact("Ann Test"), make_contact("Ben Test")
    enquiry, referral = offer_enquiry()
    assert referral.contact == first

    decline_referral(referral=referral, reason="Wrong sector", by=Actor.contact(first), now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("referred", LATER)
    referral.refresh_from_db()
    assert (referral.status, referral.reason, referral.ended_at) == ("declined", "Wrong sector", LATER)
    route_enquiry(enquiry_id=enquiry.pk, now=LATER)
    assert enquiry.referrals.live().get().contact == second
    decline_referral(
        referral=enquiry.referrals.live().get(), reason="Nor I", by=Actor.contact(second), now=LATER
    )
    route_enquiry(enquiry_id=enquiry.pk, now=LATER)
    enquiry.refresh_from_db()
    assert enquiry.status == "triage"
    assert list_events(enquiry) == [
        *("received", "decided", "offered", "declined"),
        *("decided", "offered", "declined", "decided", "moved"),
    ]


def test_ask_ukti_keeps_the_referral_and_its_clock(settings):
    contact = make_contact()
    _, referral = offer_enquiry()

    event = ask_ukti(referral=referral, question="Is there a grant?", by=Actor.contact(contact), now=LATER)

    assert (event.kind, event.text) == ("asked_ukti", "Is there a grant?")
    message = mail_to(settings.TRIAGE_EMAIL, "triage-question")
    assert "Is there a grant?" in message.body
    assert contact.email in message.body
    before = (referral.status, referral.due_at)
    referral.refresh_from_db()
    assert (referral.status, referral.due_at) == before


def test_ask_ukti_about_a_referral_that_ended_is_stale():
    contact = make_contact()
    _, referral = offer_enquiry()
    decline_referral(referral=referral, reason="No", by=Actor.contact(contact), now=LATER)

    with pytest.raises(StaleReferral):
        ask_ukti(referral=referral, question="Still?", by=Actor.contact(contact), now=LATER)


@pytest.mark.parametrize("is_accepted", [False, True])
def test_refer_by_staff_withdraws_the_lead_closes_its_link_and_tells_its_contact(is_accepted):
    first = make_contact("Ann Test")
    enquiry, referral = offer_enquiry()
    if is_accepted:
        accept_referral(referral=referral, by=Actor.contact(first), now=LATER)
        enquiry.refresh_from_db()
    second = make_contact("Ben Test")

    new = refer_enquiry(
        enquiry=enquiry, contact=second, reason="Knows them", by=Actor.staff(make_staff()), now=LATER
    )

    referral.refresh_from_db()
    assert (referral.status, referral.ended_at) == ("withdrawn", LATER)
    assert enquiry.referrals.live().get() == new
    assert (new.contact, new.decision) == (second, None)
    assert SecretLink.objects.get(purpose="referral", subject_id=referral.pk).revoked_at == LATER
    assert "UKTI has referred it to somebody else." in mail_to(first.email, "referral-moved").body
    assert "Why you: Knows them" in mail_to(second.email, "referral-offered").body
    event = enquiry.events.filter(kind="offered").latest("pk")
    assert (event.text, event.actor_kind, event.actor_name) == ("Knows them", "staff", "Olu Officer")


def test_refer_takes_an_enquiry_from_the_staff_who_had_it():
    staff, contact = make_staff(), make_contact()
    enquiry = send_enquiry()
    put_at(enquiry, "triage")
    Enquiry.objects.filter(pk=enquiry.pk).update(taken_by=staff, triage_reason="Why")
    enquiry.refresh_from_db()

    refer_enquiry(enquiry=enquiry, contact=contact, reason="Yours", by=Actor.staff(staff), now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by, enquiry.triage_reason) == ("referred", None, "")


def test_refer_from_an_old_reading_is_stale_and_writes_nothing():
    make_contact("Ann Test")
    enquiry, _ = offer_enquiry()
    seen_before = Enquiry.objects.get(pk=enquiry.pk)
    ben, cat = make_contact("Ben Test"), make_contact("Cat Test")
    by = Actor.staff(make_staff())
    refer_enquiry(enquiry=enquiry, contact=ben, reason="First", by=by, now=LATER)

    with pytest.raises(StaleEnquiry):
        refer_enquiry(enquiry=seen_before, contact=cat, reason="Second", by=by, now=LATER)

    assert enquiry.referrals.live().get().contact == ben


@pytest.mark.parametrize("status", ["quarantined", "awaiting_investor", "nurture", "converted"])
def test_refer_where_the_status_allows_none_is_illegal_and_writes_nothing(status):
    enquiry = send_enquiry()
    put_at(enquiry, status)

    with pytest.raises(IllegalMove):
        refer_enquiry(
            enquiry=enquiry, contact=make_contact(), reason="x", by=Actor.staff(make_staff()), now=LATER
        )

    assert not Referral.objects.exists()
