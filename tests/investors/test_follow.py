import datetime

import pytest
from django.test import Client

from investors.models import Enquiry, Referral
from investors.services.assignment import accept_referral, decline_referral
from investors.services.following import withdraw_enquiry
from investors.workflow import Actor, Kind, record_event
from outbox.links import revoke_links
from outbox.models import Message
from tests.investors.sent_enquiries import NOW, put_at, read_enquiry_token, refer_to_contact, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def find_page(enquiry):
    return f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"


def read_page(client, enquiry):
    return client.get(find_page(enquiry)).content.decode()


def test_page_tells_standing_clock_and_history(client):
    enquiry = send_enquiry()

    text = read_page(client, enquiry)

    assert "We have your enquiry, and are finding the right person for you." in text
    assert "due Tuesday 9 June, 11:30" in text
    assert "We received your enquiry" in text
    assert "Sample Robotics K.K. (test)" in text


def test_page_names_who_has_it_once_accepted(client):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)
    asked = read_page(client, enquiry)

    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)

    accepted = read_page(client, enquiry)
    assert "We have asked a contact in the Leeds cluster to take your enquiry on." in asked
    assert "Amir Test" not in asked
    assert "Amir Test has your enquiry, and will write to you." in accepted
    assert "Leeds Inward Investment (test)" in accepted
    assert "Amir Test took it on" in accepted


def test_page_keeps_the_house_to_itself(client):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)
    contact = Actor.contact(referral.contact)
    record_event(enquiry=enquiry, kind=Kind.NOTE, actor=Actor.system(), now=NOW, text="An internal note")
    decline_referral(referral=referral, reason="They are too small", by=contact, now=NOW)

    text = read_page(client, enquiry)

    assert "An internal note" not in text
    assert "too small" not in text
    assert "so we are asking somebody else" in text


def test_page_does_not_say_quarantine(client):
    enquiry = send_enquiry()
    put_at(enquiry, Enquiry.Status.QUARANTINED)

    text = read_page(client, enquiry)

    assert "uarantine" not in text
    assert "A colleague at UKTI reads your enquiry before it goes on." in text


def test_page_says_when_it_is_late(client, clock):
    enquiry = send_enquiry()
    clock.move_to(NOW + datetime.timedelta(days=9))

    assert "2\xa0days late" in read_page(client, enquiry)


def test_get_changes_nothing(client):
    enquiry = send_enquiry()
    before = Enquiry.objects.values().get()

    answers = [client.get(find_page(enquiry)), client.head(find_page(enquiry))]
    answers += [client.get(find_page(enquiry) + "withdraw/"), client.head(find_page(enquiry) + "withdraw/")]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert Enquiry.objects.values().get() == before
    assert enquiry.events.count() == 1


@pytest.mark.parametrize("action", ["", "write/", "withdraw/"])
def test_wrong_token_finds_nothing_and_helps(client, action):
    enquiry = send_enquiry()
    other = send_enquiry()
    address = f"/enquiries/{other.reference}/{read_enquiry_token(enquiry)}/{action}"

    response = client.post(address, {"text": "x"}) if action else client.get(address)

    assert response.status_code == 404
    assert "Copy the whole link from our mail" in response.content.decode()
    assert Enquiry.objects.filter(status="received").count() == 2


def test_expired_token_finds_nothing(client, clock):
    enquiry = send_enquiry()
    clock.shift(datetime.timedelta(days=365, seconds=1))

    assert client.get(find_page(enquiry)).status_code == 404


def test_revoked_token_finds_nothing(client):
    enquiry = send_enquiry()
    address = find_page(enquiry)
    revoke_links(purpose="enquiry", subject_id=enquiry.pk, now=NOW)

    assert client.get(address).status_code == 404


def test_page_stays_out_of_caches_referrers_and_search_engines(client):
    response = client.get(find_page(send_enquiry()))

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert 'rel="canonical"' not in response.content.decode()


def test_writing_back_shows_the_words_in_the_history(client):
    enquiry = send_enquiry()

    response = client.post(find_page(enquiry) + "write/", {"text": "We can visit <in July>."}, follow=True)

    text = response.content.decode()
    assert response.redirect_chain == [(find_page(enquiry), 302)]
    assert "We have your message" in text
    assert "We can visit &lt;in July&gt;." in text


def test_writing_nothing_says_so_beside_the_field(client):
    enquiry = send_enquiry()

    response = client.post(find_page(enquiry) + "write/", {"text": "  "})

    assert "Write your message first" in response.content.decode()
    assert enquiry.events.count() == 1


def test_writing_to_a_closed_enquiry_keeps_the_words(client):
    enquiry = send_enquiry()
    withdraw_enquiry(enquiry=enquiry, now=NOW)

    response = client.post(find_page(enquiry) + "write/", {"text": "One more thing"})

    text = response.content.decode()
    assert "so this message was not sent" in text
    assert "One more thing" in text
    assert not enquiry.events.filter(kind="investor_wrote").exists()


def test_withdrawing_asks_first_then_closes(client):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)

    asked = client.get(find_page(enquiry) + "withdraw/").content.decode()
    text = client.post(find_page(enquiry) + "withdraw/", follow=True).content.decode()

    assert f"Withdraw enquiry {enquiry.reference}?" in asked
    assert "Your enquiry is withdrawn." in text
    assert "You withdrew this enquiry. It is closed." in text
    assert "Add something" not in text
    assert "UKTI is choosing" not in text
    referral.refresh_from_db()
    assert referral.status == Referral.Status.WITHDRAWN


def test_withdrawing_twice_says_it_was_closed(client):
    enquiry = send_enquiry()
    client.post(find_page(enquiry) + "withdraw/")

    text = client.post(find_page(enquiry) + "withdraw/", follow=True).content.decode()

    assert "The enquiry was closed already." in text
    assert Message.objects.filter(kind="enquiry-withdrawn").count() == 1


def test_withdrawing_is_refused_without_the_csrf_token():
    enquiry = send_enquiry()

    response = Client(enforce_csrf_checks=True).post(find_page(enquiry) + "withdraw/")

    assert response.status_code == 403
    enquiry.refresh_from_db()
    assert enquiry.is_open


@pytest.mark.parametrize("rows", [1, 30])
def test_page_makes_the_same_queries_however_long_the_history(client, django_assert_num_queries, rows):
    enquiry = send_enquiry()
    refer_to_contact(enquiry)
    for number in range(rows):
        record_event(
            enquiry=enquiry, kind=Kind.INVESTOR_WROTE, actor=Actor.investor(), now=NOW, text=str(number)
        )
    address = find_page(enquiry)

    with django_assert_num_queries(6):
        client.get(address)
