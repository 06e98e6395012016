"""The desk's queue: what it keeps, counts, orders, and says of a bad address."""

import datetime
import re

import pytest

from investors.models import DeskSearch, Enquiry, Referral
from investors.services import assignment, casework
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact, make_staff
from tests.investors.desk_rows import (
    LATER,
    QUEUE,
    find,
    list_organisations,
    make_enquiry,
    make_sectors,
    offer_to,
    quarantine_enquiry,
    read_page,
    sign_in_contact,
)
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]
DAY = datetime.timedelta(days=1)


def test_queue_without_status_keeps_what_is_open(client, staff):
    open_one = make_enquiry("Open Ltd")
    closed = make_enquiry("Closed Ltd")
    casework.close_enquiry(enquiry=closed, reason="duplicate", text="", by=staff, now=LATER)

    response = client.get(QUEUE)

    assert list_organisations(response) == [open_one.organisation]


def test_queue_names_each_broken_promise_in_words(client, staff):
    make_enquiry("Reply", reply_due_at=LATER - DAY)
    make_enquiry("Routing", status="received", due_at=LATER - datetime.timedelta(minutes=16))
    unanswered = offer_to(make_contact(), "Answer")
    Referral.objects.filter(pk=unanswered.pk).update(due_at=LATER - DAY)
    make_enquiry("In time")

    response = client.get(QUEUE, {"overdue": "on"})
    words = {row.organisation: row.late for row in response.context["page"].object_list}

    assert words == {"Reply": "reply", "Answer": "answer", "Routing": "routing"}
    labels = ("Reply overdue", "No answer in time", "Routing is late")
    assert [read_page(response).count(label) for label in labels] == [1, 1, 1]


def test_queue_calls_nothing_late_once_a_contact_replied(client, staff):
    referral = offer_to(make_contact())
    assignment.accept_referral(referral=referral, by=Actor.contact(referral.contact), now=LATER)
    Enquiry.objects.update(reply_due_at=LATER - DAY)

    before = client.get(QUEUE, {"overdue": "on"})
    Enquiry.objects.update(replied_at=LATER, clock_step="", clock_at=None)
    after = client.get(QUEUE, {"overdue": "on"})

    assert list_organisations(before) == ["Offered Ltd (test)"]
    assert list_organisations(after) == []


def test_queue_counts_each_status_under_the_other_filters(client, staff):
    for status in ("triage", "triage", "quarantined"):
        make_enquiry("Kyoto", status=status)
    make_enquiry("Other", status="triage")

    response = find(client, "kyoto", "status=quarantined")

    counts = {str(row["label"]): row["count"] for row in response.context["statuses"]}
    assert counts == {"All open": 3, "Quarantined": 1, "At UKTI triage": 2, "All": 3}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Late", "Alpha", "Beta"]),
        ("late", ["Late", "Alpha", "Beta"]),
        ("oldest", ["Beta", "Alpha", "Late"]),
        ("newest", ["Late", "Alpha", "Beta"]),
        ("organisation", ["Alpha", "Beta", "Late"]),
    ],
)
def test_queue_sorts(client, staff, sort, order):
    make_enquiry("Beta", now=NOW - 3 * DAY, reply_due_at=LATER + 3 * DAY)
    make_enquiry("Alpha", now=NOW - 2 * DAY, reply_due_at=LATER + 2 * DAY)
    make_enquiry("Late", now=NOW - DAY, reply_due_at=LATER - DAY)

    response = client.get(QUEUE, {"sort": sort})

    assert list_organisations(response) == order


