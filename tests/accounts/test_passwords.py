"""Passwords forgotten, changed and refused."""

import datetime

import pytest
from django.test import Client

from outbox.models import Message
from tests.accounts.people import (
    PASSWORD,
    SECOND_STEP,
    enter_password,
    read_code,
    read_page,
    sign_in_to_desk,
)

NEW_PASSWORD = "another-long-password"
RESET, ENTER_CODE = "/accounts/password/reset/", "/accounts/password/reset/confirm/"

pytestmark = pytest.mark.django_db


def ask_for_a_code(client, email: str):
    return client.post(RESET, {"email": email}, follow=True)


def set_new_password(client, code: str):
    client.post(ENTER_CODE, {"code": code})
    return client.post(
        "/accounts/password/reset/complete/",
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        follow=True,
    )


def test_forgotten_password_is_reset_by_a_code_in_a_private_message(client, officer):
    asked = ask_for_a_code(client, officer.email)
    message = Message.objects.get()
    wrong = client.post(ENTER_CODE, {"code": "BBBB-BBBB"})
    done = set_new_password(client, read_code("account-password-reset-code").lower())
    again = client.post(ENTER_CODE, {"code": "BBBB-BBBB"}, follow=True)

    assert "Look into your mail" in read_page(asked)
    assert (message.to_email, message.is_private) == (officer.email, True)
    assert message.subject == "TechNorth: Your code for a new password"
    assert "The code is not right. Enter the one of the newest mail." in read_page(wrong)
    assert "The new password is set" in read_page(done)
    assert "No code is waited for." in read_page(again)
    assert enter_password(client, officer, NEW_PASSWORD).url == SECOND_STEP


def test_new_password_ends_the_sessions_elsewhere(client, officer):
    elsewhere = Client()
    sign_in_to_desk(elsewhere, user=officer)
    ask_for_a_code(client, officer.email)
    set_new_password(client, read_code("account-password-reset-code"))

    assert elsewhere.get("/account/").url == "/accounts/login/?next=/account/"


def test_code_for_a_new_password_works_for_three_tries(client, officer):
    ask_for_a_code(client, officer.email)
    code = read_code("account-password-reset-code")
    for _number in range(3):
        last = client.post(ENTER_CODE, {"code": "BBBB-BBBB"})
    late = client.post(ENTER_CODE, {"code": code}, follow=True)

    assert last.url == "/accounts/login/"
    assert "No code is waited for." in read_page(late)


def test_code_for_a_new_password_works_for_a_quarter_of_an_hour(client, officer, time_machine):
    ask_for_a_code(client, officer.email)
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=15, seconds=1))

    late = client.post(ENTER_CODE, {"code": read_code("account-password-reset-code")}, follow=True)

    assert "A code works for 15 minutes, in the browser that asked for it." in read_page(late)


def test_code_opens_nothing_in_another_browser(client, officer):
    ask_for_a_code(client, officer.email)

    other = Client().post(ENTER_CODE, {"code": read_code("account-password-reset-code")})

    assert other.url == "/accounts/login/"


def test_forgotten_password_writes_to_nobody_without_an_account(client):
    response = ask_for_a_code(client, "nobody@example.test")

    assert "Look into your mail" in read_page(response)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "at least 12 characters"),
        ("password1234", "too common"),
    ],
)
def test_weak_password_is_refused_beside_the_field(client, officer, password, fault):
    sign_in_to_desk(client, user=officer)

    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    assert fault in read_page(response)


def test_change_of_password_is_told_by_mail(client, officer):
    sign_in_to_desk(client, user=officer)

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    message = Message.objects.get()
    assert message.kind == "account-password-changed"
    assert "If it was not you, set a new password at once" in message.body
