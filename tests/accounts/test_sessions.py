"""Where somebody is signed in, and how sessions end."""

import datetime

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.sessions import describe_browser
from accounts.tasks import forget_sessions
from tests.accounts.people import (
    PASSWORD,
    SECOND_STEP,
    UserFactory,
    enter_password,
    read_page,
    show_code,
)

pytestmark = pytest.mark.django_db

SESSIONS = "/accounts/sessions/"


@pytest.fixture
def person() -> User:
    return UserFactory(password=PASSWORD)


def open_browser(user: User, name: str = "Elsewhere/1.0") -> Client:
    """Return a browser in which ``user`` is signed in."""
    client = Client(headers={"user-agent": name})
    enter_password(client, user)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def find_row(client: Client, browser: str) -> int:
    shown = client.get(SESSIONS).context["sessions"]
    return next(session["row"].pk for session in shown if session["browser"] == browser)


def test_ended_sessions_are_deleted_and_live_ones_stay():
    ended, live = SessionStore(), SessionStore()
    for session in (ended, live):
        session["answers"] = "typed and not sent"
        session.save()
    before = timezone.now() - datetime.timedelta(minutes=1)
    Session.objects.filter(session_key=ended.session_key).update(expire_date=before)

    forget_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == [live.session_key]


def test_sessions_are_listed_with_this_one_first(person):
    here = open_browser(person, "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/141.0")
    open_browser(person)

    shown = here.get(SESSIONS).context["sessions"]

    assert [(session["browser"], session["is_current"]) for session in shown] == [
        ("Firefox, Windows", True),
        ("Elsewhere/1.0", False),
    ]


def test_one_session_is_ended_and_the_others_stay(person):
    here, lost, other = open_browser(person, "Here/1"), open_browser(person, "Lost/1"), open_browser(person)

    response = here.post(f"{SESSIONS}{find_row(here, 'Lost/1')}/end/", follow=True)

    assert "That session is ended." in read_page(response)
    assert [is_signed_in(client) for client in (here, lost, other)] == [True, False, True]


def test_all_other_sessions_are_ended(person):
    here, *others = [open_browser(person) for _number in range(3)]

    response = here.post(SESSIONS + "end-others/", follow=True)

    assert "You are signed out everywhere else." in read_page(response)
    assert [is_signed_in(client) for client in (here, *others)] == [True, False, False]


def test_session_of_a_desk_account_is_ended(officer):
    elsewhere, here = Client(headers={"user-agent": "Elsewhere/1.0"}), Client()
    for browser, code in [(elsewhere, show_code()), (here, show_code(periods_on=1))]:
        enter_password(browser, officer)
        browser.post(SECOND_STEP, {"code": code})

    here.post(f"{SESSIONS}{find_row(here, 'Elsewhere/1.0')}/end/")

    assert here.get("/desk/messages/").status_code == 200
    assert elsewhere.get("/desk/messages/").status_code == 302


def test_present_session_can_be_ended_too(person):
    here = open_browser(person, "Here/1")

    here.post(f"{SESSIONS}{find_row(here, 'Here/1')}/end/")

    assert not is_signed_in(here)


def test_session_of_somebody_else_is_not_there(person):
    here, stranger = open_browser(person, "Here/1"), open_browser(UserFactory(password=PASSWORD))

    response = stranger.post(f"{SESSIONS}{find_row(here, 'Here/1')}/end/")

    assert response.status_code == 404
    assert is_signed_in(here)


@pytest.mark.parametrize("address", ["1/end/", "end-others/"])
def test_sessions_are_not_ended_by_get(person, address):
    assert open_browser(person).get(SESSIONS + address).status_code == 405


def test_session_that_a_new_password_ended_is_not_listed(person):
    here, other = open_browser(person, "Here/1"), open_browser(person)
    words = {"oldpassword": PASSWORD, "password1": "another-long-one", "password2": "another-long-one"}
    here.post("/accounts/password/change/", words)

    shown = here.get(SESSIONS).context["sessions"]

    assert [session["browser"] for session in shown] == ["Here/1"]
    assert not is_signed_in(other)


@pytest.mark.parametrize("rows", [1, 30])
def test_list_asks_a_fixed_number_of_queries(person, rows, django_assert_num_queries):
    here = [open_browser(person) for _number in range(rows)][-1]

    with django_assert_num_queries(4):
        shown = here.get(SESSIONS)

    assert len(shown.context["sessions"]) == rows


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) … Version/18.0 Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) … Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) … Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_browser_is_named(user_agent, words):
    assert describe_browser(user_agent) == words
