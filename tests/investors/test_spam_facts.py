"""What the score sees of other enquiries: near copies, neighbours, and how the quarantine does."""

import datetime

import pytest

from investors.models import Enquiry, SpamCheck
from investors.services import casework
from investors.services.assignment import route_enquiry
from investors.services.spam import check_message
from investors.spam import UNSEEN, Sending, Wording
from investors.spam_facts import QuarantineFigures, measure_quarantine
from tests.investors.asked_contacts import make_staff
from tests.investors.sent_enquiries import NOW, put_at, send_enquiry

pytestmark = pytest.mark.django_db

PLAN = "We plan a software centre for warehouse robots in Leeds, with many engineers in the first years."
OFFICE = "192.0.2.7"
LATER = NOW + datetime.timedelta(minutes=10)


def list_signs(enquiry: Enquiry) -> dict[str, int]:
    """Return code and points of each sign of ``enquiry``, but that it is bare."""
    signs = SpamCheck.objects.get(pk=enquiry.pk).signs
    return {sign["code"]: sign["points"] for sign in signs if sign["code"] != "bare"}


def send_from(address: str, number: int = 0, *, now: datetime.datetime = NOW, **changes) -> Enquiry:
    return send_enquiry(
        **{"now": now, "sending": Sending(seconds=60, address=address), "email": f"p{number}@lima.example"}
        | {"plan": f"Plan {number}"}
        | changes
    )


def close_as_spam(enquiry: Enquiry) -> None:
    put_at(enquiry, "quarantined")
    casework.close_enquiry(enquiry=enquiry, reason="spam", text="", by=make_staff(), now=NOW)


def test_two_true_enquiries_from_one_office_are_not_quarantined():
    enquiries = [send_from(OFFICE, 1, plan=PLAN), send_from(OFFICE, 2, plan="A lab for batteries in York.")]
    for enquiry in enquiries:
        route_enquiry(enquiry_id=enquiry.pk, now=LATER)

    assert [list_signs(enquiry) for enquiry in enquiries] == [{}, {}]
    assert not Enquiry.objects.filter(status="quarantined").exists()


def test_resend_by_the_same_person_is_not_quarantined():
    for _attempt in range(7):
        enquiry = send_from(OFFICE, 1, plan=PLAN)
    again = send_from(OFFICE, email="P1@Lima.example", plan=f"{PLAN} Our telephone is +81 3 1234 5678.")
    route_enquiry(enquiry_id=again.pk, now=LATER)

    assert list_signs(enquiry) == list_signs(again) == {}
    assert Enquiry.objects.get(pk=again.pk).joined_to == Enquiry.objects.earliest("pk")


def test_rate_from_one_address_counts_the_others_of_the_hour():
    for number in range(6):
        send_from(OFFICE, number)

    assert list_signs(send_from(OFFICE, 90, now=LATER)) == {"rate": 4}
    assert list_signs(send_from("192.0.2.8", 91, now=LATER)) == {}
    assert list_signs(send_from(OFFICE, 92, now=NOW + datetime.timedelta(hours=1))) == {}


def test_rate_from_one_network_counts_the_others_of_the_day():
    for number in range(21):
        send_from(f"192.0.2.{number}", number)

    assert list_signs(send_from("192.0.2.99", 90, now=NOW + datetime.timedelta(hours=23))) == {"rate": 4}
    assert list_signs(send_from("192.0.3.99", 91, now=LATER)) == {}
    assert list_signs(send_from("192.0.2.98", 92, now=NOW + datetime.timedelta(hours=24))) == {}


def test_spam_from_one_network_counts_for_a_month():
    close_as_spam(send_from("192.0.2.50", 1))

    assert list_signs(send_from(OFFICE, 2, now=NOW + datetime.timedelta(days=29))) == {"network": 3}
    assert list_signs(send_from(OFFICE, 3, now=NOW + datetime.timedelta(days=31))) == {}
    assert list_signs(send_from("198.51.100.1", 4)) == {}


@pytest.mark.parametrize(("senders", "points", "status"), [(1, 4, "triage"), (3, 12, "quarantined")])
def test_text_repeated_by_other_senders_counts_each_sender(senders, points, status):
    for number in range(senders):
        send_from(f"198.51.{number}.1", number, plan=PLAN)
        send_from(f"198.51.{number}.1", number, plan=PLAN)

    copy = send_from("203.0.113.1", 90, plan=PLAN.replace("many", "37"))
    route_enquiry(enquiry_id=copy.pk, now=LATER)

    assert list_signs(copy) == {"repeated": points}
    assert Enquiry.objects.get(pk=copy.pk).status == status


def test_text_that_was_closed_as_spam_is_suspect_whoever_sends_it_until_it_is_reopened():
    first = send_from(OFFICE, 1, plan=PLAN)
    close_as_spam(first)

    assert list_signs(send_from("198.51.100.1", 1, plan=PLAN)) == {"known-spam": 10}
    first.refresh_from_db()
    casework.reopen_enquiry(enquiry=first, reason="", by=make_staff("two@technorth.example"), now=NOW)
    assert list_signs(send_from("198.51.100.1", 1, plan=PLAN)) == {}


def test_sender_without_a_network_address_has_no_trace_and_no_sign():
    enquiry = send_from("")

    assert list_signs(enquiry) == {}
    assert not hasattr(Enquiry.objects.get(pk=enquiry.pk), "sender_trace")


@pytest.mark.parametrize("rows", [1, 30])
def test_check_asks_a_fixed_number_of_queries(rows, django_assert_num_queries):
    for number in range(rows):
        send_from(OFFICE, number, plan=PLAN)
    wording = Wording("Ana", "Lima SA", PLAN)

    with django_assert_num_queries(4):
        check_message(wording=wording, sending=Sending(address=OFFICE), email="a@b.example", now=NOW)
    with django_assert_num_queries(2):
        check_message(wording=Wording("A", "B", "Hi"), sending=UNSEEN, email="a@b.example", now=NOW)


def test_figures_of_the_quarantine_count_what_people_decided(django_assert_num_queries):
    staff, trap = make_staff("one@technorth.example"), Sending(is_trap_filled=True)
    held = [send_enquiry(sending=trap, email=f"h{number}@lima.example") for number in range(5)]
    for enquiry in held:
        route_enquiry(enquiry_id=enquiry.pk, now=NOW)
        enquiry.refresh_from_db()
    for enquiry in held[:2]:
        casework.close_enquiry(enquiry=enquiry, reason="spam", text="", by=staff, now=NOW)
    casework.release_enquiry(enquiry=held[2], by=staff, now=NOW)
    close_as_spam(send_enquiry(email="missed@lima.example", plan="A plain word for you"))
    send_enquiry(sending=trap, now=NOW - datetime.timedelta(days=90), email="old@lima.example")

    with django_assert_num_queries(1):
        figures = measure_quarantine(NOW)

    assert figures == QuarantineFigures(quarantined=5, waiting=2, spam=2, missed=1)
    assert (figures.genuine, figures.precision) == (1, 67)


def test_figures_of_an_empty_quarantine_have_no_precision():
    assert measure_quarantine(NOW).precision is None
