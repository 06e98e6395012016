"""What whoever has an enquiry does with it."""

import datetime
import zoneinfo

import pytest

from investors.models import Enquiry
from investors.services import following
from investors.services.assignment import accept_referral, decline_referral, route_enquiry
from investors.services.replies import complete_case, log_reply, propose_times, put_off, write_to_investor
from investors.workflow import Actor, IllegalMove, Kind
from outbox.models import Message
from tests.investors.asked_contacts import list_events, mail_to, make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, send_enquiry
from tests.investors.test_case_clock import accept_enquiry

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=2)


def test_reply_reaches_the_investor_with_the_link_to_answer():
    enquiry, contact = accept_enquiry()

    write_to_investor(
        enquiry=enquiry, text="Come and see us.", awaits_answer=True, by=Actor.contact(contact), now=LATER
    )

    mail = mail_to(enquiry.email, "reply")
    assert "Amir Test writes" in mail.body
    assert "Come and see us." in mail.body
    assert mail.link is not None
    assert (enquiry.status, enquiry.replied_at) == ("awaiting_investor", LATER)
    assert list_events(enquiry)[-1] == Kind.REPLIED


def test_reply_that_awaits_nothing_leaves_the_enquiry_in_progress():
    enquiry, contact = accept_enquiry()

    write_to_investor(
        enquiry=enquiry, text="Hello", awaits_answer=False, by=Actor.contact(contact), now=LATER
    )

    assert (enquiry.status, enquiry.clock_step) == ("in_progress", "check_quiet")


def test_call_is_noted_and_sends_nothing():
    enquiry, contact = accept_enquiry()
    before = Message.objects.count()

    log_reply(
        enquiry=enquiry,
        kind=Kind.CALLED,
        text="They want 200 desks.",
        awaits_answer=False,
        by=Actor.contact(contact),
        now=LATER,
    )

    assert Message.objects.count() == before
    assert enquiry.replied_at == LATER
    assert enquiry.events.get(kind=Kind.CALLED).text == "They want 200 desks."


CALL = datetime.datetime(2026, 6, 9, 13, 0, tzinfo=datetime.UTC)


def test_times_for_a_call_are_proposed_on_the_clock_of_the_investor_and_on_londons():
    enquiry, contact = accept_enquiry()

    propose_times(enquiry=enquiry, times=[CALL], text="", by=Actor.contact(contact), now=LATER)

    assert (
        "Tuesday 9 June 2026, 22:00 in Tokyo, which is Tuesday 9 June 2026, 14:00 in London"
        in mail_to(enquiry.email, "times-proposed").body
    )
    assert enquiry.events.get(kind=Kind.PROPOSED).detail == {"times": [CALL.isoformat()]}


def test_times_for_a_call_are_proposed_in_uk_time_and_utc_where_the_clock_is_not_known():
    enquiry, contact = accept_enquiry()
    enquiry.country = "US"
    enquiry.save()

    propose_times(enquiry=enquiry, times=[CALL], text="", by=Actor.contact(contact), now=LATER)

    assert (
        "Tuesday 9 June 2026, 14:00 UK time (9 June, 13:00 UTC)"
        in mail_to(enquiry.email, "times-proposed").body
    )


def test_times_for_a_call_are_proposed_on_the_clock_that_the_investor_chose_before():
    enquiry, contact = accept_enquiry()
    following.ask_for_call(
        enquiry=enquiry, slots=[CALL], zone=zoneinfo.ZoneInfo("Europe/Paris"), phone="", now=NOW
    )
    enquiry.refresh_from_db()

    propose_times(enquiry=enquiry, times=[CALL], text="", by=Actor.contact(contact), now=LATER)

    assert "15:00 in Paris" in mail_to(enquiry.email, "times-proposed").body


def test_contact_completes_with_an_outcome():
    enquiry, contact = accept_enquiry()

    complete_case(enquiry=enquiry, reason="succeeded", text="Signed.", by=Actor.contact(contact), now=LATER)

    assert (enquiry.status, enquiry.close_reason) == ("closed", "succeeded")
    assert enquiry.referrals.get().status == "completed"
    assert mail_to(enquiry.email, "enquiry-closed")


def test_contact_cannot_close_as_spam():
    enquiry, contact = accept_enquiry()

    with pytest.raises(ValueError, match="spam"):
        complete_case(enquiry=enquiry, reason="spam", text="", by=Actor.contact(contact), now=LATER)


def test_nobody_replies_before_somebody_has_it():
    enquiry = send_enquiry()

    with pytest.raises(IllegalMove):
        write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=False, by=Actor.system(), now=LATER)


@pytest.mark.parametrize("status", ["in_progress", "awaiting_investor", "nurture"])
def test_owner_passes_an_accepted_enquiry_on_to_somebody_they_name(status: str):
    enquiry, contact = accept_enquiry()
    by = Actor.contact(contact)
    if status == "awaiting_investor":
        write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=True, by=by, now=LATER)
    if status == "nurture":
        put_off(enquiry=enquiry, until=datetime.date(2026, 9, 1), text="", by=by, now=LATER)
    other = make_contact("Olga Other", cluster="sheffield")

    decline_referral(
        referral=enquiry.referrals.get(), reason="I retire", by=by, now=LATER, to=other, seen="accepted"
    )

    enquiry.refresh_from_db()
    assert enquiry.status == "referred"
    assert enquiry.referrals.live().get().contact == other
    assert "Amir Test passes it on to you: I retire" in mail_to(other.email, "referral-offered").body


def test_owner_who_names_nobody_lets_routing_choose_and_is_not_asked_again():
    enquiry, contact = accept_enquiry()
    other = make_contact("Olga Other")

    decline_referral(
        referral=enquiry.referrals.get(),
        reason="I retire",
        by=Actor.contact(contact),
        now=LATER,
        seen="accepted",
    )
    route_enquiry(enquiry_id=enquiry.pk, now=LATER)

    assert Enquiry.objects.get().referrals.live().get().contact == other


def test_who_takes_on_what_was_replied_to_owes_no_first_reply():
    enquiry, contact = accept_enquiry()
    by = Actor.contact(contact)
    write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=False, by=by, now=LATER)
    other = make_contact("Olga Other")
    decline_referral(
        referral=enquiry.referrals.get(), reason="I retire", by=by, now=LATER, to=other, seen="accepted"
    )

    referral = enquiry.referrals.live().get()
    accept_referral(referral=referral, by=Actor.contact(other), now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.clock_step) == ("in_progress", "check_quiet")


def test_offered_enquiry_is_passed_on_to_somebody_named():
    make_contact()
    _enquiry, referral = offer_enquiry()
    other = make_contact("Olga Other", cluster="sheffield")

    decline_referral(
        referral=referral, reason="Not mine", by=Actor.contact(referral.contact), now=LATER, to=other
    )

    assert referral.enquiry.referrals.live().get().contact == other
