"""Two people at the same instant, each with a connection of their own: one wins, the other is told."""

import datetime
from collections.abc import Callable
from functools import partial

import pytest

from investors.models import Enquiry, Referral
from investors.services import casework
from investors.services.assignment import (
    accept_referral,
    decline_referral,
    refer_enquiry,
    route_enquiry,
)
from investors.services.deadlines import lapse_referral, nudge_referral
from investors.workflow import Actor
from outbox.models import Message
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events, make_contact, make_staff, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + datetime.timedelta(days=3)


def race(*calls: Callable[[], object]) -> list[str]:
    """Run ``calls`` at once; return what each came to: done, or the name of its error."""
    return [type(r).__name__ if isinstance(r, Exception) else "done" for r in run_at_once(*calls)]


def read_referral(referral: Referral) -> Referral:
    return Referral.objects.select_related("contact").get(pk=referral.pk)


def test_race_of_two_accepts_has_one_winner():
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    accept = partial(accept_referral, by=Actor.contact(contact), now=NOW)

    results = race(
        partial(accept, referral=read_referral(referral)), partial(accept, referral=read_referral(referral))
    )

    assert sorted(results) == ["StaleReferral", "done"]
    assert list_events(enquiry).count("accepted") == 1
    assert Message.objects.filter(kind="enquiry-accepted").count() == 1


@pytest.mark.parametrize(
    ("other", "events"),
    [
        (partial(decline_referral, reason="No", by=Actor.investor(), now=NOW), {"accepted", "declined"}),
        (partial(lapse_referral, now=LATER), {"accepted", "lapsed"}),
    ],
)
def test_race_of_accept_against_another_end_has_one_winner(other, events):
    contact = make_contact()
    enquiry, referral = offer_enquiry()

    results = race(
        partial(accept_referral, referral=read_referral(referral), by=Actor.contact(contact), now=NOW),
        partial(other, referral=read_referral(referral)),
    )

    assert sorted(results) == ["StaleReferral", "done"]
    happened = [kind for kind in list_events(enquiry) if kind in events]
    assert len(happened) == 1
    enquiry.refresh_from_db()
    assert enquiry.status == ("in_progress" if happened == ["accepted"] else "referred")


def test_race_of_two_reminders_reminds_once():
    make_contact()
    _, referral = offer_enquiry()
    nudge = partial(nudge_referral, now=NOW)

    results = race(
        partial(nudge, referral=read_referral(referral)), partial(nudge, referral=read_referral(referral))
    )

    assert sorted(results) == ["StaleReferral", "done"]
    assert Message.objects.filter(kind="referral-reminder").count() == 1


def test_race_of_two_staff_who_refer_has_one_winner():
    make_contact("Ann Test")
    enquiry, _ = offer_enquiry()
    ben, cat = make_contact("Ben Test"), make_contact("Cat Test")
    refer = partial(refer_enquiry, reason="Yours", by=Actor.staff(make_staff()), now=NOW)
    seen_by_one, seen_by_other = (Enquiry.objects.get(pk=enquiry.pk) for _ in range(2))

    results = race(
        partial(refer, enquiry=seen_by_one, contact=ben), partial(refer, enquiry=seen_by_other, contact=cat)
    )

    assert sorted(results) == ["StaleEnquiry", "done"]
    winner = [ben, cat][results.index("done")]
    assert enquiry.referrals.live().get().contact == winner
    assert Message.objects.filter(kind="referral-moved").count() == 1


def test_race_of_accept_against_staff_who_take_it_has_one_winner():
    contact = make_contact()
    enquiry, referral = offer_enquiry()

    results = race(
        partial(accept_referral, referral=read_referral(referral), by=Actor.contact(contact), now=NOW),
        partial(casework.take_enquiry, enquiry=enquiry, by=make_staff(), now=NOW),
    )

    assert results in (["done", "StaleEnquiry"], ["StaleReferral", "done"])
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by is None) == (
        ("in_progress", True) if results[0] == "done" else ("triage", False)
    )


def test_race_of_two_who_close_has_one_winner():
    make_contact()
    enquiry, _ = offer_enquiry()
    close = partial(casework.close_enquiry, text="", by=make_staff(), now=NOW)
    seen_by_one, seen_by_other = (Enquiry.objects.get(pk=enquiry.pk) for _ in range(2))

    results = race(
        partial(close, enquiry=seen_by_one, reason="spam"),
        partial(close, enquiry=seen_by_other, reason="not_fdi"),
    )

    assert sorted(results) == ["StaleEnquiry", "done"]
    assert list_events(enquiry).count("closed") == 1


def test_race_of_the_same_wake_up_four_times_routes_once():
    make_contact()
    enquiry = send_enquiry(clusters=(make_cluster("leeds").slug,))

    results = race(*[partial(route_enquiry, enquiry_id=enquiry.pk, now=NOW)] * 4)

    assert results == ["done"] * 4
    assert Referral.objects.count() == 1
    assert Message.objects.filter(kind="referral-offered").count() == 1


def test_race_of_many_enquiries_spreads_the_load_evenly():
    for name in ("Ann Test", "Ben Test", "Cat Test", "Dan Test"):
        make_contact(name)
    make_cluster("leeds")
    enquiries = [send_enquiry(clusters=("leeds",), organisation=f"Firm {number}") for number in range(12)]

    results = race(*[partial(route_enquiry, enquiry_id=enquiry.pk, now=NOW) for enquiry in enquiries])

    assert results == ["done"] * len(enquiries)
    loads = Referral.objects.values_list("contact__name", flat=True)
    assert sorted(loads) == sorted(["Ann Test", "Ben Test", "Cat Test", "Dan Test"] * 3)
