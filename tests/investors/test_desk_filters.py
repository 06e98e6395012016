"""The filters of the desk's queue, each by its address."""

import datetime

import pytest

from investors.models import Referral, SpamCheck
from investors.services import assignment, casework
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import (
    LATER,
    QUEUE,
    find,
    list_organisations,
    make_enquiry,
    make_sectors,
    offer_to,
    quarantine_enquiry,
    sign_in_contact,
)
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("status=triage", ["At triage"]),
        ("status=triage&status=quarantined", ["At triage", "Quarantined"]),
        ("status=all", ["At triage", "Quarantined", "Closed"]),
        ("status=closed", ["Closed"]),
    ],
)
def test_queue_keeps_statuses(client, staff, query, kept):
    make_enquiry("At triage")
    make_enquiry("Quarantined", status="quarantined")
    closed = make_enquiry("Closed")
    casework.close_enquiry(enquiry=closed, reason="spam", text="", by=staff, now=LATER)

    response = client.get(f"{QUEUE}?{query}&sort=oldest")

    assert sorted(list_organisations(response)) == sorted(kept)


@pytest.mark.parametrize(
    ("cluster", "kept"),
    [
        ("north-east", ["By contact", "Chose North East", "Chose Sunderland"]),
        ("sunderland", ["By contact", "Chose Sunderland"]),
        ("leeds", []),
    ],
)
def test_queue_keeps_cluster_with_its_sub_clusters(client, staff, cluster, kept):
    north_east = make_cluster("north-east")
    make_cluster("sunderland", parent=north_east)
    make_cluster("leeds")
    make_enquiry("Chose Sunderland", clusters=("sunderland",))
    make_enquiry("Chose North East", clusters=("north-east",))
    led = make_enquiry("By contact")
    assignment.refer_enquiry(
        enquiry=led,
        contact=make_contact(cluster="sunderland"),
        reason="Near the port",
        by=Actor.staff(staff),
        now=LATER,
    )

    response = client.get(QUEUE, {"cluster": cluster, "sort": "organisation"})

    assert list_organisations(response) == kept


@pytest.mark.parametrize(("sector", "kept"), [("games", ["Both", "Studio"]), ("studios", ["Studio"])])
def test_queue_keeps_sector_with_those_below(client, staff, sector, kept):
    make_sectors()
    make_enquiry("Both", sectors=("games",))
    make_enquiry("Studio", sectors=("studios",))
    make_enquiry("Neither")

    response = client.get(QUEUE, {"sector": sector, "sort": "organisation"})

    assert list_organisations(response) == kept


def test_queue_keeps_owner(client, staff):
    contact = make_contact()
    offer_to(contact, "With the contact")
    taken = offer_to(contact, "Taken by staff").enquiry
    casework.take_enquiry(enquiry=taken, by=staff, now=LATER)
    make_enquiry("With nobody")

    def kept(owner: str) -> list[str]:
        return list_organisations(client.get(QUEUE, {"owner": owner}))

    assert kept(f"contact-{contact.pk}") == ["With the contact"]
    assert kept(f"staff-{staff.pk}") == ["Taken by staff"]
    assert kept("nobody") == ["With nobody"]


def test_queue_keeps_days_of_london(client, staff):
    # 23:30 UTC in summer is half past midnight in London, so the next day.
    make_enquiry("Second", now=NOW.replace(day=1, hour=23, minute=30))
    make_enquiry("Third", now=NOW.replace(day=2, hour=23, minute=30))

    response = client.get(QUEUE, {"received_from": "2026-06-02", "received_to": "2026-06-02"})

    assert list_organisations(response) == ["Second"]


@pytest.mark.parametrize(
    "text", ["kyoto", "SATO", "muller", "robots leeds", "warehouse", "{reference}", "Kyōto", "ware"]
)
def test_queue_finds_text_in_reference_name_organisation_and_plan(client, staff, text):
    wanted = make_enquiry(
        "Kyōto GmbH", name="Sato Müller", plan="Robots for a warehouse in Leeds", clusters=()
    )
    make_enquiry("Other Ltd", plan="A call centre")

    response = find(client, text.format(reference=wanted.reference))

    assert list_organisations(response) == ["Kyōto GmbH"]


@pytest.mark.parametrize("address", ["/desk/contacts/", "/desk/messages/"])
def test_list_says_that_the_text_to_find_is_too_long_and_finds_nothing_by_it(client, staff, address):
    response = client.get(address, {"q": "a " * 101})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["q"]
    assert "at most 200 characters" in response.content.decode()


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        ("on", ["An hour", "Not answered", "Over a weekend", "Since a week"]),
        ("1", ["Not answered", "Over a weekend", "Since a week"]),
        ("3", ["Since a week"]),
        ("5", ["Since a week"]),
        ("10", []),
    ],
)
def test_queue_keeps_what_has_been_late_for_working_days(client, staff, days, kept):
    make_enquiry("Since a week", reply_due_at=LATER - 8 * DAY)  # with a holiday
    make_enquiry("Over a weekend", reply_due_at=LATER - 4 * DAY)  # Tuesday now, so Friday
    make_enquiry("An hour", reply_due_at=LATER - DAY / 24)
    make_enquiry("In time")
    unanswered = offer_to(make_contact(), "Not answered")
    Referral.objects.filter(pk=unanswered.pk).update(due_at=LATER - DAY - DAY / 24)

    response = client.get(QUEUE, {"overdue": days, "sort": "organisation"})

    assert list_organisations(response) == kept
    assert response.context["statuses"][0]["count"] == len(kept)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"spam": "yes"}, ["Suspected"]),
        ({"spam": "no"}, ["No signs", "Some signs"]),
        ({"score": "4"}, ["Some signs", "Suspected"]),
        ({"score": "4", "spam": "no"}, ["Some signs"]),
    ],
)
def test_queue_keeps_by_the_score_of_spam(client, staff, query, kept):
    quarantine_enquiry("Suspected")
    for name, score in (("No signs", 0), ("Some signs", 4)):
        SpamCheck.objects.filter(enquiry=make_enquiry(name)).update(score=score)

    response = client.get(QUEUE, {**query, "sort": "organisation"})

    assert list_organisations(response) == kept
    assert len(response.context["chips"]) == len(query)


@pytest.mark.parametrize("query", [{"overdue": "2"}, {"score": "x"}, {"score": "0"}, {"score": "99999"}])
def test_queue_says_of_a_filter_that_it_cannot_be_read(client, staff, query):
    make_enquiry("Kyoto")

    response = client.get(QUEUE, query)

    assert list(response.context["form"].errors) == list(query)
    assert list_organisations(response) == ["Kyoto"]


def test_contact_has_no_filter_by_spam(client):
    sign_in_contact(client)

    fields = client.get(QUEUE).context["form"].fields

    assert {"spam", "score"} & set(fields) == set()
