"""Enquiries that are one matter: put together by routing or by staff, answered as one, and taken apart."""

import datetime

import pytest

from accounts.models import User
from investors.models import Enquiry, Referral
from investors.services import casework, replies
from investors.services.assignment import accept_referral, route_enquiry
from investors.services.erasure import erase_enquiry
from investors.services.following import withdraw_enquiry, write_back
from investors.services.joining import join_enquiry, split_enquiry
from investors.services.retention import find_closed, find_to_notify
from investors.workflow import Actor, IllegalMove, StaleEnquiry
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events, mail_to, make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, put_at, send_enquiry
from tests.investors.sent_files import make_file

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=1)
OTHER = {"email": "taro@robotics.example", "name": "Taro Test", "plan": "We also want a laboratory in York."}


@pytest.fixture
def officer() -> User:
    return UserFactory(role=User.Role.TRIAGE_OFFICER, name="Olu Officer")


def route(enquiry: Enquiry) -> Enquiry:
    route_enquiry(enquiry_id=enquiry.pk, now=LATER)
    enquiry.refresh_from_db()
    return enquiry


def accepted_case() -> tuple[Enquiry, Referral]:
    enquiry, referral = offer_enquiry()
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)
    enquiry.refresh_from_db()
    return enquiry, referral


def join(later: Enquiry, earlier: Enquiry, by: User) -> Enquiry:
    join_enquiry(enquiry=later, to=earlier, reason="One plant, two letters", by=Actor.staff(by), now=LATER)
    later.refresh_from_db()
    earlier.refresh_from_db()
    return later


def test_routing_puts_a_repetition_together_with_the_open_enquiry():
    make_contact()
    first, _referral = accepted_case()

    again = route(send_enquiry(now=LATER))

    assert (again.status, again.close_reason, again.joined_to) == ("closed", "duplicate", first)
    decision = again.decisions.get()
    assert (decision.outcome, decision.rule, decision.contact) == ("join", "open-twin", None)
    assert decision.lines == [
        f"Repeats an open enquiry: it belongs to {first.reference}, so who has that one answers both."
    ]
    assert again.referrals.count() == 0
    assert list_events(again) == ["received", "decided", "moved", "joined"]
    assert list_events(first)[-1] == "joined"


def test_repetition_is_told_to_its_sender_by_one_mail_and_to_who_has_the_case():
    make_contact()
    first, referral = accepted_case()

    again = route(send_enquiry(now=LATER))

    told = Message.objects.get(about=again.reference, to_email=again.email)
    assert told.kind == "enquiry-received"
    assert "one person answers both" in told.body
    assert "in the right region" not in told.body
    assert first.reference not in told.body
    owner = mail_to(referral.contact.email, "enquiry-joined-owner")
    assert (owner.about, again.plan in owner.body) == (again.reference, True)


def test_repetition_that_was_not_seen_at_once_is_told_when_it_is_joined(officer):
    make_contact()
    first, _referral = accepted_case()
    other = send_enquiry(now=LATER, **OTHER)

    join(other, first, officer)

    told = Message.objects.filter(about=other.reference, to_email=other.email).order_by("pk")
    assert [each.kind for each in told] == ["enquiry-received", "enquiry-joined"]
    assert "one person answers both" not in told[0].body
    assert "one person answers both" in " ".join(told[1].body.split())


def test_repetition_of_what_was_closed_meanwhile_is_looked_at_by_itself():
    make_contact()
    first, _referral = accepted_case()
    again = send_enquiry(now=LATER)
    withdraw_enquiry(enquiry=first, now=LATER)

    route(again)

    assert (again.status, again.joined_to) == ("referred", None)
    assert not Message.objects.filter(kind="enquiry-joined").exists()


def test_repetition_of_what_was_answered_owes_an_answer_again():
    make_contact()
    first, referral = accepted_case()
    replies.log_reply(
        enquiry=first,
        kind="replied",
        text="Sent",
        awaits_answer=True,
        by=Actor.contact(referral.contact),
        now=NOW,
    )

    route(send_enquiry(now=LATER))

    first.refresh_from_db()
    assert (first.status, first.replied_at) == ("in_progress", None)
    assert first.reply_due_at > LATER


def test_repetition_of_what_is_not_routed_yet_waits_with_it():
    make_contact()
    first = send_enquiry()

    again = route(send_enquiry(now=LATER))
    route(first)

    assert again.joined_to == first
    assert (first.status, again.referrals.count()) == ("referred", 0)


