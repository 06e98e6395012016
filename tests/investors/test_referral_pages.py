import datetime

import pytest
from django.test import Client

from investors.models import Contact, Decision, Enquiry, Referral
from investors.services import casework
from investors.services.assignment import accept_referral, decline_referral
from investors.services.following import withdraw_enquiry
from investors.views import referral as referral_views
from investors.workflow import Actor, Kind, record_event
from outbox.models import Message
from tests.investors.asked_contacts import make_staff
from tests.investors.sent_enquiries import (
    NOW,
    make_cluster,
    open_referral_token,
    read_enquiry_token,
    refer_to_contact,
    send_enquiry,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def referral():
    enquiry = send_enquiry(phone="+81312345678", activities=("engineering",))
    enquiry.clusters.add(make_cluster("leeds"))
    return refer_to_contact(enquiry)


@pytest.fixture
def page(referral):
    return f"/referrals/{open_referral_token(referral)}/"


def test_page_shows_the_whole_case_but_no_way_to_reach_the_investor(client, referral, page):
    Decision.objects.create(
        enquiry=referral.enquiry,
        outcome="refer",
        rule="clusters",
        contact=referral.contact,
        lines=["Leeds was chosen.", "Amir covers the sector."],
        candidates=[],
        decided_at=NOW,
    ).referrals.add(referral)

    text = client.get(page).content.decode()

    assert "Sample Robotics K.K. (test), Japan" in text
    assert "We plan a software centre for warehouse robots." in text
    assert "Software engineering centre" in text
    assert "Amir covers the sector." in text
    assert "due Thursday 4 June, 11:30" in text
    assert "Accept: I will write to the investor" in text
    assert "hanako@robotics.example" not in text
    assert "+81" not in text


def test_get_changes_nothing(client, referral, page):
    assert [client.get(page).status_code, client.head(page).status_code] == [200, 200]

    referral.refresh_from_db()
    assert referral.status == Referral.Status.OFFERED
    assert [client.get(page + action).status_code for action in ("accept/", "pass-on/", "ask/")] == [405] * 3


def test_accepting_shows_how_to_reach_the_investor(client, referral, page):
    text = client.post(page + "accept/", follow=True).content.decode()

    referral.refresh_from_db()
    assert referral.status == Referral.Status.ACCEPTED
    assert "It is yours. We have told the investor that you will write." in text
    assert 'href="mailto:hanako@robotics.example?subject=' in text
    assert "+81 3-1234-5678" in text
    assert f"{page}accept/" not in text
    event = referral.enquiry.events.get(kind="accepted")
    assert (event.actor_kind, event.actor_name) == ("contact", "Amir Test")


def test_passing_on_gives_the_reason_and_ends_the_page(client, referral, page):
    response = client.post(page + "pass-on/", {"reason": "sector", "words": "Ask Sheffield."}, follow=True)

    referral.refresh_from_db()
    text = response.content.decode()
    assert referral.status == Referral.Status.DECLINED
    assert referral.reason == "It is not my sector: Ask Sheffield."
    assert "Thank you. We are asking somebody else." in text
    assert f"You passed enquiry {referral.enquiry.reference} on" in text
    assert "warehouse robots" not in text
    referral.enquiry.refresh_from_db()
    assert referral.enquiry.due_at == NOW


@pytest.mark.parametrize(
    ("posted", "error"),
    [
        ({}, "Choose why you pass it on"),
        ({"reason": "weather"}, "Choose a reason from the list"),
        ({"reason": "other", "words": " "}, "Say in a few words why you pass it on"),
        ({"reason": "area", "words": "x" * 401}, "at most 400 characters"),
    ],
)
def test_passing_on_without_a_reason_says_so_beside_the_field(client, referral, page, posted, error):
    text = client.post(page + "pass-on/", posted).content.decode()

    referral.refresh_from_db()
    assert error in text
    assert referral.status == Referral.Status.OFFERED


def test_asking_ukti_keeps_the_referral(client, referral, page):
    text = client.post(page + "ask/", {"question": "Is this one eligible?"}, follow=True).content.decode()

    referral.refresh_from_db()
    assert referral.status == Referral.Status.OFFERED
    assert "UKTI has your question, and answers by mail." in text
    assert "Is this one eligible?" in text
    assert Message.objects.get(kind="triage-question").to_email == "triage@technorth.example"


def test_asking_nothing_says_so_beside_the_field(client, page):
    assert "Write your question first" in client.post(page + "ask/", {}).content.decode()


@pytest.mark.parametrize("action", ["", "accept/", "pass-on/", "ask/"])
def test_stranger_finds_nothing(client, referral, action):
    address = f"/referrals/{'0' * 40}/{action}"

    response = client.post(address, {"reason": "area", "question": "?"}) if action else client.get(address)

    assert response.status_code == 404
    assert referral.enquiry.reference not in response.content.decode()
    referral.refresh_from_db()
    assert referral.status == Referral.Status.OFFERED


def test_investors_token_opens_no_referral(client, referral):
    assert client.get(f"/referrals/{read_enquiry_token(referral.enquiry)}/").status_code == 404


@pytest.mark.parametrize("action", ["", "accept/"])
def test_expired_link_says_so_and_to_whom_to_turn(client, clock, referral, page, action):
    clock.shift(datetime.timedelta(days=30, seconds=1))

    response = client.post(page + action) if action else client.get(page)

    text = response.content.decode()
    assert response.status_code == 410
    assert f"This link to enquiry {referral.enquiry.reference} has expired" in text
    assert "triage@technorth.example" in text
    assert "warehouse robots" not in text
    referral.refresh_from_db()
    assert referral.status == Referral.Status.OFFERED


def test_withdrawn_enquiry_says_what_happened(client, referral, page):
    withdraw_enquiry(enquiry=referral.enquiry, now=NOW)

    response = client.get(page)

    text = response.content.decode()
    assert response.status_code == 410
    assert "The investor withdrew the enquiry." in text
    assert "warehouse robots" not in text


def test_lapsed_referral_says_what_happened(client, referral, page):
    Referral.objects.filter(pk=referral.pk).update(status="lapsed", ended_at=NOW)

    text = client.get(page).content.decode()

    assert f"The time to answer enquiry {referral.enquiry.reference} is over" in text


def test_accepting_after_somebody_else_answered_says_so(client, referral, page, monkeypatch):
    """The page is loaded as offered; before the write, the same contact passes it on elsewhere."""
    accept = referral_views.assignment.accept_referral

    def decline_first(**kwargs):
        by = Actor.contact(referral.contact)
        decline_referral(referral=referral, reason="From another window", by=by, now=NOW)
        accept(**kwargs)

    monkeypatch.setattr(referral_views.assignment, "accept_referral", decline_first)

    text = client.post(page + "accept/", follow=True).content.decode()

    assert "Somebody was first" in text
    referral.refresh_from_db()
    assert referral.status == Referral.Status.DECLINED


def test_accepting_twice_keeps_one_acceptance(client, referral, page):
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)

    text = client.post(page + "accept/", follow=True).content.decode()

    assert "Somebody was first" in text
    assert referral.enquiry.events.filter(kind="accepted").count() == 1


