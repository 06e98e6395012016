"""The times of the reports: counted as the promises are, and never of too few."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from investors.clock import LONDON, add_working_days
from investors.models import Enquiry, EnquiryEvent
from investors.reports.tables import Period
from investors.reports.times import Group, measure_times
from investors.services.assignment import accept_referral, decline_referral
from investors.services.deadlines import lapse_referral
from investors.services.replies import log_reply
from investors.workflow import Actor, Kind
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import make_sectors
from tests.investors.sent_enquiries import NOW, send_enquiry

pytestmark = pytest.mark.django_db

JUNE = Period(datetime.date(2026, 6, 1), datetime.date(2026, 6, 30))
LATER = NOW + datetime.timedelta(days=60)
HOURS = datetime.timedelta(hours=1)


def find(measure, *, group=Group.CLUSTER, key=None, period=JUNE, now=LATER):
    """Return what was measured of ``key``, or of the whole."""
    rows = [each for each in measure_times(period, group, now) if each.measure == measure]
    return next(each for each in rows if (each.is_whole if key is None else each.key == key))


def answer(enquiry, at):
    log_reply(
        enquiry=enquiry, kind=Kind.REPLIED, text="Hello", awaits_answer=False, by=Actor.system(), now=at
    )


def accept(referral, at):
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=at)


def test_acceptance_is_measured_from_the_offer():
    make_contact()
    _enquiry, referral = offer_enquiry()
    accept(referral, NOW + 6 * HOURS)

    found = find("accept")

    assert (found.done, found.kept, found.broken, found.running) == (1, 1, 0, 0)
    assert found.median == pytest.approx(0.25)


def test_weekend_does_not_count():
    make_contact()
    friday = datetime.datetime(2026, 6, 5, 14, tzinfo=LONDON)
    _enquiry, referral = offer_enquiry(now=friday)
    accept(referral, datetime.datetime(2026, 6, 8, 14, tzinfo=LONDON))

    assert find("accept").median == pytest.approx(1)


def test_offer_that_lapsed_broke_the_promise():
    make_contact()
    _enquiry, referral = offer_enquiry()
    lapse_referral(referral=referral, now=referral.due_at)

    found = find("accept")

    assert (found.done, found.kept, found.broken) == (0, 0, 1)
    assert found.median is None


def test_offer_that_was_passed_on_is_left_out():
    make_contact()
    _enquiry, referral = offer_enquiry()
    decline_referral(referral=referral, reason="Not ours", by=Actor.system(), now=NOW)

    assert not [each for each in measure_times(JUNE, Group.CLUSTER, LATER) if each.measure == "accept"]


def test_reply_that_is_not_due_is_still_running_and_then_late():
    send_enquiry()

    early, late = find("reply", now=NOW + HOURS), find("reply", now=LATER)

    assert (early.done, early.broken, early.running) == (0, 0, 1)
    assert (late.done, late.broken, late.running) == (0, 1, 0)


def test_first_reply_counts_and_the_second_does_not():
    make_contact()
    enquiry, referral = offer_enquiry()
    accept(referral, NOW)
    enquiry.refresh_from_db()
    answer(enquiry, add_working_days(NOW, 1))
    answer(enquiry, add_working_days(NOW, 12))

    found = find("reply", key="leeds")

    assert (found.done, found.kept) == (1, 1)
    assert found.median == pytest.approx(1)


def test_enquiry_counts_in_each_of_its_sectors_and_once_in_all():
    games, studios = make_sectors()
    other = type(games).objects.create(code="cyber", name="Cyber", position=903)
    send_enquiry(sectors=(games.code, studios.code, other.code))

    rows = [each for each in measure_times(JUNE, Group.SECTOR, LATER) if each.measure == "decision"]

    assert [(each.is_whole, each.key, each.running) for each in rows] == [
        (True, "", 1),
        (False, "cyber", 1),
        (False, "games", 1),
    ]


@pytest.mark.parametrize("reason", ["spam", "duplicate"])
def test_spam_and_duplicates_are_left_out(reason):
    enquiry = send_enquiry()
    Enquiry.objects.filter(pk=enquiry.pk).update(
        status="closed", close_reason=reason, closed_at=NOW, due_at=None
    )

    assert measure_times(JUNE, Group.COUNTRY, LATER) == []


def test_period_has_its_first_and_its_last_day_in_london():
    send_enquiry(now=datetime.datetime(2026, 6, 1, 0, 0, tzinfo=LONDON))
    send_enquiry(now=datetime.datetime(2026, 6, 30, 23, 59, tzinfo=LONDON))
    send_enquiry(now=datetime.datetime(2026, 7, 1, 0, 0, tzinfo=LONDON))

    assert find("decision").running == 2


MOMENTS = st.datetimes(
    min_value=datetime.datetime(2026, 3, 20), max_value=datetime.datetime(2026, 6, 10)
).map(lambda moment: moment.replace(microsecond=0, tzinfo=LONDON))


@given(began=MOMENTS, days=st.integers(0, 20), slip=st.integers(-200_000, 200_000))
@settings(max_examples=30, deadline=None)
def test_reply_keeps_the_promise_exactly_when_the_clock_says_so(began, days, slip):
    enquiry = send_enquiry(now=began)
    promised = add_working_days(began, 5)
    replied = max(began, add_working_days(began, days)) + datetime.timedelta(seconds=max(slip, 0))
    replied = promised + datetime.timedelta(seconds=slip) if days == 5 else replied
    EnquiryEvent.objects.create(enquiry=enquiry, kind=Kind.REPLIED, at=replied, actor_kind="system")
    day = began.date()

    found = find("reply", period=Period(day, day), now=LATER)

    assert bool(found.kept) == (replied <= promised)
    Enquiry.objects.filter(pk=enquiry.pk).update(received_at=datetime.datetime(2020, 1, 1, tzinfo=LONDON))
