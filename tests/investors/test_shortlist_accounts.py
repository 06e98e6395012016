"""The shortlist of who signs in: brought along, in every browser, deleted with the account."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.departures import describe_departure
from accounts.models import User
from accounts.services import delete_account
from investors.models import Shortlist
from investors.services.retention import apply_retention, count_due
from investors.services.shortlists import change_shortlist, read_shortlist
from investors.shortlist_entries import MOST_KEPT, Entry, add_entries
from tests.accounts.people import PASSWORD, UserFactory, enter_password, read_page, sign_in
from tests.directory.listings import BusinessFactory, ClusterFactory
from tests.investors.shortlists import keep, press, read_cookie

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)


def save(user: User, *entries: Entry, at: datetime.datetime = NOW) -> None:
    change_shortlist(user=user, change=lambda _saved: list(entries), now=at)


def test_sign_in_brings_the_list_along_and_leaves_no_cookie(client: Client) -> None:
    ref = f"business:{BusinessFactory().pk}"
    ClusterFactory(slug="leeds")
    user = UserFactory(password=PASSWORD)
    save(user, Entry("cluster:leeds", "saved"))
    keep(client, ref)
    client.post("/shortlist/note/", {"ref": ref, "note": "brought"})

    response = enter_password(client, user)
    page = read_page(client.get("/shortlist/"))

    assert response.status_code == 302
    assert read_cookie(client) == []
    assert read_shortlist(user) == [Entry("cluster:leeds", "saved"), Entry(ref, "brought")]
    assert "What you kept in this browser is in the shortlist of your account now: 1 thing." in page
    assert "It is kept in your account" in page


def test_sign_in_with_nothing_kept_says_nothing_and_knows_the_list(client: Client) -> None:
    ClusterFactory(slug="leeds")
    user = UserFactory(password=PASSWORD)
    save(user, Entry("cluster:leeds"))

    enter_password(client, user)
    page = read_page(client.get("/clusters/leeds/"))

    assert "What you kept in this browser" not in page
    assert "In your shortlist" in page


def test_sign_in_to_a_full_list_leaves_the_rest_in_the_browser_with_its_note(client: Client) -> None:
    ref = f"business:{BusinessFactory().pk}"
    user = UserFactory(password=PASSWORD)
    full = [Entry(f"business:{10_000 + number}") for number in range(MOST_KEPT)]
    save(user, *full)
    keep(client, ref)
    client.post("/shortlist/note/", {"ref": ref, "note": "brought"})

    enter_password(client, user)
    page = read_page(client.get("/shortlist/"))

    assert read_shortlist(user) == full
    assert read_cookie(client) == [Entry(ref, "brought")]
    assert "1 thing that you kept in this browser had no room in the shortlist of your account" in page
    assert "is in the shortlist of your account now" not in page


def test_signing_in_again_and_again_never_makes_a_list_longer_than_it_may_be(client: Client) -> None:
    business = BusinessFactory()
    user = UserFactory(password=PASSWORD)
    save(user, *[Entry(f"business:{10_000 + number}") for number in range(MOST_KEPT - 1)])

    for slug in ("leeds", "sheffield"):
        keep(client, f"cluster:{ClusterFactory(slug=slug).pk}")
        keep(client, f"business:{business.pk}")
        enter_password(client, user)
        client.post("/accounts/logout/")

    assert len(read_shortlist(user)) == MOST_KEPT
    assert {entry.ref for entry in read_cookie(client)} == {f"business:{business.pk}", "cluster:sheffield"}


def test_what_had_no_room_comes_along_once_there_is_some(client: Client) -> None:
    ref = f"business:{BusinessFactory().pk}"
    user = UserFactory(password=PASSWORD)
    save(user, *[Entry(f"business:{10_000 + number}") for number in range(MOST_KEPT)])
    keep(client, ref)
    client.post("/shortlist/note/", {"ref": ref, "note": "brought"})
    enter_password(client, user)
    client.post("/accounts/logout/")
    save(user, Entry("cluster:leeds"))

    enter_password(client, user)

    assert read_shortlist(user) == [Entry("cluster:leeds"), Entry(ref, "brought")]
    assert read_cookie(client) == []


def test_signing_out_leaves_nothing_in_the_browser(client: Client) -> None:
    user = UserFactory(password=PASSWORD)
    ClusterFactory(slug="leeds")
    save(user, Entry("cluster:leeds", "private words"))
    enter_password(client, user)

    client.post("/accounts/logout/")

    assert "Nothing is in it yet" in read_page(client.get("/shortlist/"))
    assert read_cookie(client) == []


def test_account_keeps_notes_in_its_row_and_not_in_the_session(client: Client) -> None:
    user = sign_in(client)
    ref = f"cluster:{ClusterFactory().pk}"

    press(client, keep=ref)
    client.post("/shortlist/note/", {"ref": ref, "note": "private words"})

    assert read_shortlist(user) == [Entry(ref, "private words")]
    assert client.session["shortlist"] == [ref]
    assert read_cookie(client) == []


def test_header_asks_no_query_of_who_is_signed_in(client: Client, django_assert_num_queries) -> None:
    sign_in(client)
    press(client, keep=f"cluster:{ClusterFactory().pk}")
    client.get("/cookies/")

    with django_assert_num_queries(2):  # session and person
        page = read_page(client.get("/cookies/"))

    assert '<span class="tn-count">1<' in page


def test_one_sees_the_list_of_nobody_else(client: Client) -> None:
    ClusterFactory(slug="leeds")
    save(UserFactory(), Entry("cluster:leeds", "not yours"))
    sign_in(client)

    assert "not yours" not in read_page(client.get("/shortlist/"))


def test_account_that_goes_takes_its_list_along() -> None:
    user = UserFactory()
    assert describe_departure(user) == []
    save(user, Entry("cluster:leeds"))

    assert [str(each.text) for each in describe_departure(user)] == [
        "Your shortlist and its notes are deleted."
    ]
    delete_account(user=user, now=timezone.now())

    assert not Shortlist.objects.exists()


def test_list_that_nobody_uses_is_deleted_after_its_time() -> None:
    old, recent = UserFactory(), UserFactory()
    save(old, Entry("cluster:leeds"), at=NOW - datetime.timedelta(days=365))
    save(recent, Entry("cluster:leeds"), at=NOW - datetime.timedelta(days=364))

    due = {rule.key: counts for rule, *counts in count_due(NOW)}
    run = apply_retention(now=NOW)

    assert due["shortlists"] == [1, 1]
    assert run.done["shortlists"] == 1
    assert [each.user for each in Shortlist.objects.all()] == [recent]


def test_change_that_is_refused_leaves_all_as_it_was() -> None:
    user = UserFactory()
    save(user, Entry("cluster:leeds"))

    with pytest.raises(ZeroDivisionError):
        change_shortlist(user=user, change=lambda _saved: [1 / 0], now=NOW)

    assert read_shortlist(user) == [Entry("cluster:leeds")]


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_both_count() -> None:
    user = UserFactory()

    def add(ref: str) -> None:
        change_shortlist(user=user, change=partial(add_entries, refs=[ref]), now=NOW)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, ["cluster:leeds", "cluster:sheffield"]))

    assert {entry.ref for entry in read_shortlist(user)} == {"cluster:leeds", "cluster:sheffield"}
