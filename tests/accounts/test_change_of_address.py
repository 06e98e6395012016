"""A change of address, confirmed by a code that goes to the new one."""

import datetime

import pytest

from accounts.models import User
from outbox.models import Message
from tests.accounts.people import (
    PASSWORD,
    UserFactory,
    enter_password,
    read_code,
    read_page,
    sign_in_to_desk,
)
from tests.accounts.test_account_pages import check_page

pytestmark = pytest.mark.django_db

CHANGE, ENTER_CODE = "/accounts/email/", "/accounts/confirm-email/"
KIND = "account-email-confirmation"


@pytest.fixture
def person(client) -> User:
    user = UserFactory(email="old@example.test", password=PASSWORD)
    enter_password(client, user)
    return user


def ask_for(client, email: str = "new@example.test"):
    return client.post(CHANGE, {"email": email, "action_add": "1"})


def test_new_address_is_confirmed_by_a_code_in_a_private_message(client, person):
    asked = ask_for(client)
    page = read_page(client.get(asked.url))
    message = Message.objects.get()
    before = User.objects.get().email
    done = client.post(ENTER_CODE, {"code": read_code(KIND)}, follow=True)

    check_page(page)
    assert "Keep the present address" in page
    assert (message.kind, message.to_email, message.is_private) == (KIND, "new@example.test", True)
    assert (before, User.objects.get().email) == ("old@example.test", "new@example.test")
    assert done.redirect_chain == [("/accounts/email/", 302)]
    assert "The address new@example.test is confirmed: you sign in with it." in read_page(done)
    assert list(person.emailaddress_set.values_list("email", "verified")) == [("new@example.test", True)]


def test_old_address_is_told(client, person):
    ask_for(client)
    client.post(ENTER_CODE, {"code": read_code(KIND)})

    message = Message.objects.latest("pk")
    assert (message.kind, message.to_email) == ("account-email-changed", "old@example.test")
    assert "If it was not you, set a new password at once" in message.body


def test_sign_in_takes_the_new_address_alone(client, person):
    ask_for(client)
    client.post(ENTER_CODE, {"code": read_code(KIND)})
    client.post("/accounts/logout/")

    old = client.post("/accounts/login/", {"login": "old@example.test", "password": PASSWORD})
    new = client.post("/accounts/login/", {"login": "new@example.test", "password": PASSWORD})

    assert (old.status_code, new.url) == (200, "/account/")


def test_own_address_is_no_change(client, person):
    response = ask_for(client, "OLD@example.test")

    assert read_page(response).count("You sign in with this address already.") == 2


def test_code_for_a_change_works_for_three_tries(client, person):
    ask_for(client)
    code = read_code(KIND)
    for _number in range(3):
        client.post(ENTER_CODE, {"code": "BBBB-BBBB"})

    late = client.post(ENTER_CODE, {"code": code}, follow=True)

    assert "Ask for the change again." in read_page(late)
    assert User.objects.get().email == "old@example.test"


def test_address_taken_by_somebody_else_meanwhile_is_refused(client, person):
    ask_for(client)
    UserFactory(email="new@example.test")

    response = client.post(ENTER_CODE, {"code": read_code(KIND)})

    assert "Another account has this address." in read_page(response)


def test_address_changes_with_a_second_factor_set_up_too(client):
    user = UserFactory(password=PASSWORD)
    sign_in_to_desk(client, user=user)  # gives a second factor; there is no desk for this person

    asked = ask_for(client)

    assert asked.url == ENTER_CODE


def test_who_signed_in_long_ago_is_asked_again_first(client, person, time_machine):
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=6))

    asked = ask_for(client)
    resumed = client.post(asked.url, {"password": PASSWORD})

    assert asked.url == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert resumed.url == ENTER_CODE


def test_address_of_an_account_with_desk_work_stays(client):
    sign_in_to_desk(client, password=PASSWORD)

    shown = read_page(client.get(CHANGE))
    asked = read_page(ask_for(client))

    assert "keeps its address" in shown
    assert "keeps its address" in asked
    assert not Message.objects.exists()
