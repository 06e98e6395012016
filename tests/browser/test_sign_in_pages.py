"""Accounts in a real browser: no faults on their pages, an account from first to last, a passkey likewise."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from tests.accounts.people import (
    PASSWORD,
    SECRET,
    UserFactory,
    enter_password,
    read_code,
    sign_in,
    sign_in_to_desk,
)
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows

pytestmark = pytest.mark.django_db(transaction=True)

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
    "/accounts/2fa/",
    "/accounts/delete/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/sessions/",
]
FOR_STAFF = [
    "/account/",
    "/accounts/delete/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]


def add_touch(page: Page) -> None:
    """Give the browser of ``page`` an authenticator whose owner agrees to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.parametrize("address", FOR_ALL)
def test_page_for_all_has_no_faults(open_page: OpenPage, address: str) -> None:
    faults = find_faults_in_windows(open_page(address))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", FOR_ONESELF)
def test_page_for_oneself_has_no_faults(open_page: OpenPage, client: Client, address: str) -> None:
    user = UserFactory(password=PASSWORD)
    for browser in (Client(headers={"user-agent": "Elsewhere/1.0"}), client):
        enter_password(browser, user)

    page = open_page(address, cookies={"sessionid": client.cookies["sessionid"].value})
    faults = find_faults_in_windows(page)

    assert page.url.endswith(address)
    assert not faults, "\n".join(faults)


def test_front_page_of_a_moderator_has_no_faults(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client, User.Role.MODERATOR)

    page = open_page("/desk/", cookies={"sessionid": client.cookies["sessionid"].value})
    faults = find_faults_in_windows(page)

    assert page.get_by_role("heading", name="What needs doing").is_visible()
    assert not page.get_by_role("link", name="My referrals").is_visible()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", FOR_STAFF)
def test_page_for_staff_has_no_faults(open_page: OpenPage, client: Client, address: str) -> None:
    sign_in_to_desk(client, password=PASSWORD)

    page = open_page(address, cookies={"sessionid": client.cookies["sessionid"].value})
    faults = find_faults_in_windows(page)

    assert page.url.endswith(address)
    assert not faults, "\n".join(faults)


def test_page_that_sets_up_the_app_has_no_faults(open_page: OpenPage, client: Client) -> None:
    sign_in(client, User.Role.MANAGER)

    page = open_page("/accounts/2fa/totp/activate/", cookies={"sessionid": client.cookies["sessionid"].value})
    faults = find_faults_in_windows(page)

    assert page.locator("img.tn-qr").evaluate("image => image.naturalWidth") > 0
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scripts", [True, False])
def test_account_from_sign_up_to_its_end(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/accounts/login/?next=/account/name/", scripts=scripts)
    faults = []

    def look() -> None:
        if scripts:
            faults.extend(find_faults_in_windows(page))

    page.get_by_role("link", name="Create an account").click()
    page.get_by_role("button", name="Create the account").click()
    look()
    page.get_by_label("Name").fill("Nell Barrow")
    page.get_by_label("E-mail address").fill("nell@example.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.get_by_label("Code").fill("BBBB-BBBB")
    page.get_by_role("button", name="Confirm the address").click()
    look()
    page.get_by_label("Code").fill(read_code("account-email-confirmation-signup"))
    page.get_by_role("button", name="Confirm the address").click()
    page.get_by_label("Name").fill("Nell B. Barrow")
    page.get_by_role("button", name="Save the name").click()
    look()
    page.get_by_role("link", name="Delete your account").click()
    page.get_by_label("Password").fill("not-the-password")
    page.get_by_role("button", name="Delete the account for good").click()
    look()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Delete the account for good").click()
    page.get_by_role("heading", name="Your account is deleted").wait_for()

    assert page.get_by_role("link", name="Sign in").is_visible()
    assert not User.objects.exists()
    assert not faults, "\n".join(faults)


def test_password_is_set_anew_by_a_code(open_page: OpenPage) -> None:
    user = UserFactory(password=PASSWORD)
    page = open_page("/accounts/login/")
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_role("button", name="Send the code").click()
    faults = find_faults_in_windows(page)
    page.get_by_label("Code").fill(read_code("account-password-reset-code"))
    page.get_by_role("button", name="Continue").click()
    faults += find_faults_in_windows(page)
    page.get_by_label("New password", exact=True).fill("another-long-password")
    page.get_by_label("New password again").fill("another-long-password")
    page.get_by_role("button", name="Set the password").click()
    faults += find_faults_in_windows(page)

    assert page.get_by_role("heading", name="The new password is set").is_visible()
    assert User.objects.get().check_password("another-long-password")
    assert not faults, "\n".join(faults)


def test_second_step_without_scripts_offers_the_code_and_no_passkey(open_page: OpenPage) -> None:
    user = UserFactory(role=User.Role.MANAGER, password=PASSWORD)
    TOTP.activate(user, SECRET)
    page = open_page("/accounts/login/", scripts=False)
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    assert page.get_by_label("Security code").is_visible()
    assert not page.get_by_role("button", name="Use a passkey").is_visible()


def test_passkey_is_added_and_then_signs_in_alone(open_page: OpenPage) -> None:
    user = UserFactory(role=User.Role.MANAGER, password=PASSWORD)
    page = open_page("/accounts/login/")
    add_touch(page)
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My telephone")
    page.get_by_label("Sign in with this passkey alone, by finger, face or PIN").check()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    codes_faults = find_faults_in_windows(page)
    page.goto("/accounts/2fa/webauthn/")
    listed = page.get_by_text("My telephone").first.is_visible()
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()

    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    page.goto("/desk/messages/")

    assert listed
    assert page.get_by_role("heading", name="Messages").is_visible()
    assert not codes_faults, "\n".join(codes_faults)
    assert not page.watch.complaints


def test_passkey_that_is_not_used_says_so(open_page: OpenPage) -> None:
    page = open_page("/accounts/login/")
    trouble = page.get_by_text("The passkey was not used.")
    before = trouble.is_visible()
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")

    page.get_by_role("button", name="Sign in with a passkey").click()
    trouble.wait_for()

    assert not before
    assert not page.watch.complaints
