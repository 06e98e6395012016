import datetime

import pytest
import time_machine
from django.core import signing
from django.test import Client

from directory.models import Business, Source
from investors.answers import SESSION_KEY
from investors.models import Enquiry
from investors.views.enquiry import SENT_SALT
from outbox.models import Message
from tests.investors.enquiry_posts import (
    ABOUT_YOU,
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


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_business(**changes):
    source = Source.objects.create(key="test", title="Test")
    values = {
        "slug": "sample-works",
        "name": "Sample Works",
        "cluster": make_cluster("leeds"),
        "status": "published",
        "origin": "public_record",
        "source": source,
        "listed_at": NOW,
    }
    return Business.objects.create(**(values | changes))


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


def test_answers_are_kept_until_they_are_sent(client):
    write_pages(client)
    assert client.get(find_address("plan")).context["form"]["plan"].value() == PLAN["plan"]
    assert client.get(find_address("plan")).context["form"]["activities"].value() == ["engineering"]

    client.get(send(client).url)

    assert SESSION_KEY not in client.session


def test_errors_stand_beside_the_field_and_keep_what_was_typed(client):
    response = client.post(NEW, ABOUT_YOU | {"email": "hanako@", "phone": "+81 3 1234 5678"})

    text = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in text
    assert 'href="#id_email"' in text
    assert 'value="hanako@"' in text
    assert "佐藤 花子" in text


@pytest.mark.parametrize(
    ("answered", "asked", "shown"),
    [("about-you", "where", "plan"), ("about-you", "more", "plan"), ("plan", "more", "where")],
)
def test_step_cannot_be_reached_before_the_one_before_it(client, answered, asked, shown):
    write_pages(client, upto=answered)

    assert client.get(find_address(asked)).url == find_address(shown)


def test_first_step_comes_first(client):
    assert client.get(find_address("plan")).url == NEW


def test_check_page_waits_for_every_step(client):
    write_pages(client, upto="plan")

    assert client.get(CHECK).url == find_address("where")


def test_unknown_step_is_not_found(client):
    assert client.get("/enquiries/new/nothing/").status_code == 404


def test_check_page_shows_each_answer_with_a_way_to_change_it(client):
    write_pages(client)

    text = client.get(CHECK).content.decode()

    assert "+81 3-1234-5678" in text
    assert "A new site or activity" in text
    assert "Japan" in text
    assert 'href="/enquiries/new/plan/?change"' in text
    assert "Leave this field empty" not in text


def test_change_returns_to_the_check_page(client):
    write_pages(client)

    response = client.post(find_address("plan") + "?change", PLAN | {"plan": "Another plan"})

    assert response.url == CHECK
    assert "Another plan" in client.get(CHECK).content.decode()


def test_back_link_leads_one_step_back(client):
    write_pages(client)

    backs = [client.get(find_address(step)).context["back_url"] for step in ("about-you", "plan", "more")]

    assert backs == ["", NEW, find_address("where")]


def test_business_and_cluster_are_carried_along_and_can_be_removed(client):
    business = make_business()
    client.get(NEW, {"business": business.slug, "cluster": "leeds"})

    first = client.get(NEW).content.decode()
    assert "<strong>Sample Works</strong>" in first
    write_pages(client, upto="plan")
    assert client.get(find_address("where")).context["form"]["clusters"].value() == ["leeds"]

    client.post("/enquiries/new/remove/", {"what": "cluster", "step": "where"})
    response = client.post("/enquiries/new/remove/", {"what": "business", "step": "where"})
    assert response.url == find_address("where")
    page = client.get(find_address("where"))
    assert page.context["form"]["clusters"].value() is None
    assert "Sample Works" not in page.content.decode()


def test_business_that_was_carried_along_is_sent(client):
    business = make_business()
    client.get(NEW, {"business": business.slug})
    write_pages(client)

    send(client)

    assert Enquiry.objects.get().business == business


@pytest.mark.parametrize("status", ["draft", "removed"])
def test_business_that_is_not_listed_is_not_carried(client, status):
    make_business(status=status)

    response = client.get(NEW, {"business": "sample-works"}, follow=True)

    assert "Sample Works" not in response.content.decode()


def test_cluster_chosen_later_joins_those_already_answered(client):
    make_cluster("leeds")
    make_cluster("liverpool")
    write_pages(client, where={"clusters": ["leeds"]})

    client.get(NEW, {"cluster": "liverpool"})
    send(client)

    assert {cluster.slug for cluster in Enquiry.objects.get().clusters.all()} == {"leeds", "liverpool"}


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

    assert Enquiry.objects.get().spam_reasons == ["A field that people do not see was filled in."]


def test_enquiry_written_in_no_time_raises_suspicion_and_no_refusal(client, clock):
    write_pages(client)
    clock.shift(3)

    send(client)

    assert Enquiry.objects.get().spam_reasons == ["It was written in 3 seconds."]


def test_sent_page_is_gone_after_a_day(client, clock):
    write_pages(client)
    url = send(client).url
    clock.shift(datetime.timedelta(days=1, seconds=1))

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("page", [NEW, "/enquiries/new/plan/", CHECK])
def test_pages_with_answers_stay_out_of_caches(client, page):
    write_pages(client)

    assert "no-store" in client.get(page)["Cache-Control"]


@pytest.mark.parametrize("address", ["/enquiries/new/send/", "/enquiries/new/remove/"])
def test_writing_takes_a_post(client, address):
    assert client.get(address).status_code == 405


def test_privacy_notice_names_the_version_agreed_to(client):
    assert "Version 2026-11 of this wording" in client.get(NEW).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/enquiries/%00/abc/",
        "/enquiries/TN-3333-3333/%00/",
        "/enquiries/sent/%00/",
        "/enquiries/new/%00/",
        "/referrals/%00/",
    ],
)
def test_address_with_a_zero_byte_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("value", ["\x00", "'; drop", "", "x" * 5000])
def test_business_or_cluster_that_cannot_be_one_is_passed_over(client, value):
    response = client.get(NEW, {"business": value, "cluster": value}, follow=True)

    assert response.status_code == 200
    assert response.context["business"] is response.context["cluster"] is None


@pytest.mark.parametrize("step", ["about-you", "plan", "where", "more"])
def test_zero_byte_in_any_answer_is_no_server_error(client, step):
    write_pages(client)
    fields = client.get(find_address(step)).context["form"].fields

    response = client.post(find_address(step), dict.fromkeys(fields, "a\x00b"))

    assert response.status_code == 200
    assert response.context["form"].errors
