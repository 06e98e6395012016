"""How quickly enquiries were lately answered, by cluster, as the public is told."""

import datetime

import pytest

from investors.clock import LONDON
from investors.reports.answers import LATELY_DAYS, Answers, measure_answers
from investors.services.assignment import accept_referral
from investors.services.replies import log_reply
from investors.workflow import Actor, Kind
from tests.directory.listings import make_north_east
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, send_enquiry

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
LATER = NOW + 30 * DAY


def answer_after(days: int, *, cluster: str = "leeds", now: datetime.datetime = NOW) -> None:
    """Send an enquiry for ``cluster``, and answer it so many days after it came in."""
    sender = {"email": f"sender-{days}@robotics.example", "organisation": f"Sender {days} (test)"}
    enquiry, referral = offer_enquiry(cluster, now=now, **sender, plan=f"A centre of its own, number {days}.")
    at = now + days * DAY
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=now)
    enquiry.refresh_from_db()
    log_reply(
        enquiry=enquiry, kind=Kind.REPLIED, text="Hello", awaits_answer=False, by=Actor.system(), now=at
    )


def test_answers_are_measured_in_working_days_by_cluster():
    make_contact()
    monday = datetime.datetime(2026, 6, 1, 10, 30, tzinfo=LONDON)
    for days in (1, 2, 8):  # the last is the Tuesday after: six working days
        answer_after(days, now=monday)

    found = measure_answers(LATER)

    assert found == [Answers("leeds", 3, pytest.approx(2), 2, 1, False)]


def test_answers_of_a_part_count_in_the_cluster_above():
    make_north_east()
    make_contact(cluster="newcastle", is_demo=True)
    answer_after(1, cluster="newcastle")

    found = measure_answers(LATER)

    assert [(each.cluster, each.answered, each.is_made_up) for each in found] == [
        ("newcastle", 1, True),
        ("north-east", 1, True),
    ]


def test_what_is_late_or_long_ago_is_not_answered_lately():
    make_contact()
    offer_enquiry()
    late = measure_answers(LATER)
    long_ago = measure_answers(NOW + (LATELY_DAYS + 2) * DAY)

    assert late == [Answers("leeds", 0, None, 0, 1, False)]
    assert long_ago == []


def test_what_nobody_has_is_of_no_cluster():
    send_enquiry()

    assert measure_answers(LATER) == []
