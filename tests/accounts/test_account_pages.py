"""Every page of sign-in and of one's own account stands in our frame and keeps to the policy."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from accounts.models import User
from outbox.models import Message
from tests.accounts.people import PASSWORD, UserFactory, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

FOR_ALL = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-nonsense/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/nonsense/",
]
FOR_ONESELF = [
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


def test_new_address_is_confirmed_by_a_link_in_a_private_message(client, settings):
    user = UserFactory(password=PASSWORD)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    asked = client.post("/accounts/email/", {"email": "new@example.test", "action_add": "1"}, follow=True)
    message = Message.objects.get(kind="account-email-confirmation")
    link = re.search(settings.SITE_URL + r"(\S+)", message.body)[1]
    page = client.get(link).content.decode()
    before = User.objects.get(pk=user.pk).email
    client.post(link)

    check_page(page)
    check_page(asked.content.decode())
    assert "waits for you to follow the link" in asked.content.decode()
    assert (before, User.objects.get(pk=user.pk).email) == (user.email, "new@example.test")
    assert (message.to_email, message.is_private) == ("new@example.test", True)


def test_address_of_an_account_with_desk_work_stays(client):
    sign_in_to_desk(client, password=PASSWORD)

    shown = client.get("/accounts/email/").content.decode()
    client.post("/accounts/email/", {"email": "new@example.test", "action_add": "1"})

    assert "keeps its address" in shown
    assert not Message.objects.exists()


def test_too_many_requests_get_a_page_that_says_so(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    UserFactory(email="officer@example.test")
    client.post("/accounts/password/reset/", {"email": "officer@example.test"})

    response = client.post("/accounts/password/reset/", {"email": "officer@example.test"})

    assert response.status_code == 429
    check_page(response.content.decode())
    assert Message.objects.count() == 1


def test_notices_of_the_second_factor_are_private_messages(client):
    sign_in_to_desk(client, password=PASSWORD)

    client.post("/accounts/2fa/totp/deactivate/")

    message = Message.objects.get()
    assert (message.kind, message.is_private) == ("account-totp-deactivated", True)
    assert "Something changed in your TechNorth account" in message.body
    assert not Authenticator.objects.exists()
