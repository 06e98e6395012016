"""The desk's front page: what needs doing, for each role."""

import datetime

import pytest
import time_machine

from accounts.models import User
from investors.models import Enquiry
from investors.services import assignment
from investors.workflow import Actor
from outbox.models import Message
from tests.accounts.people import sign_in, sign_in_to_desk
from tests.insights.worded_clusters import draft_words, submit_words
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import (
    LATER,
    list_organisations,
    make_enquiry,
    offer_to,
    quarantine_enquiry,
    read_page,
    sign_in_contact,
)
from tests.investors.sent_enquiries import make_cluster

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _an_hour_later():
    with time_machine.travel(LATER, tick=False):
        yield


def count_by_label(response) -> dict[str, int]:
    return {str(item["label"]): item["count"] for item in response.context["due"]}


def count_rows(response) -> int:
    page = response.context.get("page")
    return len(response.context["rows"]) if page is None else page.paginator.count


def fill_the_desk(staff: User) -> None:
    """Make 3 enquiries at triage with nobody, 2 of them late, one of each other kind, and words that wait."""
    make_enquiry("Late one", reply_due_at=LATER - DAY)
    make_enquiry("Late two", reply_due_at=LATER - DAY)
    make_enquiry("At triage")
    make_enquiry("Taken", taken_by=staff)
    make_enquiry("Just in", status="received", due_at=LATER)
    quarantine_enquiry()
    offer_to(make_contact())
    submit_words("sheffield")
    draft_words("leeds")


def test_staff_see_what_needs_doing(client):
    staff = sign_in_to_desk(client)
    fill_the_desk(staff)
    Message.objects.update(status="sent", sent_at=LATER)
    failed, late = Message.objects.order_by("pk")[:2]
    Message.objects.filter(pk=failed.pk).update(status="failed", sent_at=None)
    Message.objects.filter(pk=late.pk).update(
        status="queued", sent_at=None, created_at=LATER - datetime.timedelta(minutes=16)
    )

    response = client.get("/desk/")

    assert count_by_label(response) == {
        "Late": 2,
        "At triage, with nobody": 3,
        "In quarantine": 1,
        "Being routed": 1,
        "Waiting for a contact's answer": 1,
        "Yours": 1,
        "Mails not sent for 15 minutes": 2,
        "Mails that did not arrive": 1,
        "Mails in the inbox": 0,
        "Opportunities to approve": 0,
        "Words of clusters to approve": 1,
        "Your tasks": 0,
        "Notes for you": 0,
    }


def test_words_to_approve_are_counted_for_those_alone_who_may(client):
    submit_words()
    sign_in_to_desk(client, User.Role.AUDITOR)

    response = client.get("/desk/")

    assert "Words of clusters to approve" not in count_by_label(response)
    assert "Opportunities to approve" in count_by_label(response)


def test_each_count_leads_to_as_many_rows(client):
    staff = sign_in_to_desk(client)
    fill_the_desk(staff)
    Message.objects.update(created_at=LATER - DAY)

    due = client.get("/desk/").context["due"]

    rows = [count_rows(client.get(item["href"])) for item in due]
    assert rows == [item["count"] for item in due]
    assert sum(rows) > len(due)


def test_staff_see_the_late_ones_first_in_line(client):
    staff = sign_in_to_desk(client)
    fill_the_desk(staff)

    first = [enquiry.organisation for enquiry in client.get("/desk/").context["first"]]

    assert first == ["Late one", "Late two", "At triage", "Spam Ltd (test)"]


def test_staff_are_told_where_nobody_is_present(client):
    sign_in_to_desk(client)
    make_cluster("sunderland", parent=make_cluster("north-east"))
    make_contact("Ann North", cluster="north-east")
    away = make_contact("Bob Leeds", cluster="leeds")
    away.absences.create(first_day=LATER.date(), last_day=LATER.date())
    make_contact("Cat Gone", cluster="sheffield", is_active=False)

    words = read_page(client.get("/desk/"))

    assert "Nobody is present today for: Leeds, Sheffield." in words


def test_staff_with_nothing_to_do_are_told_so(client):
    sign_in_to_desk(client)

    assert "Nothing waits for you" in read_page(client.get("/desk/"))


def test_contact_sees_own_referrals_by_what_to_do(client):
    contact = sign_in_contact(client)
    offer_to(contact, "Offered Ltd")
    taken_on = offer_to(contact, "Accepted Ltd")
    assignment.accept_referral(referral=taken_on, by=Actor.contact(contact), now=LATER)
    offer_to(make_contact("Bo Other", cluster="sheffield"), "Not mine", email="other@elsewhere.example")

    response = client.get("/desk/")

    assert [row.enquiry.organisation for row in response.context["offered"]] == ["Offered Ltd"]
    assert [row.enquiry.organisation for row in response.context["accepted"]] == ["Accepted Ltd"]
    words = read_page(response)
    assert "You carry 2 of 10 open referrals." in words
    assert "Not mine" not in words


def test_contact_whose_account_is_tied_to_nobody_is_told_so(client):
    sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)

    assert "Your account is not tied to a contact yet" in read_page(client.get("/desk/"))


def test_moderator_sees_moderation_and_no_way_to_the_enquiries(client):
    sign_in_to_desk(client, User.Role.MODERATOR)
    make_enquiry("Kyoto")

    words = read_page(client.get("/desk/"))

    assert "Moderation" in words
    assert not any(word in words for word in ("Kyoto", "My referrals", "Contacts", "Messages"))


def test_desk_is_not_there_for_people_without_a_role(client):
    sign_in(client)

    assert client.get("/desk/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_desk_asks_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    sign_in_to_desk(client)
    for number in range(rows):
        make_enquiry(f"Late {number}", reply_due_at=LATER - DAY)
        make_contact(f"Contact {number}", cluster="leeds")
    client.get("/desk/")

    with django_assert_num_queries(13):
        client.get("/desk/")


@pytest.mark.parametrize("rows", [1, 30])
def test_desk_of_a_contact_asks_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    contact = sign_in_contact(client)
    for number in range(rows):
        offer_to(contact, f"Offered {number}", email=f"ask@firm{number}.example")
    client.get("/desk/")

    with django_assert_num_queries(6):
        client.get("/desk/")


def test_late_count_is_what_the_queue_lists(client):
    sign_in_to_desk(client)
    make_enquiry("Late one", reply_due_at=LATER - DAY)
    Enquiry.objects.filter(pk=make_enquiry("In time").pk).update(reply_due_at=LATER + DAY)

    late = client.get("/desk/").context["due"][0]

    assert list_organisations(client.get(late["href"])) == ["Late one"]
