"""Sending an enquiry: what arrives, once, and what is asked again instead."""

import datetime

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from investors.hashes import trace_address
from investors.models import Enquiry, SenderTrace, SpamCheck
from investors.services.assignment import route_enquiry
from investors.views.enquiry import SENT_SALT
from outbox.models import Message
from tests.directory.listings import make_public_record
from tests.investors.enquiry_posts import (
    PLAN,
    find_address,
    read_sealed,
    send,
    write_pages,
)
from tests.investors.sent_enquiries import NOW, make_cluster, read_enquiry_token

pytestmark = pytest.mark.django_db

NEW = "/enquiries/new/"
CHECK = "/enquiries/new/check/"


def test_enquiry_travels_from_the_first_page_to_the_reference(client, clock):
    make_cluster("leeds")
    write_pages(client, where={"clusters": ["leeds"]})
    clock.shift(60)

    response = send(client)

    enquiry = Enquiry.objects.get()
    assert (enquiry.name, enquiry.phone, enquiry.language) == ("佐藤 花子", "+81312345678", "ja")
    assert (enquiry.plan, enquiry.drivers) == ("A software centre.\nForty people.", ["skills"])
    assert enquiry.website == "https://robotics.example"
    assert [cluster.slug for cluster in enquiry.clusters.all()] == ["leeds"]
    assert enquiry.consent_wording == "2026-11"
    assert enquiry.spam_reasons == []
    sent = client.get(response.url)
    text = sent.content.decode()
    assert enquiry.reference in text
    assert "Thursday 4 June 2026" in text
    assert "Tuesday 9 June 2026" in text
    assert f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/" in text


def test_sent_page_keeps_personal_data_out_of_its_address_and_text(client):
    write_pages(client)

    response = send(client)

    page = client.get(response.url)
    text = page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    for personal in ["hanako", "佐藤", "robotics"]:
        assert personal not in response.url
        assert personal not in text


def test_business_that_was_carried_along_is_sent(client):
    business = make_public_record(slug="sample-works", name="Sample Works")
    client.get(NEW, {"business": business.slug})
    write_pages(client)

    send(client)

    assert Enquiry.objects.get().business == business


def test_several_businesses_are_sent_and_the_first_decides(client):
    first, second, third = (
        make_public_record(slug=name, name=name.title()) for name in ("beta", "alpha", "gone")
    )
    client.get(NEW, {"business": ["beta", "alpha", "gone"]})
    write_pages(client)
    type(third).objects.filter(pk=third.pk).update(status="removed")

    send(client)

    enquiry = Enquiry.objects.get()
    assert enquiry.business == first
    assert list(enquiry.other_businesses.all()) == [second]


def test_same_form_sent_twice_is_one_enquiry(client):
    write_pages(client)
    fields = {"answers": read_sealed(client), "agreed": "on"}

    first = client.post("/enquiries/new/send/", fields)
    second = client.post("/enquiries/new/send/", fields)

    assert Enquiry.objects.count() == Message.objects.count() == 1
    assert signing.loads(first.url.split("/")[-2], salt=SENT_SALT) == Enquiry.objects.get().pk
    assert signing.loads(second.url.split("/")[-2], salt=SENT_SALT) == Enquiry.objects.get().pk


def test_changed_answers_are_another_enquiry(client):
    write_pages(client)
    send(client)
    client.post(find_address("plan"), PLAN | {"plan": "A second plan"})

    send(client)

    assert Enquiry.objects.count() == 2


def test_sending_needs_no_session(client):
    write_pages(client)
    fields = {"answers": read_sealed(client), "agreed": "on"}

    response = Client().post("/enquiries/new/send/", fields)

    assert response.url.startswith("/enquiries/sent/")
    assert Enquiry.objects.count() == 1