def test_queue_pages_by_50_and_keeps_the_filters(client, staff):
    for number in range(51):
        make_enquiry(f"Kyoto {number:02}")

    first = find(client, "kyoto", "sort=organisation")
    address = first.redirect_chain[-1][0].partition("?")[2]
    second = client.get(f"{QUEUE}?{address}&page=2")

    assert len(list_organisations(first)) == 50
    assert list_organisations(second) == ["Kyoto 50"]
    assert f"?{address.replace('&', '&amp;')}&amp;page=2" in first.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"status": "lost"}, "lost is not one of the available choices"),
        ({"cluster": "atlantis"}, "atlantis is not one of the available choices"),
        ({"sector": "alchemy"}, "alchemy is not one of the available choices"),
        ({"owner": "contact-999999"}, "contact-999999 is not one of the available choices"),
        ({"owner": "staff-x"}, "staff-x is not one of the available choices"),
        ({"received_from": "yesterday"}, "Enter a day, like 2026-11-23"),
        ({"received_from": "2026-06-02", "received_to": "2026-06-01"}, "must not be before the first day"),
        ({"sort": "luck"}, "luck is not one of the available choices"),
        ({"find": "a\x00b"}, "Null characters are not allowed."),
        ({"find": "gone"}, "These words are no longer kept. Type them again."),
        ({"page": "99"}, "There is no such page. This is page 1."),
        ({"page": "two"}, "There is no such page. This is page 1."),
    ],
)
def test_queue_answers_a_bad_address_with_a_message(client, staff, query, words):
    make_enquiry("Still shown")

    response = client.get(QUEUE, query)

    assert response.status_code == 200
    assert words in read_page(response)
    assert list_organisations(response) == ["Still shown"]


def test_queue_chips_take_one_filter_away(client, staff):
    make_cluster("leeds")

    response = find(client, "kyoto", "cluster=leeds&page=1")

    key = DeskSearch.objects.get(text="kyoto").key
    assert [(chip["label"], chip["remove_url"]) for chip in response.context["chips"]] == [
        ("With “kyoto”", "?cluster=leeds"),
        ("Cluster: Leeds", f"?find={key}"),
    ]


def test_queue_without_a_match_offers_a_way_out(client, staff):
    response = find(client, "nothing")

    assert "Nothing matches these filters" in read_page(response)
    assert 'href="?status=all"' in response.content.decode()


def test_contact_sees_only_own_referrals(client):
    contact = sign_in_contact(client)
    offer_to(contact, "Mine")
    offer_to(make_contact("Bo Other", cluster="sheffield"), "Not mine")

    response = client.get(QUEUE, {"status": "all"})

    assert list_organisations(response) == ["Mine"]
    assert "Bo Other" not in read_page(response)


def test_contact_cannot_filter_by_owner_or_cluster(client):
    sign_in_contact(client)
    other = make_contact("Bo Other", cluster="sheffield")

    response = client.get(QUEUE, {"owner": f"contact-{other.pk}", "cluster": "sheffield"})

    assert set(response.context["form"].fields) == {
        "find", "status", "sector", "country", "language", "received_from", "received_to", "overdue",
        "files", "sort",
    }  # fmt: skip


@pytest.mark.parametrize("rows", [1, 30])
def test_queue_asks_a_fixed_number_of_queries_for_staff(client, staff, rows, django_assert_num_queries):
    make_sectors()
    contact = make_contact(capacity=50)
    for number in range(rows):
        offer_to(contact, f"Firm {number}", email=f"ask@firm{number}.example", sectors=("games", "studios"))
    client.get(QUEUE)

    with django_assert_num_queries(11):
        client.get(QUEUE)


def test_queue_of_the_quarantine_says_how_it_does(client, staff):
    held = [quarantine_enquiry(f"Firm {number}") for number in range(3)]
    casework.close_enquiry(enquiry=held[0], reason="spam", text="", by=staff, now=LATER)
    casework.release_enquiry(enquiry=held[1], by=staff, now=LATER)

    words = read_page(client.get(QUEUE, {"status": "quarantined"}))

    assert "3 enquiries were quarantined, 1 still waiting." in words
    assert "Of those decided, 1 were spam and 1 were not: 50% were held rightly." in words
    assert "0 were closed as spam that had not been quarantined." in words


