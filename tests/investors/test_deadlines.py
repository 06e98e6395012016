import datetime

import pytest

from investors.models import Contact, Referral
from investors.services.assignment import StaleReferral, accept_referral, decline_referral, route_enquiry
from investors.services.deadlines import lapse_referral, nudge_referral
from investors.workflow import Actor
from outbox.models import Message
from tests.investors.asked_contacts import list_events, make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = pytest.mark.django_db
NEXT_DAY = NOW + datetime.timedelta(days=1)
LAPSE_DAY = NOW + datetime.timedelta(days=2)


def answer(referral: Referral, how: str) -> None:
    by = Actor.contact(referral.contact)
    if how == "accepted":
        accept_referral(referral=referral, by=by, now=NOW)
    else:
        decline_referral(referral=referral, reason="No", by=by, now=NOW)


def test_nudge_reminds_once_with_the_same_link():
    contact = make_contact()
    enquiry, referral = offer_enquiry()

    nudge_referral(referral=referral, now=NEXT_DAY)
    with pytest.raises(StaleReferral):
        nudge_referral(referral=referral, now=NEXT_DAY)

    referral.refresh_from_db()
    assert (referral.status, referral.nudged_at) == ("offered", NEXT_DAY)
    message = Message.objects.get(kind="referral-reminder")
    assert message.to_email == contact.email
    assert message.link == Message.objects.get(kind="referral-offered").link
    assert "until Thursday 4 June, 11:30" in message.subject
    assert list_events(enquiry) == ["received", "decided", "offered", "nudged"]


@pytest.mark.parametrize("how", ["accepted", "declined"])
@pytest.mark.parametrize("act", [nudge_referral, lapse_referral])
def test_clock_leaves_alone_who_has_answered(how, act):
    make_contact()
    enquiry, referral = offer_enquiry()
    answer(referral, how)
    events = list_events(enquiry)

    with pytest.raises(StaleReferral):
        act(referral=referral, now=LAPSE_DAY)

    assert list_events(enquiry) == events
    assert not Message.objects.filter(kind__in=["referral-reminder", "enquiry-delayed"]).exists()


def test_lapse_tells_the_senior_lead_and_the_investor_and_routes_to_another():
    make_contact("Ann Test")
    second = make_contact("Ben Test")
    senior = make_contact("Sen Test", role=Contact.Role.SENIOR_LEAD)
    enquiry, referral = offer_enquiry()

    lapse_referral(referral=referral, now=LAPSE_DAY)

    enquiry.refresh_from_db()
    referral.refresh_from_db()
    assert (referral.status, referral.ended_at) == ("lapsed", LAPSE_DAY)
    assert (enquiry.status, enquiry.due_at) == ("referred", LAPSE_DAY)
    escalated = enquiry.events.get(kind="escalated")
    assert escalated.text == "Ann Test did not answer in time; Sen Test was told."
    assert Message.objects.get(kind="referral-lapsed").to_email == senior.email
    delayed = Message.objects.get(kind="enquiry-delayed")
    assert delayed.to_email == enquiry.email
    assert "Ann" not in delayed.body
    assert "Tuesday 9 June 2026" in delayed.body
    route_enquiry(enquiry_id=enquiry.pk, now=LAPSE_DAY)
    assert enquiry.referrals.live().get().contact == second


def test_second_lapse_tells_ukti_and_not_the_investor_again(settings):
    make_contact("Ann Test")
    make_contact("Ben Test")
    make_contact("Sen Test", role=Contact.Role.SENIOR_LEAD)
    enquiry, referral = offer_enquiry()
    lapse_referral(referral=referral, now=LAPSE_DAY)
    route_enquiry(enquiry_id=enquiry.pk, now=LAPSE_DAY)

    lapse_referral(referral=enquiry.referrals.live().get(), now=LAPSE_DAY + datetime.timedelta(days=5))

    escalations = Message.objects.filter(kind="referral-lapsed").order_by("pk")
    assert [message.to_email for message in escalations] == [
        "sen.test@regions.example",
        settings.TRIAGE_EMAIL,
    ]
    assert Message.objects.filter(kind="enquiry-delayed").count() == 1


@pytest.mark.parametrize(
    ("cluster", "fields", "expected"),
    [
        ("newcastle", {}, "senior lead"),
        ("north-east", {}, "senior lead"),
        ("leeds", {}, "UKTI"),  # of another cluster
        ("newcastle", {"is_active": False}, "UKTI"),
    ],
)
def test_lapse_in_a_sub_cluster_is_told_to_the_nearest_senior_lead(cluster, fields, expected, settings):
    parent = make_cluster("north-east")
    make_cluster("newcastle", parent=parent)
    make_contact("Ann Test", cluster="newcastle")
    senior = make_contact("Sen Test", cluster=cluster, role=Contact.Role.SENIOR_LEAD, **fields)
    _, referral = offer_enquiry("newcastle")

    lapse_referral(referral=referral, now=LAPSE_DAY)

    told = Message.objects.get(kind="referral-lapsed").to_email
    assert told == (senior.email if expected == "senior lead" else settings.TRIAGE_EMAIL)


def test_lapse_passes_over_a_senior_lead_who_is_away(settings):
    make_contact("Ann Test")
    senior = make_contact("Sen Test", role=Contact.Role.SENIOR_LEAD)
    senior.absences.create(first_day=LAPSE_DAY.date(), last_day=LAPSE_DAY.date())
    _, referral = offer_enquiry()

    lapse_referral(referral=referral, now=LAPSE_DAY)

    assert Message.objects.get(kind="referral-lapsed").to_email == settings.TRIAGE_EMAIL
