"""What a contact does with a case that they have, from the mail's link and at the desk."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from investors.models import Enquiry, Referral
from investors.progress_words import tell_history
from investors.services.assignment import accept_referral
from investors.services.casework import take_enquiry
from investors.services.contributions import ask_contributor
from investors.views.work import CONTRIBUTE, LEADING
from investors.workflow import Actor
from outbox.links import compute_token
from outbox.models import Message, SecretLink
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import sign_in_contact
from tests.investors.sent_enquiries import make_cluster

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def open_page(referral: Referral) -> str:
    """Return the address by which the mail opens ``referral``."""
    link = SecretLink.objects.filter(purpose="referral", subject_id=referral.pk).latest("pk")
    return f"/referrals/{compute_token(link)}/"


@pytest.fixture
def referral() -> Referral:
    """Return the accepted lead of an enquiry in Leeds."""
    make_contact()
    _enquiry, referral = offer_enquiry(now=timezone.now())
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=timezone.now())
    return Referral.objects.select_related("enquiry", "contact").get(pk=referral.pk)


@pytest.fixture
def page(referral: Referral) -> str:
    """Return the address of the page of that lead."""
    return open_page(referral)


def read_enquiry(referral: Referral) -> Enquiry:
    return Enquiry.objects.get(pk=referral.enquiry_id)


def post(client: Client, page: str, name: str, referral: Referral, **values: str):
    """Send the form ``name`` of the page as it stands."""
    data = {"version": str(read_enquiry(referral).version), **values}
    return client.post(f"{page}do/{name}/", data)


def test_page_of_a_lead_offers_all_that_a_lead_can_do(client: Client, page: str):
    html = client.get(page).content.decode()

    assert [f"{page}do/{work.name}/" in html for work in LEADING] == [True] * len(LEADING)
    assert f"{page}do/contribute/" not in html


def test_answer_is_sent_and_it_is_the_investors_turn(client: Client, page: str, referral: Referral):
    response = post(client, page, "reply", referral, how="send", text="Come and see us.", awaits_answer="on")

    assert (response.status_code, response["Location"]) == (302, page)
    assert read_enquiry(referral).status == "awaiting_investor"
    assert "Come and see us." in Message.objects.get(kind="reply").body


@pytest.mark.parametrize(("how", "kind"), [("replied", "replied"), ("called", "called")])
def test_answer_given_elsewhere_is_noted_and_not_sent(
    client: Client, page: str, referral: Referral, how: str, kind: str
):
    post(client, page, "reply", referral, how=how, text="We talked.")

    assert referral.enquiry.events.get(kind=kind).text == "We talked."
    assert not Message.objects.filter(kind="reply").exists()
    assert read_enquiry(referral).replied_at is not None


def test_empty_answer_is_asked_for_beside_the_field(client: Client, page: str, referral: Referral):
    html = post(client, page, "reply", referral, how="send", text="").content.decode()

    assert "Write your answer, or what was said" in html
    assert '<details class="tn-action" id="reply" open>' in html


def test_times_are_proposed_in_uk_time(client: Client, page: str, referral: Referral):
    day = (timezone.localtime() + 3 * DAY).strftime("%Y-%m-%d")

    post(client, page, "times", referral, time_1=f"{day}T14:30", time_2="", time_3="", text="")

    (time,) = referral.enquiry.events.get(kind="proposed").detail["times"]
    assert timezone.localtime(datetime.datetime.fromisoformat(time)).strftime("%H:%M") == "14:30"


def test_time_that_is_over_is_refused(client: Client, page: str, referral: Referral):
    html = post(client, page, "times", referral, time_1="2020-01-01T10:00").content.decode()

    assert "Give a time that is still to come" in html
    assert 'value="2020-01-01T10:00"' in html


def test_enquiry_is_put_off_until_a_day(client: Client, page: str, referral: Referral):
    until = (timezone.localdate() + 90 * DAY).isoformat()

    post(client, page, "put-off", referral, until=until, text="Budget")

    enquiry = read_enquiry(referral)
    assert enquiry.clock_at is not None
    assert (enquiry.status, timezone.localdate(enquiry.clock_at).isoformat()) == ("nurture", until)


@pytest.mark.parametrize("days", [0, 5000])
def test_day_that_is_over_or_far_away_is_refused(client: Client, page: str, referral: Referral, days: int):
    until = (timezone.localdate() + days * DAY).isoformat()

    html = post(client, page, "put-off", referral, until=until, text="Budget").content.decode()

    assert "Give a day" in html
    assert read_enquiry(referral).status == "in_progress"


def test_enquiry_is_completed_with_an_outcome_and_the_page_says_so(
    client: Client, page: str, referral: Referral
):
    post(client, page, "complete", referral, reason="succeeded", text="Signed")

    assert read_enquiry(referral).close_reason == "succeeded"
    assert "This enquiry is closed." in client.get(page).content.decode()


def test_outcome_that_is_not_a_contacts_to_give_is_refused(client: Client, page: str, referral: Referral):
    post(client, page, "complete", referral, reason="spam", text="Junk")

    assert read_enquiry(referral).status == "in_progress"


def test_contributor_is_asked_and_adds_to_the_case(client: Client, page: str, referral: Referral):
    other = make_contact("Lena Port", cluster="liverpool")
    post(client, page, "contributor", referral, contact=str(other.pk), text="What of the port?")
    part = other.referrals.get()

    html = client.get(open_page(part)).content.decode()
    post(client, open_page(part), "contribute", part, text="It has room.")

    assert [f"do/{work.name}/" in html for work in [*LEADING, CONTRIBUTE]] == [False] * len(LEADING) + [True]
    assert "It has room." in client.get(page).content.decode()


def test_contributor_who_has_not_answered_does_not_see_how_to_reach_the_investor(
    client: Client, referral: Referral
):
    other = make_contact("Lena Port", cluster="liverpool")
    part = ask_contributor(
        enquiry=referral.enquiry,
        contact=other,
        question="?",
        by=Actor.contact(referral.contact),
        now=timezone.now(),
    )

    assert "hanako@robotics.example" not in client.get(open_page(part)).content.decode()


def test_step_on_a_page_that_is_out_of_date_is_not_taken_and_keeps_the_words(
    client: Client, page: str, referral: Referral
):
    old = read_enquiry(referral).version
    post(client, page, "reply", referral, how="send", text="First", awaits_answer="on")

    response = client.post(f"{page}do/reply/", {"version": str(old), "how": "send", "text": "Second words"})

    assert response.status_code == 409
    assert "Second words" in response.content.decode()
    assert Message.objects.filter(kind="reply").count() == 1


def test_work_that_there_is_not_is_missing(client: Client, page: str, referral: Referral):
    assert post(client, page, "no-such-thing", referral).status_code in {404, 410}


def test_stranger_does_no_work(client: Client, referral: Referral):
    assert post(client, "/referrals/0123456789/", "reply", referral, how="send", text="x").status_code == 404


def test_contact_does_the_same_at_the_desk(client: Client):
    make_cluster("leeds")
    contact = sign_in_contact(client)
    enquiry, referral = offer_enquiry(now=timezone.now())
    accept_referral(referral=referral, by=Actor.contact(contact), now=timezone.now())
    address = f"/desk/enquiries/{enquiry.reference}/"

    html = client.get(address).content.decode()
    response = post(client, address, "reply", referral, how="send", text="Hello", awaits_answer="on")

    assert f"{address}do/put-off/" in html
    assert response.status_code == 302
    assert read_enquiry(referral).status == "awaiting_investor"


def test_another_contact_does_nothing_at_the_desk(client: Client, referral: Referral):
    sign_in_contact(client, name="Someone Else")

    address = f"/desk/enquiries/{referral.enquiry.reference}/"

    assert post(client, address, "reply", referral, how="send", text="Hello").status_code == 404


def test_accepted_enquiry_is_passed_on_to_somebody_named(client: Client, page: str, referral: Referral):
    other = make_contact("Olga Other", cluster="sheffield")

    client.post(
        f"{page}pass-on/", {"seen": "accepted", "reason": "time", "words": "Ill", "to": str(other.pk)}
    )

    assert other.referrals.get().status == "offered"
    assert read_enquiry(referral).status == "referred"


def test_staff_answer_what_they_took(client: Client):
    make_contact()
    enquiry, referral = offer_enquiry(now=timezone.now())
    officer = sign_in_to_desk(client)
    take_enquiry(enquiry=enquiry, by=officer, now=timezone.now())
    address = f"/desk/enquiries/{enquiry.reference}/"

    html = client.get(address).content.decode()
    response = post(client, address, "reply", referral, how="send", text="From UKTI")

    assert f"{address}do/reply/" in html
    assert f"{address}do/put-off/" not in html
    assert response.status_code == 302
    assert read_enquiry(referral).replied_at is not None
    assert "From UKTI" in Message.objects.get(kind="reply").body


def test_staff_put_off_what_a_contact_has(client: Client, referral: Referral):
    sign_in_to_desk(client)
    until = (timezone.localdate() + 90 * DAY).isoformat()

    post(
        client,
        f"/desk/enquiries/{referral.enquiry.reference}/",
        "put-off",
        referral,
        until=until,
        text="Budget",
    )

    assert read_enquiry(referral).status == "nurture"


def test_contributor_reads_what_they_are_asked_and_the_investor_does_not_take_them_for_the_lead(
    client: Client, referral: Referral
):
    other = make_contact("Lena Port", cluster="liverpool")
    part = ask_contributor(
        enquiry=referral.enquiry,
        contact=other,
        question="What of the port?",
        by=Actor.contact(referral.contact),
        now=timezone.now(),
    )
    accept_referral(referral=part, by=Actor.contact(other), now=timezone.now())

    events = list(referral.enquiry.events.order_by("at", "pk"))
    titles = [row["title"] for row in tell_history(events, referral.enquiry)]

    assert "What of the port?" in client.get(open_page(part)).content.decode()
    assert "We asked a colleague to add what they know" in titles
    assert "Lena Port took it on" not in titles