def test_closed_enquiry_has_nothing_to_answer(client, referral, page):
    Enquiry.objects.filter(pk=referral.enquiry_id).update(
        status="closed", closed_at=NOW, close_reason="duplicate"
    )

    text = client.get(page).content.decode()

    assert "This enquiry is closed." in text
    assert "<form" not in text.partition("<main")[2].partition("</main>")[0]


def test_page_stays_out_of_caches_referrers_and_search_engines(client, page):
    response = client.get(page)

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_accepting_is_refused_without_the_csrf_token(referral, page):
    assert Client(enforce_csrf_checks=True).post(page + "accept/").status_code == 403
    referral.refresh_from_db()
    assert referral.status == Referral.Status.OFFERED


def test_words_of_the_investor_since_are_shown(client, referral, page):
    record_event(
        enquiry=referral.enquiry, kind=Kind.INVESTOR_WROTE, actor=Actor.investor(), now=NOW, text="In July!"
    )
    record_event(enquiry=referral.enquiry, kind=Kind.NOTE, actor=Actor.system(), now=NOW, text="Internal")

    text = client.get(page).content.decode()

    assert "In July!" in text
    assert "Internal" not in text


@pytest.mark.parametrize("rows", [1, 30])
def test_page_makes_the_same_queries_however_long_the_history(
    client, django_assert_num_queries, referral, page, rows
):
    for number in range(rows):
        record_event(
            enquiry=referral.enquiry,
            kind=Kind.INVESTOR_WROTE,
            actor=Actor.investor(),
            now=NOW,
            text=str(number),
        )

    with django_assert_num_queries(9):
        client.get(page)


def test_page_tells_of_the_contacts_own_questions_only(client, referral, page):
    other = Actor.contact(Contact(name="Bo Before"))
    enquiry = referral.enquiry
    record_event(enquiry=enquiry, kind=Kind.ASKED_UKTI, actor=other, now=NOW, text="Is it real?")
    own = {"actor": Actor.contact(referral.contact), "detail": {"referral": referral.pk}}
    record_event(enquiry=enquiry, kind=Kind.ASKED_UKTI, now=NOW, text="Which town?", **own)

    text = client.get(page).content.decode()

    assert "You asked UKTI" in text
    assert "Which town?" in text
    assert "Bo Before" not in text
    assert "Is it real?" not in text


def test_page_of_a_completed_referral_closes_when_the_enquiry_is_opened_again(client, referral, page):
    enquiry, officer = referral.enquiry, make_staff()
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)
    enquiry.refresh_from_db()
    casework.close_enquiry(enquiry=enquiry, reason="succeeded", text="", by=officer, now=NOW)

    closed = client.get(page)
    casework.reopen_enquiry(enquiry=enquiry, reason="They wrote again", by=officer, now=NOW)
    reopened = client.get(page)

    assert (closed.status_code, reopened.status_code) == (200, 410)
    assert "UKTI has opened it again" in reopened.content.decode()
    assert enquiry.organisation not in reopened.content.decode()
