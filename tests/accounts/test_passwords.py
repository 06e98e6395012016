"""Passwords forgotten, changed and refused."""

import re

import pytest

from outbox.models import Message
from tests.accounts.people import (
    PASSWORD,
    SECOND_STEP,
    enter_password,
    read_page,
    sign_in_to_desk,
)

NEW_PASSWORD = "another-long-password"


pytestmark = pytest.mark.django_db


def test_forgotten_password_is_reset_by_a_link_in_a_private_message(client, officer, settings):
    asked = client.post("/accounts/password/reset/", {"email": officer.email}, follow=True)
    message = Message.objects.get()
    link = re.search(settings.SITE_URL + r"(\S+)", message.body)[1]
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    done = client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    again = client.get(link, follow=True)

    assert "Look into your mail" in read_page(asked)
    assert (message.kind, message.to_email, message.is_private) == (
        "account-password-reset-key",
        officer.email,
        True,
    )
    assert message.subject == "TechNorth: Set a new password"
    assert "The new password is set" in read_page(done)
    assert "This link has been used or is too old" in read_page(again)
    assert enter_password(client, officer, NEW_PASSWORD).url == SECOND_STEP


def test_forgotten_password_says_the_same_of_no_account_and_writes_to_nobody(client):
    response = client.post("/accounts/password/reset/", {"email": "nobody@example.test"}, follow=True)

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


def test_link_leads_to_this_site_whatever_host_the_request_names(client, officer, settings):
    settings.ALLOWED_HOSTS = ["portal.test", ".other.test"]

    client.post("/accounts/password/reset/", {"email": officer.email}, headers={"Host": "evil.other.test:81"})

    body = Message.objects.get().body
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in body
    assert "other.test" not in body
