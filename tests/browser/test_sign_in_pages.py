"""Sign-in in a real browser: no faults on its pages, and a passkey from the first to the last touch."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from tests.accounts.people import PASSWORD, SECRET, UserFactory, sign_in, sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows

pytestmark = pytest.mark.django_db(transaction=True)

FOR_ALL = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-nonsense/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/nonsense/",
]
FOR_STAFF = [
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
