"""Every page of sign-in and of one's own account stands in our frame and keeps to the policy."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from accounts.models import User
from outbox.models import Message
from tests.accounts.people import PASSWORD, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

FOR_ALL = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/deleted/",
]
FOR_ONESELF = [
    "/account/",
    "/account/name/",
    "/accounts/delete/",
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
]


def check_page(page: str) -> None:
    assert page.count("<h1") == 1
    assert 'class="tn-header"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("address", FOR_ALL)
def test_page_for_all_stands_in_our_frame(client, address):
    response = client.get(address)

    assert response.status_code == 200
    check_page(response.content.decode())


@pytest.mark.parametrize("address", FOR_ONESELF)
def test_page_for_oneself_stands_in_our_frame(client, address):
    user = sign_in_to_desk(client, password=PASSWORD)
    RecoveryCodes.activate(user)

    response = client.get(address)

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    check_page(response.content.decode())


@pytest.mark.parametrize("address", ["/accounts/confirm-email/", "/accounts/password/reset/confirm/"])
def test_page_for_a_code_leads_on_who_has_none(client, address):
    response = client.get(address, follow=True)

    assert response.redirect_chain == [("/accounts/login/", 302)]
    assert "No code is waited for." in response.content.decode()


@pytest.mark.parametrize("address", FOR_ONESELF)
def test_page_for_oneself_sends_a_stranger_to_sign_in(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/") or response.url == "/"


def test_page_that_sets_up_the_app_stands_in_our_frame(client):
    sign_in(client, User.Role.MANAGER)

    response = client.get("/accounts/2fa/totp/activate/")

    page = response.content.decode()
    check_page(page)
    assert "no-store" in response.headers["Cache-Control"]
    assert 'src="data:image/svg+xml;base64,' in page


def test_notices_of_the_second_factor_are_private_messages(client):
    sign_in_to_desk(client, password=PASSWORD)

    client.post("/accounts/2fa/totp/deactivate/")

    message = Message.objects.get()
    assert (message.kind, message.is_private) == ("account-totp-deactivated", True)
    assert "Something changed in your TechNorth account" in message.body
    assert not Authenticator.objects.exists()