def test_sending_without_agreement_asks_for_it_and_keeps_the_answers(client):
    write_pages(client)
    sealed = read_sealed(client)

    response = client.post("/enquiries/new/send/", {"answers": sealed})

    assert "Tick the box" in response.content.decode()
    assert response.context["form"]["answers"].value() == sealed
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("sealed", ["", "nonsense", "a:b:c"])
def test_altered_answers_are_not_sent(client, sealed):
    write_pages(client)

    response = client.post("/enquiries/new/send/", {"answers": sealed, "agreed": "on"}, follow=True)

    assert "Check your answers once more" in response.content.decode()
    assert not Enquiry.objects.exists()


def test_answers_older_than_two_days_are_checked_again(client, clock):
    write_pages(client)
    fields = {"answers": read_sealed(client), "agreed": "on"}
    clock.shift(datetime.timedelta(days=2, seconds=1))

    assert client.post("/enquiries/new/send/", fields).url == CHECK


def test_answer_that_is_no_longer_possible_is_asked_again(client):
    cluster = make_cluster("leeds")
    write_pages(client, where={"clusters": ["leeds"]})
    fields = {"answers": read_sealed(client), "agreed": "on"}
    cluster.delete()

    response = client.post("/enquiries/new/send/", fields)

    assert response.url == find_address("where")
    assert not Enquiry.objects.exists()


def test_field_that_people_do_not_see_raises_suspicion_and_no_refusal(client, clock):
    write_pages(client, about_you={"leave_empty": "http://buy.example"})
    clock.shift(60)

    send(client)

    enquiry = Enquiry.objects.get()
    assert enquiry.spam_reasons == ["A field that people do not see was filled in."]
    assert Message.objects.get().kind == "enquiry-received"
    route_enquiry(enquiry_id=enquiry.pk, now=timezone.now())
    enquiry.refresh_from_db()
    assert enquiry.status == "quarantined"


def test_enquiry_written_in_no_time_has_a_sign_that_alone_does_not_hold_it(client, clock):
    write_pages(client)
    clock.shift(3)

    send(client)

    check = SpamCheck.objects.get()
    assert [sign["reason"] for sign in check.signs] == ["It was written in 3 seconds."]
    assert (check.is_suspect, check.enquiry.spam_reasons) == (False, [])


@pytest.mark.parametrize(
    ("proxies", "headers", "address"),
    [
        (0, {}, "127.0.0.1"),
        (0, {"X-Forwarded-For": "192.0.2.9"}, "127.0.0.1"),
        (1, {"X-Forwarded-For": "198.51.100.1, 192.0.2.9"}, "192.0.2.9"),
    ],
)
def test_sending_keeps_a_hash_of_the_network_address_and_not_the_address(
    client, clock, settings, proxies, headers, address
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    write_pages(client)
    fields = {"answers": read_sealed(client), "agreed": "on"}

    client.post("/enquiries/new/send/", fields, headers=headers)

    trace = SenderTrace.objects.get()
    assert bytes(trace.address) == trace_address(address, NOW.date()).address
    assert trace.at == NOW


def test_sending_from_no_known_address_is_no_reason_to_refuse(client):
    write_pages(client)
    fields = {"answers": read_sealed(client), "agreed": "on"}

    response = client.post("/enquiries/new/send/", fields, REMOTE_ADDR="")

    assert response.url.startswith("/enquiries/sent/")
    assert Enquiry.objects.count() == 1
    assert not SenderTrace.objects.exists()


def test_sent_page_is_gone_after_a_day(client, clock):
    write_pages(client)
    url = send(client).url
    clock.shift(datetime.timedelta(days=1, seconds=1))

    assert client.get(url).status_code == 404


def test_sent_page_says_whether_a_mail_is_on_its_way(client, clock):
    for _number in range(20):  # as many as one address gets mail for in a day
        write_pages(client)
        with_mail = client.get(send(client).url).content.decode()
    write_pages(client)
    without_mail = client.get(send(client).url).content.decode()

    assert "We have written to the e-mail address you gave" in with_mail
    assert "We have written to the e-mail address you gave" not in without_mail
    assert "so we have not written to it again" in without_mail