def test_enquiry_that_is_routed_again_is_not_put_together_by_routing(officer):
    first = send_enquiry()
    later = put_at_triage(send_enquiry(now=LATER))
    casework.route_again(enquiry=later, by=officer, now=LATER)

    route(later)

    assert later.joined_to is None
    assert first.is_open


def put_at_triage(enquiry: Enquiry) -> Enquiry:
    put_at(enquiry, "triage")
    return enquiry


def test_join_withdraws_what_the_later_one_was_referred_as(officer):
    make_contact()
    first, _referral = accepted_case()
    later, offered = offer_enquiry(**OTHER)

    join(later, first, officer)

    offered.refresh_from_db()
    assert (offered.status, offered.reason) == ("withdrawn", f"It is put together with {first.reference}.")
    event = later.events.latest("pk")
    assert (event.kind, event.actor_name, event.text) == ("joined", "Olu Officer", "One plant, two letters")


def test_join_takes_along_what_was_joined_before(officer):
    first, second, third = (put_at_triage(send_enquiry(**OTHER)) for _ in range(3))
    join(third, second, officer)

    join(second, first, officer)

    third.refresh_from_db()
    assert (second.joined_to, third.joined_to) == (first, first)


@pytest.mark.parametrize("status", ["closed", "quarantined"])
def test_join_to_what_is_closed_or_suspected_is_refused(officer, status):
    first, later = send_enquiry(), put_at_triage(send_enquiry(**OTHER))
    put_at(first, status)

    with pytest.raises(IllegalMove):
        join(later, first, officer)


def test_join_of_the_earlier_to_the_later_is_refused(officer):
    first, later = put_at_triage(send_enquiry()), put_at_triage(send_enquiry(**OTHER))

    with pytest.raises(IllegalMove):
        join(first, later, officer)


def test_join_of_what_has_become_a_project_is_refused(officer):
    first, later = put_at_triage(send_enquiry()), send_enquiry(**OTHER)
    put_at(later, "converted")

    with pytest.raises(IllegalMove):
        join(later, first, officer)


def test_join_by_somebody_who_saw_an_older_state_is_refused(officer):
    first, later = put_at_triage(send_enquiry()), put_at_triage(send_enquiry(**OTHER))
    casework.take_enquiry(enquiry=Enquiry.objects.get(pk=later.pk), by=officer, now=NOW)

    with pytest.raises(StaleEnquiry):
        join(later, first, officer)


def test_words_written_on_a_joined_enquiry_stay_there_and_reach_who_has_the_case(officer):
    make_contact()
    first, referral = accepted_case()
    later = join(put_at_triage(send_enquiry(**OTHER)), first, officer)
    replies.write_to_investor(
        enquiry=first, text="Here", awaits_answer=True, by=Actor.contact(referral.contact), now=LATER
    )

    write_back(enquiry=later, text="It is in York", files=[make_file()], now=LATER)

    mail = Message.objects.get(kind="investor-wrote", to_email=referral.contact.email)
    assert ("It is in York" in mail.body, mail.about) == (True, later.reference)
    assert first.reference in mail.subject
    assert later.events.filter(kind="investor_wrote", text="It is in York").count() == 1
    assert not first.events.filter(text="It is in York").exists()
    first.refresh_from_db()
    assert (first.status, first.replied_at) == ("in_progress", None)


def test_reply_reaches_the_other_person_too_and_the_same_person_once(officer):
    make_contact()
    first, referral = accepted_case()
    other = join(put_at_triage(send_enquiry(**OTHER)), first, officer)
    join(put_at_triage(send_enquiry(now=LATER)), first, officer)

    replies.write_to_investor(
        enquiry=first, text="Come and see", awaits_answer=False, by=Actor.contact(referral.contact), now=LATER
    )

    sent = Message.objects.filter(kind="reply").order_by("to_email")
    assert [(each.to_email, each.about) for each in sent] == [
        (first.email, first.reference),
        (other.email, other.reference),
    ]
    assert all("Come and see" in each.body for each in sent)


def test_close_of_a_case_is_told_to_the_other_person_with_the_reason_of_the_case(officer):
    first = put_at_triage(send_enquiry())
    other = join(put_at_triage(send_enquiry(**OTHER)), first, officer)

    casework.close_enquiry(enquiry=first, reason="not_fdi", text="", by=officer, now=LATER)

    told = Message.objects.get(kind="enquiry-closed", to_email=other.email)
    assert "Not inward investment" in told.body


