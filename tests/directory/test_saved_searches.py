"""The pages of saved searches."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from directory import saved_searches
from directory.models import SavedSearch
from directory.saved_searches import compute_due, save_search
from tests.accounts.people import UserFactory, sign_in
from tests.directory.listings import make_north_east

pytestmark = pytest.mark.django_db

LIST = "/account/searches/"
NOW = datetime.datetime(2026, 6, 2, 9, 30, tzinfo=datetime.UTC)


def make_search(user, query: str = "q=robots", **fields) -> SavedSearch:
    values = {"name": "Robots", "frequency": "daily", "told_until": NOW, "due_at": NOW, "created_at": NOW}
    return SavedSearch.objects.create(user=user, query=query, **values | fields)


def test_search_is_saved_as_the_site_writes_it(client: Client):
    make_north_east()
    user = sign_in(client)

    page = client.get("/account/searches/new/?sort=name&cluster=leeds&q=robots&page=2").content.decode()
    assert 'value="q=robots&amp;cluster=leeds"' in page
    response = client.post(
        "/account/searches/new/",
        {"name": "Robots", "frequency": "weekly", "query": "cluster=leeds&q=robots&page=2"},
    )

    assert response["Location"] == LIST
    search = SavedSearch.objects.get()
    assert (search.user, search.query, search.frequency) == (user, "q=robots&cluster=leeds", "weekly")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=robots&cluster=leeds", "“robots”, Leeds"),
        ("q=robots&cluster=newcastle&size=10-49", "“robots”, Newcastle, 10 to 49 employees"),
        ("", "All technology businesses of the North"),
    ],
)
def test_search_is_named_for_all_that_was_chosen(client: Client, query: str, name: str):
    make_north_east()
    sign_in(client)

    response = client.get(f"/account/searches/new/?{query}")

    assert response.context["form"].initial["name"] == name


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"query": "cluster=atlantis"}, "There is no cluster “atlantis”"),
        ({"name": ""}, "Give the search a name."),
        ({"frequency": ""}, "Choose how often, or never."),
    ],
)
def test_what_cannot_be_saved_is_said(client: Client, fields: dict[str, str], message: str):
    sign_in(client)

    response = client.post(
        "/account/searches/new/", {"name": "Robots", "frequency": "daily", "query": ""} | fields
    )

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not SavedSearch.objects.exists()


def test_same_search_is_saved_once(client: Client):
    make_search(sign_in(client), name="Mine")

    response = client.post(
        "/account/searches/new/", {"name": "Again", "frequency": "daily", "query": "q=robots"}, follow=True
    )

    assert "You keep this search already: “Mine”." in response.content.decode()
    assert SavedSearch.objects.count() == 1


def test_searches_are_limited(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(saved_searches, "MOST_SEARCHES", 1)
    make_search(sign_in(client))

    response = client.post("/account/searches/new/", {"name": "More", "frequency": "daily", "query": "q=x"})

    assert "You keep 1 searches. Delete one first." in response.content.decode()


def test_search_is_changed_and_deleted(client: Client):
    search = make_search(sign_in(client))

    client.post(f"{LIST}{search.pk}/", {"name": "Machines", "frequency": "never"})
    search.refresh_from_db()
    assert (search.name, search.frequency, search.due_at) == ("Machines", "never", None)
    assert "Machines" in client.get(LIST).content.decode()

    client.post(f"{LIST}{search.pk}/delete/")
    assert "You keep no search yet" in client.get(LIST).content.decode()


def test_renaming_does_not_move_the_mail(client: Client):
    search = make_search(sign_in(client))

    client.post(f"{LIST}{search.pk}/", {"name": "Machines", "frequency": "daily"})

    search.refresh_from_db()
    assert (search.due_at, search.told_until) == (NOW, NOW)


def test_another_persons_search_is_missing(client: Client):
    search = make_search(UserFactory())
    sign_in(client)

    assert client.get(f"{LIST}{search.pk}/").status_code == 404
    assert client.post(f"{LIST}{search.pk}/", {"name": "x", "frequency": "never"}).status_code == 404
    assert client.post(f"{LIST}{search.pk}/delete/").status_code == 404
    assert "Robots" not in client.get(LIST).content.decode()


def test_who_is_signed_out_signs_in_first_and_keeps_the_search(client: Client):
    response = client.get("/account/searches/new/?q=robots")

    assert response["Location"] == "/accounts/login/?next=/account/searches/new/%3Fq%3Drobots"


@pytest.mark.parametrize("rows", [1, 30])
def test_list_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    user = sign_in(client)
    for number in range(rows):
        make_search(user, query=f"q={number}")
    client.get(LIST)

    with django_assert_num_queries(3):
        assert client.get(LIST).content.decode().count("summary-list__row") == rows


@pytest.mark.parametrize(
    ("frequency", "at", "due"),
    [
        ("daily", "2026-06-02 06:59", "2026-06-02 07:00"),
        ("daily", "2026-06-02 07:00", "2026-06-03 07:00"),
        ("daily", "2026-10-24 12:00", "2026-10-25 07:00"),  # the night in which the clocks go back
        ("weekly", "2026-06-02 12:00", "2026-06-08 07:00"),
        ("weekly", "2026-06-08 06:00", "2026-06-08 07:00"),
        ("weekly", "2026-06-08 07:00", "2026-06-15 07:00"),
    ],
)
def test_mail_is_due_in_the_morning(frequency: str, at: str, due: str):
    zone = timezone.get_default_timezone()
    now = datetime.datetime.fromisoformat(at).replace(tzinfo=zone)

    assert compute_due(frequency, now) == datetime.datetime.fromisoformat(due).replace(tzinfo=zone)


def test_never_is_never_due():
    assert compute_due("never", NOW) is None


@pytest.mark.parametrize("fields", [{"frequency": "never"}, {"due_at": None}])
def test_database_refuses_a_search_that_is_told_without_a_time(fields):
    with pytest.raises(IntegrityError, match="saved_search_due_if_told"), transaction.atomic():
        make_search(UserFactory(), **fields)


def test_database_refuses_the_same_search_twice():
    user = UserFactory()
    save_search(user=user, name="A", query="q=x", frequency="daily", now=NOW)

    with pytest.raises(IntegrityError, match="saved_search_once"), transaction.atomic():
        make_search(user, query="q=x")