@pytest.mark.parametrize("query", [{}, {"status": "triage"}, {"status": ["quarantined", "triage"]}])
def test_queue_of_anything_else_says_nothing_of_the_quarantine(client, staff, query):
    quarantine_enquiry()

    assert "How the quarantine did" not in read_page(client.get(QUEUE, query))


def test_contact_is_not_told_how_the_quarantine_does(client):
    sign_in_contact(client)

    assert "How the quarantine did" not in read_page(client.get(QUEUE, {"status": "quarantined"}))


@pytest.mark.parametrize("rows", [1, 30])
def test_queue_of_the_quarantine_asks_one_query_more(client, staff, rows, django_assert_num_queries):
    for number in range(rows):
        quarantine_enquiry(f"Firm {number}")
    client.get(QUEUE)

    with django_assert_num_queries(12):
        client.get(QUEUE, {"status": "quarantined"})


@pytest.mark.parametrize("rows", [1, 30])
def test_queue_asks_a_fixed_number_of_queries_for_a_contact(client, rows, django_assert_num_queries):
    contact = sign_in_contact(client)
    for number in range(rows):
        offer_to(contact, f"Firm {number}", email=f"ask@firm{number}.example")
    client.get(QUEUE)

    with django_assert_num_queries(9):
        client.get(QUEUE)


def test_queue_names_staff_who_took_it_before_the_contact(client, staff):
    referral = offer_to(make_contact())
    officer = make_staff()
    Enquiry.objects.filter(pk=referral.enquiry_id).update(taken_by=officer)

    row = client.get(QUEUE).context["page"].object_list[0]

    assert row.owner_name == "Olu Officer"


def test_queue_says_nothing_alarming_of_a_closed_case_that_nobody_has(client, staff):
    make_enquiry("Open Ltd")
    closed = make_enquiry("Closed Ltd")
    casework.close_enquiry(enquiry=closed, reason="duplicate", text="", by=staff, now=LATER)

    alarms, words = [], []
    for status in ("triage", "closed"):
        response = client.get(QUEUE, {"status": status})
        alarms.append(response.content.decode().count("tn-row__none"))
        words.append(read_page(response).count("Nobody: it is closed"))

    assert (alarms, words) == ([1, 0], [0, 1])


@pytest.mark.parametrize(
    ("status", "parts"),
    [
        ("quarantined", ["#release", "?do=note#note"]),
        (
            "triage",
            ["?do=refer#refer", "?do=reply#reply", "?do=task#task", "?do=close#close", "?do=note#note"],
        ),
        ("closed", ["?do=reopen#reopen", "?do=note#note"]),
    ],
)
def test_queue_offers_for_each_case_what_can_be_done_with_it(client, staff, status, parts):
    enquiry = make_enquiry("Kyoto")
    is_closed = status == "closed"
    Enquiry.objects.filter(pk=enquiry.pk).update(
        status=status, close_reason="duplicate" if is_closed else "", closed_at=LATER if is_closed else None
    )

    page = client.get(QUEUE, {"status": status}).content.decode()
    menu = page.partition('<details class="tn-menu">')[2].partition("</details>")[0]

    assert re.findall(r'href="([^"]*)"', menu) == [f"{QUEUE}{enquiry.reference}/{part}" for part in parts]
    assert f"something with {enquiry.reference}" in menu
    assert (f"{QUEUE}{enquiry.reference}/take/" in menu) == (status == "triage")


def test_queue_escapes_what_investors_type(client, staff):
    make_enquiry("<b>Firm</b>", name="<i>Ann</i>", place="<u>Leeds</u>")

    page = client.get(QUEUE).content.decode()

    assert [tag for tag in ("<b>", "<i>", "<u>") if tag in page] == []
    assert "&lt;i&gt;Ann&lt;/i&gt;" in page
