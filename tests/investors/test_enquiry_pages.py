"""The pages on which an enquiry is written, up to the check."""

import pytest

from investors.answers import SESSION_KEY
from investors.models import Enquiry
from tests.directory.listings import make_public_record
from tests.investors.enquiry_posts import (
    ABOUT_YOU,
    PLAN,
    find_address,
    send,
    write_pages,
)
from tests.investors.sent_enquiries import make_cluster

pytestmark = pytest.mark.django_db

NEW = "/enquiries/new/"
CHECK = "/enquiries/new/check/"


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
    business = make_public_record(slug="sample-works", name="Sample Works")
    client.get(NEW, {"business": business.slug, "cluster": "leeds"})

    first = client.get(NEW).content.decode()
    assert "<strong>Sample Works</strong>" in first
    write_pages(client, upto="plan")
    assert client.get(find_address("where")).context["form"]["clusters"].value() == ["leeds"]

    client.post("/enquiries/new/remove/", {"what": "cluster", "slug": "leeds", "step": "where"})
    response = client.post(
        "/enquiries/new/remove/", {"what": "business", "slug": business.slug, "step": "where"}
    )
    assert response.url == find_address("where")
    page = client.get(find_address("where"))
    assert page.context["form"]["clusters"].value() is None
    assert "Sample Works" not in page.content.decode()


def test_several_businesses_are_carried_along_and_removed_one_by_one(client):
    for name in ("beta", "alpha", "gamma"):
        make_public_record(slug=name, name=name.title())
    client.get(NEW, {"business": ["beta", "alpha", "nothing", "beta"]})
    client.get(NEW, {"business": "gamma"})

    carried = client.get(NEW)
    client.post("/enquiries/new/remove/", {"what": "business", "slug": "beta"})
    left = client.get(NEW)

    assert [business.slug for business in carried.context["businesses"]] == ["beta", "alpha", "gamma"]
    assert all(f"Remove {name}" in carried.content.decode() for name in ("Beta", "Alpha", "Gamma"))
    assert [business.slug for business in left.context["businesses"]] == ["alpha", "gamma"]


def test_several_clusters_are_carried_along_and_ticked(client):
    for slug in ("leeds", "liverpool", "sheffield"):
        make_cluster(slug)
    client.get(NEW, {"cluster": ["sheffield", "leeds", "nothing"]})
    write_pages(client, upto="plan")

    ticked = client.get(find_address("where")).context["form"]["clusters"].value()
    client.post("/enquiries/new/remove/", {"what": "cluster", "slug": "leeds", "step": "where"})

    assert set(ticked) == {"sheffield", "leeds"}
    assert client.get(find_address("where")).context["form"]["clusters"].value() == ["sheffield"]


def test_ten_businesses_are_carried_at_most(client):
    slugs = [f"works-{number}" for number in range(12)]
    for slug in slugs:
        make_public_record(slug=slug, name=slug)

    client.get(NEW, {"business": slugs})
    client.get(NEW, {"business": slugs[-1]})

    assert [business.slug for business in client.get(NEW).context["businesses"]] == slugs[:10]


@pytest.mark.parametrize("rows", [1, 10])
def test_pages_ask_the_same_queries_for_ten_businesses(client, django_assert_num_queries, rows):
    slugs = [f"works-{number}" for number in range(rows)]
    for slug in slugs:
        make_public_record(slug=slug, name=slug)
    client.get(NEW, {"business": slugs})

    with django_assert_num_queries(2):
        client.get(NEW)


@pytest.mark.parametrize("status", ["draft", "removed"])
def test_business_that_is_not_listed_is_not_carried(client, status):
    make_public_record(slug="sample-works", name="Sample Works", status=status)

    response = client.get(NEW, {"business": "sample-works"}, follow=True)

    assert "Sample Works" not in response.content.decode()


def test_cluster_chosen_later_joins_those_already_answered(client):
    make_cluster("leeds")
    make_cluster("liverpool")
    write_pages(client, where={"clusters": ["leeds"]})

    client.get(NEW, {"cluster": "liverpool"})
    send(client)

    assert {cluster.slug for cluster in Enquiry.objects.get().clusters.all()} == {"leeds", "liverpool"}


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
    assert (response.context["businesses"], response.context["clusters"]) == ([], [])


@pytest.mark.parametrize("step", ["about-you", "plan", "where", "more"])
def test_zero_byte_in_any_answer_is_no_server_error(client, step):
    write_pages(client)
    fields = client.get(find_address(step)).context["form"].fields

    response = client.post(find_address(step), dict.fromkeys(fields, "a\x00b"))

    assert response.status_code == 200
    assert response.context["form"].errors
