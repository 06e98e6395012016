"""A lost link: a new one to the address of the enquiry, and never a hint whether it has any."""

import datetime
from functools import partial

import pytest

from investors.models import Enquiry, LinkRequest
from investors.services.following import withdraw_enquiry
from investors.services.lost_links import MOST_AN_HOUR, answer_request, answer_waiting, ask_for_link
from investors.tasks import answer_link_request, sweep_link_requests
from outbox.mail import open_link
from outbox.models import Message
from tests.at_once import run_at_once
from tests.investors.desk_rows import read_page
from tests.investors.sent_enquiries import NOW, put_at, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
EMAIL = "hanako@robotics.example"


def list_mails():
    return list(Message.objects.filter(kind="enquiry-link").order_by("pk"))


def test_new_link_opens_the_enquiry(client):
    enquiry = send_enquiry()
    client.post("/enquiries/link/", {"email": "Hanako@Robotics.example"})

    answer_link_request(request_id=LinkRequest.objects.get().pk, unknown="argument")

    [mail] = list_mails()
    link = next(line for line in open_link(mail).splitlines() if line.startswith("http"))
    assert mail.to_email == EMAIL
    assert "佐藤" not in mail.body
    assert enquiry.reference in read_page(client.get("/" + link.split("/", 3)[3]))


def test_answer_is_the_same_for_every_address(client, django_assert_num_queries):
    send_enquiry()
    pages = []
    for email in (EMAIL, "nobody@robotics.example"):
        with django_assert_num_queries(3):
            response = client.post("/enquiries/link/", {"email": email})
        pages.append((response.status_code, response.url, client.get(response.url).content))

    assert pages[0] == pages[1]


def test_address_without_enquiries_gets_no_mail():
    send_enquiry()
    request = ask_for_link(email="nobody@robotics.example", now=NOW)

    assert answer_request(request_id=request.pk, now=NOW) == 0
    assert list_mails() == []


def test_open_and_recently_closed_enquiries_get_a_link_each():
    first, second = send_enquiry(), send_enquiry()
    old, spam = send_enquiry(), send_enquiry()
    withdraw_enquiry(enquiry=second, now=NOW)
    put_at(old, Enquiry.Status.CLOSED)
    Enquiry.objects.filter(pk=old.pk).update(closed_at=NOW - datetime.timedelta(days=91))
    put_at(spam, Enquiry.Status.CLOSED)
    Enquiry.objects.filter(pk=spam.pk).update(close_reason="spam")
    request = ask_for_link(email=EMAIL, now=NOW)

    answer_request(request_id=request.pk, now=NOW)

    assert {mail.about for mail in list_mails()} == {first.reference, second.reference}


def test_request_is_answered_once_however_often_it_is_tried():
    send_enquiry()
    request = ask_for_link(email=EMAIL, now=NOW)

    answers = [answer_request(request_id=request.pk, now=NOW) for _attempt in range(2)]

    assert answers == [1, 0]
    assert len(list_mails()) == 1


def test_sweep_answers_what_a_lost_worker_left():
    send_enquiry()
    ask_for_link(email=EMAIL, now=NOW)

    sweep_link_requests()

    assert len(list_mails()) == 1


def test_mailbox_is_not_flooded():
    send_enquiry()
    for _number in range(MOST_AN_HOUR + 2):
        ask_for_link(email=EMAIL, now=NOW)
    later = NOW + datetime.timedelta(hours=1, seconds=1)
    answer_waiting(now=NOW)
    within = len(list_mails())

    answer_request(request_id=ask_for_link(email=EMAIL.upper(), now=later).pk, now=later)

    assert (within, len(list_mails())) == (MOST_AN_HOUR, MOST_AN_HOUR + 1)


def test_addresses_are_forgotten_after_a_day():
    ask_for_link(email=EMAIL, now=NOW)
    answer_waiting(now=NOW)

    answer_waiting(now=NOW + datetime.timedelta(days=1, seconds=1))

    assert not LinkRequest.objects.exists()


def test_page_takes_a_rest_after_many_tries(client):
    answers = [client.post("/enquiries/link/", {"email": EMAIL}).status_code for _try in range(6)]

    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize("email", ["", "hanako@", "a\x00@b.example"])
def test_what_is_no_address_is_said_beside_the_field(client, email):
    response = client.post("/enquiries/link/", {"email": email})

    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert not LinkRequest.objects.exists()


def test_link_that_opens_nothing_leads_here(client):
    assert 'href="/enquiries/link/"' in client.get("/enquiries/TN-3333-3333/0000/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_answer_once():
    send_enquiry()
    request = ask_for_link(email=EMAIL, now=NOW)

    answers = run_at_once(*[partial(answer_request, request_id=request.pk, now=NOW)] * 2)

    assert sorted(answers) == [0, 1]
    assert len(list_mails()) == 1
