import datetime
import uuid
from functools import partial

import pytest
from django.db import IntegrityError

from investors.models import Enquiry, EnquiryEvent, Referral
from investors.services import submission
from investors.services.following import withdraw_enquiry, write_back
from investors.services.submission import submit_enquiry
from investors.spam import Sending
from investors.workflow import IllegalMove
from outbox.links import build_url, compute_token, live_links
from outbox.mail import open_link
from outbox.models import Message, SecretLink
from tests.at_once import run_at_once
from tests.investors.sent_enquiries import (
    NOW,
    make_answers,
    make_cluster,
    open_referral_token,
    put_at,
    read_enquiry_token,
    refer_to_contact,
    send_enquiry,
)

LONG_PLAN = "We plan a software centre for warehouse robots in Leeds, with many engineers in the first years."


@pytest.fixture
def woken(monkeypatch):
    """The tasks that the service asks for."""
    tasks = []
    monkeypatch.setattr(submission, "enqueue", lambda name, **kwargs: tasks.append((name, kwargs)))
    return tasks


@pytest.mark.django_db
def test_submission_writes_enquiry_event_link_and_acknowledgement(woken):
    make_cluster("leeds")

    enquiry = submit_enquiry(
        submission_key=uuid.uuid4(),
        answers=make_answers(clusters=("leeds",), activities=("research", "sales")),
        sending=Sending(is_trap_filled=True),
        now=NOW,
    )

    enquiry.refresh_from_db()
    assert enquiry.status == Enquiry.Status.RECEIVED
    assert enquiry.name == "佐藤 花子"
    assert enquiry.activities == ["research", "sales"]
    assert enquiry.spam_reasons == ["A field that people do not see was filled in."]
    assert [cluster.slug for cluster in enquiry.clusters.all()] == ["leeds"]
    assert (enquiry.received_at, enquiry.due_at) == (NOW, NOW)
    assert enquiry.reply_due_at.date().isoformat() == "2026-06-09"
    event = enquiry.events.get()
    assert (event.kind, event.actor_kind, event.to_status) == ("received", "investor", "received")
    assert woken == [("investors.tasks.route_enquiry", {"enquiry_id": enquiry.pk})]


@pytest.mark.django_db
def test_acknowledgement_carries_the_dates_and_the_investors_own_link():
    enquiry = send_enquiry(name="Siân O'Neill & Co")

    message = Message.objects.get()
    link = SecretLink.objects.get()
    assert message.to_email == "hanako@robotics.example"
    assert message.subject == f"We have your enquiry {enquiry.reference}"
    assert "Dear Siân O'Neill & Co," in message.body
    assert "Thursday 4 June 2026" in message.body
    assert "Tuesday 9 June 2026" in message.body
    assert message.body.count(f"[[link:{link.pk}]]") == 1
    assert build_url(link).endswith(f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["[[link:{pk}]]", "[[[[link:{pk}]]]]", "[[link:[[link:{pk}]]]]"])
def test_acknowledgement_opens_no_link_that_was_typed_into_a_name(typed):
    send_enquiry()
    foreign = SecretLink.objects.get()

    second = send_enquiry(name=typed.format(pk=foreign.pk))

    message = Message.objects.get(about=second.reference)
    assert compute_token(foreign) not in open_link(message)


@pytest.mark.django_db
def test_submission_with_the_same_key_returns_the_first_enquiry():
    key = uuid.uuid4()
    first = submit_enquiry(submission_key=key, answers=make_answers(), now=NOW)

    second = submit_enquiry(submission_key=key, answers=make_answers(), now=NOW)

    assert second == first
    assert Enquiry.objects.count() == EnquiryEvent.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_submission_asks_a_fixed_number_of_queries(rows, django_assert_num_queries):
    make_cluster("leeds")
    for number in range(rows):
        send_enquiry(email=f"p{number}@lima.example", sending=Sending(address="192.0.2.7"))

    with django_assert_num_queries(13 + 2):  # and a savepoint
        submit_enquiry(
            submission_key=uuid.uuid4(),
            answers=make_answers(clusters=("leeds",), plan=LONG_PLAN),
            sending=Sending(address="192.0.2.7"),
            now=NOW,
            writing=uuid.uuid4(),
        )


@pytest.mark.django_db(transaction=True)
def test_submission_sent_twice_at_the_same_instant_is_one_enquiry():
    submit = partial(submit_enquiry, submission_key=uuid.uuid4(), answers=make_answers(), now=NOW)

    results = run_at_once(submit, submit, submit, submit)

    assert results == [Enquiry.objects.get()] * 4
    assert Message.objects.count() == SecretLink.objects.count() == 1


@pytest.mark.django_db
def test_submission_takes_another_reference_when_one_is_taken(monkeypatch):
    taken = send_enquiry().reference
    offered = iter([taken, "TN-7777-7777"])
    monkeypatch.setattr(submission, "generate_reference", lambda: next(offered))

    assert send_enquiry().reference == "TN-7777-7777"