def test_split_is_back_at_triage_with_who_did_it_and_promised_anew(officer):
    first = put_at_triage(send_enquiry())
    later = join(put_at_triage(send_enquiry(**OTHER)), first, officer)
    much_later = LATER + datetime.timedelta(days=3)

    split_enquiry(enquiry=later, reason="Two plants after all", by=officer, now=much_later)

    later.refresh_from_db()
    assert (later.status, later.joined_to, later.taken_by) == ("triage", None, officer)
    assert later.reply_due_at > much_later
    assert (list_events(later)[-1], list_events(first)[-1]) == ("split", "split")
    assert Message.objects.get(kind="enquiry-split").to_email == later.email
    assert "Two plants after all" in Message.objects.get(kind="enquiry-split-owner").body


def test_split_of_what_is_joined_to_none_is_refused(officer):
    enquiry = put_at_triage(send_enquiry())

    with pytest.raises(IllegalMove):
        split_enquiry(enquiry=enquiry, reason="No", by=officer, now=LATER)


def test_joined_enquiry_is_not_reopened_but_split(officer):
    first = put_at_triage(send_enquiry())
    later = join(put_at_triage(send_enquiry(**OTHER)), first, officer)

    with pytest.raises(IllegalMove):
        casework.reopen_enquiry(enquiry=later, reason="Again", by=officer, now=LATER)


def test_withdrawal_of_a_case_lets_the_other_persons_enquiry_be_routed_by_itself(officer):
    first = put_at_triage(send_enquiry())
    other = join(put_at_triage(send_enquiry(**OTHER)), first, officer)
    own = join(put_at_triage(send_enquiry()), first, officer)

    withdraw_enquiry(enquiry=first, now=LATER)

    other.refresh_from_db()
    own.refresh_from_db()
    assert (other.status, other.joined_to, other.due_at) == ("triage", None, LATER)
    assert (own.status, own.joined_to) == ("closed", first)


def test_erasure_takes_along_what_the_same_person_sent_and_leaves_the_other(officer):
    first = put_at_triage(send_enquiry())
    other = join(put_at_triage(send_enquiry(**OTHER)), first, officer)
    own = join(put_at_triage(send_enquiry()), first, officer)
    casework.close_enquiry(enquiry=first, reason="not_fdi", text="", by=officer, now=LATER)
    first.refresh_from_db()
    Message.objects.update(status="sent", sent_at=LATER)

    erase_enquiry(enquiry=first, reason="asked", by=officer, now=LATER)

    plans = [Enquiry.objects.get(pk=each.pk).plan for each in (first, own, other)]
    assert plans == ["", "", OTHER["plan"]]


def test_erasure_of_a_joined_enquiry_leaves_none_of_its_words_with_the_case(officer):
    make_contact()
    first, _referral = accepted_case()
    other = join(put_at_triage(send_enquiry(**OTHER)), first, officer)
    write_back(enquiry=other, text="A word of Taro", now=LATER)
    Message.objects.update(status="sent", sent_at=LATER)

    erase_enquiry(enquiry=other, reason="asked", by=officer, now=LATER)

    left = [*Message.objects.values_list("body", flat=True), *first.events.values_list("text", flat=True)]
    assert not [text for text in left if "A word of Taro" in text or OTHER["plan"] in text]


def test_retention_keeps_a_joined_enquiry_as_long_as_its_case(officer):
    first = put_at_triage(send_enquiry())
    join(put_at_triage(send_enquiry(**OTHER)), first, officer)
    far = LATER + datetime.timedelta(days=4000)

    assert not find_to_notify(far).exists()
    assert not find_closed(far).exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_join_and_write_at_once_never_wait_for_each_other(officer):
    first = put_at_triage(send_enquiry())
    second = put_at_triage(send_enquiry(**OTHER))
    third = join(put_at_triage(send_enquiry(**OTHER)), second, officer)

    run_at_once(
        lambda: join(second, first, officer),
        lambda: write_back(enquiry=third, text="Meanwhile", now=LATER),
    )

    third.refresh_from_db()
    assert third.joined_to == first
    assert third.events.filter(kind="investor_wrote").count() == 1