@pytest.mark.django_db
def test_submission_that_the_database_refuses_leaves_nothing(monkeypatch):
    taken = send_enquiry().reference
    monkeypatch.setattr(submission, "generate_reference", lambda: taken)

    with pytest.raises(IntegrityError):
        send_enquiry()

    assert Enquiry.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db
def test_write_back_records_the_words_and_tells_the_contact():
    enquiry = send_enquiry()
    refer_to_contact(enquiry)

    write_back(enquiry=enquiry, text="We can visit in July. <b>Really</b>", now=NOW)

    event = enquiry.events.get(kind="investor_wrote")
    assert (event.text, event.actor_kind) == ("We can visit in July. <b>Really</b>", "investor")
    message = Message.objects.get(kind="investor-wrote")
    assert message.to_email == "amir@leeds.example"
    assert "We can visit in July. <b>Really</b>" in message.body


@pytest.mark.django_db
def test_write_back_resumes_what_awaited_the_investor():
    enquiry = send_enquiry()
    put_at(enquiry, "awaiting_investor")

    write_back(enquiry=enquiry, text="Here are the papers.", now=NOW)

    enquiry.refresh_from_db()
    event = enquiry.events.get(kind="investor_wrote")
    assert enquiry.status == Enquiry.Status.IN_PROGRESS
    assert (event.from_status, event.to_status) == ("awaiting_investor", "in_progress")


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "mails"), [("triage", ["triage@technorth.example"]), ("quarantined", [])])
def test_write_back_tells_triage_when_no_contact_has_it(status, mails):
    enquiry = send_enquiry()
    put_at(enquiry, status)

    write_back(enquiry=enquiry, text="Any news?", now=NOW)

    assert list(Message.objects.filter(kind="investor-wrote").values_list("to_email", flat=True)) == mails


@pytest.mark.django_db
def test_withdrawal_ends_the_referral_and_tells_both_sides():
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)
    token = open_referral_token(referral)

    withdraw_enquiry(enquiry=enquiry, now=NOW)

    enquiry.refresh_from_db()
    referral.refresh_from_db()
    assert (enquiry.status, enquiry.close_reason, enquiry.closed_at) == ("closed", "withdrawn", NOW)
    assert (referral.status, referral.ended_at) == (Referral.Status.WITHDRAWN, NOW)
    assert not live_links(purpose="referral", token=token, now=NOW).exists()
    assert Message.objects.get(kind="referral-withdrawn").to_email == "amir@leeds.example"
    assert Message.objects.get(kind="enquiry-withdrawn").to_email == enquiry.email


@pytest.mark.django_db
def test_withdrawal_before_routing_passes_by_triage_and_stops_routing():
    enquiry = send_enquiry()

    withdraw_enquiry(enquiry=enquiry, now=NOW)

    enquiry.refresh_from_db()
    moves = enquiry.events.order_by("pk").values_list("from_status", "to_status")
    assert list(moves) == [("", "received"), ("received", "triage"), ("triage", "closed")]
    assert enquiry.due_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "status", [status for status in Enquiry.Status.values if status != Enquiry.Status.CLOSED]
)
def test_withdrawal_is_possible_from_every_open_status(status):
    enquiry = send_enquiry()
    put_at(enquiry, status)

    withdraw_enquiry(enquiry=enquiry, now=NOW)

    enquiry.refresh_from_db()
    assert enquiry.status == Enquiry.Status.CLOSED


@pytest.mark.django_db
def test_closed_enquiry_takes_no_words_and_no_withdrawal():
    enquiry = send_enquiry()
    withdraw_enquiry(enquiry=enquiry, now=NOW)

    with pytest.raises(IllegalMove):
        write_back(enquiry=enquiry, text="Wait!", now=NOW)
    with pytest.raises(IllegalMove):
        withdraw_enquiry(enquiry=enquiry, now=NOW)

    assert enquiry.events.filter(kind="withdrawn").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"name": "You won! https://prize.example"},
        {"organisation": "You won! www.prize.example"},
        {"organisation": "You won!", "plan": "Buy backlinks and viagra here."},
    ],
)
def test_acknowledgement_repeats_no_advertisement_to_whoever_has_the_address(typed):
    send_enquiry(**typed)

    mail = Message.objects.get()
    assert "Good day," in mail.body
    assert "You won" not in mail.body + mail.subject + mail.to_name
    assert "[[link:" in mail.body


@pytest.mark.django_db
def test_address_named_in_very_many_enquiries_gets_no_more_mail_and_a_person_looks():
    for _number in range(20):
        send_enquiry()

    one_more = send_enquiry(email="Hanako@Robotics.example")
    next_day = send_enquiry(now=NOW + datetime.timedelta(days=1, seconds=1))

    assert one_more.spam_reasons[0] == "Very many enquiries came with this e-mail address within a day."
    assert not Message.objects.filter(about=one_more.reference).exists()
    assert next_day.spam_reasons == []
    assert Message.objects.count() == 21
