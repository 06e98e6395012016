"""Sign-in, by address, through every step."""

import datetime
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbox.models import Message
from tests.accounts.people import PASSWORD, SECRET, UserFactory, sign_in_to_desk, sign_in_user

pytestmark = pytest.mark.django_db

Role = User.Role
SIGN_IN, SECOND_STEP = "/accounts/login/", "/accounts/2fa/authenticate/"
NEW_PASSWORD = "another-long-password"


@pytest.fixture(autouse=True)
def _hash_passwords_quickly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def officer() -> User:
    user = UserFactory(password=PASSWORD, role=Role.TRIAGE_OFFICER)
    TOTP.activate(user, SECRET)
    return user


def enter_password(client, user, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": user.email, "password": password, **more})


def show_code(secret: str = SECRET, periods_on: int = 0) -> str:
    _past, now, _next = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now + periods_on))


def read_page(response) -> str:
    return response.content.decode()


def test_sign_in_takes_password_then_code_then_opens_the_desk(client, officer):
    first = enter_password(client, officer, next="/desk/messages/?status=failed")
    between = client.get("/desk/messages/")
    second = client.post(SECOND_STEP, {"code": show_code()})
    inside = client.get(second.url)

    assert first.url == SECOND_STEP
    assert between.url.startswith(SIGN_IN)
    assert second.url == "/desk/messages/?status=failed"
    assert inside.status_code == 200


def test_sign_in_reads_the_address_in_any_case(client, officer):
    response = client.post(SIGN_IN, {"login": f" {officer.email.upper()} ", "password": PASSWORD})

    assert response.url == SECOND_STEP


@pytest.mark.parametrize("email", ["officer@example.test", "nobody@example.test"])
def test_sign_in_says_the_same_of_a_wrong_password_and_of_no_account(client, email):
    UserFactory(password=PASSWORD, email="officer@example.test")

    response = client.post(SIGN_IN, {"login": email, "password": "not-the-password"})

    assert response.status_code == 200
    assert read_page(response).count("The e-mail address or the password is not right.") == 1
    assert email in read_page(response)


def test_sign_in_says_what_is_missing_beside_the_fields(client):
    page = read_page(client.post(SIGN_IN, {"login": "", "password": ""}))

    assert page.count("Enter your e-mail address") == 2  # in the summary and beside the field
    assert page.count("Enter your password") == 2


def test_sign_in_never_leads_to_another_host(client, officer):
    enter_password(client, officer, next="https://evil.test/")

    assert client.post(SECOND_STEP, {"code": show_code()}).url == "/desk/"


def test_sign_in_refuses_a_wrong_code(client, officer):
    enter_password(client, officer)

    response = client.post(SECOND_STEP, {"code": "000000"})

    assert "The security code is not right, or was used already." in read_page(response)
    assert client.get("/desk/messages/").status_code == 302


def test_code_opens_once(client, officer):
    code = show_code()
    enter_password(client, officer)
    client.post(SECOND_STEP, {"code": code})
    client.post("/accounts/logout/")
    enter_password(client, officer)

    response = client.post(SECOND_STEP, {"code": f"{code[:3]} {code[3:]}"})

    assert "The security code is not right, or was used already." in read_page(response)


@pytest.mark.parametrize(("periods_on", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_code_is_good_for_one_period_more(client, officer, periods_on, opens):
    enter_password(client, officer)

    response = client.post(SECOND_STEP, {"code": show_code(periods_on=periods_on)})

    assert (response.status_code == 302) is opens


def test_recovery_code_signs_in_once(client, officer):
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    enter_password(client, officer)
    first = client.post(SECOND_STEP, {"code": code})
    inside = client.get("/desk/messages/")
    client.post("/accounts/logout/")
    enter_password(client, officer)
    second = client.post(SECOND_STEP, {"code": code})

    assert (first.status_code, inside.status_code, second.status_code) == (302, 200, 200)


def test_guessing_codes_is_stopped(client, officer):
    enter_password(client, officer)
    for _number in range(5):
        client.post(SECOND_STEP, {"code": "000000"})

    response = client.post(SECOND_STEP, {"code": show_code()})

    assert "Too many attempts. Wait five minutes, then try again." in read_page(response)


def test_guessing_passwords_is_stopped(client, officer):
    for _number in range(5):
        enter_password(client, officer, "not-the-password")

    response = enter_password(client, officer)

    assert "Too many attempts. Wait five minutes, then try again." in read_page(response)


def test_sign_in_answers_while_redis_is_away_and_still_counts(client, officer, cut_redis):
    for _number in range(4):
        enter_password(client, officer, "not-the-password")
    first = enter_password(client, officer)
    second = client.post(SECOND_STEP, {"code": show_code()})
    inside = client.get("/desk/messages/")
    client.post("/accounts/logout/")
    for _number in range(5):
        enter_password(client, officer, "not-the-password")
    stopped = enter_password(client, officer)

    assert (first.url, second.url, inside.status_code) == (SECOND_STEP, "/desk/", 200)
    assert "Too many attempts" in read_page(stopped)


def test_sign_in_refuses_an_account_that_is_closed(client, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)

    response = client.post(SIGN_IN, {"login": officer.email, "password": PASSWORD}, follow=True)

    assert "This account is closed" in read_page(response)
    assert client.get("/desk/messages/").status_code == 302


def test_person_without_desk_work_lands_on_their_own_account(client):
    user = UserFactory(password=PASSWORD)

    assert enter_password(client, user).url == reverse("mfa_index")


def test_first_sign_in_sets_up_the_app_and_opens_the_desk(client):
    user = UserFactory(password=PASSWORD, role=Role.MANAGER)
    enter_password(client, user)
    door = client.get("/desk/messages/")
    page = client.get(door.url)
    secret = re.search(r'<code class="tn-key">([A-Z2-7]+)</code>', read_page(page))[1]
    wrong = client.post(door.url, {"code": "000000"})

    right = client.post(door.url, {"code": show_code(secret)}, follow=True)

    assert "Set up a second step of sign-in first" in read_page(page)
    assert "The security code is not right" in read_page(wrong)
    assert secret in read_page(wrong)
    assert "Each signs you in once" in read_page(right)
    assert client.get("/desk/messages/").status_code == 200


def test_secret_of_a_second_factor_is_sealed_in_the_database(officer):
    stored = Authenticator.objects.get(user=officer).data["secret"]

    assert SECRET not in stored


def test_second_factor_survives_a_change_of_key_while_the_old_one_is_kept(client, officer, settings):
    settings.SECRET_KEY_FALLBACKS = [site.SECRET_KEY]
    settings.SECRET_KEY = "the-next-key-that-is-as-long-as-a-key-should-be"
    enter_password(client, officer)

    assert client.post(SECOND_STEP, {"code": show_code()}).status_code == 302


def test_second_factor_of_a_lost_key_refuses_and_does_not_break(client, officer, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the-next-key-that-is-long-enough-for-it", []
    enter_password(client, officer)

    response = client.post(SECOND_STEP, {"code": show_code()})

    assert response.status_code == 200


def test_nobody_signs_up(client):
    shown = client.get("/accounts/signup/")
    client.post("/accounts/signup/", {"email": "new@example.test", "password1": NEW_PASSWORD})

    assert "Accounts are made by UKTI" in read_page(shown)
    assert not User.objects.exists()


def test_forgotten_password_is_reset_by_a_link_in_a_private_message(client, officer, settings):
    asked = client.post("/accounts/password/reset/", {"email": officer.email}, follow=True)
    message = Message.objects.get()
    link = re.search(r"http://testserver(\S+)", message.body)[1]
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


def test_sign_out_asks_first_and_then_ends_the_session(client):
    sign_in_to_desk(client)

    asked = client.get("/accounts/logout/")
    still = client.get("/desk/messages/")
    client.post("/accounts/logout/")
    after = client.get("/desk/messages/")

    assert (asked.status_code, still.status_code, after.status_code) == (200, 200, 302)


def test_session_ends_with_the_browser(client, officer):
    enter_password(client, officer)
    client.post(SECOND_STEP, {"code": show_code()})

    assert client.cookies[site.SESSION_COOKIE_NAME]["max-age"] == ""


def test_sessions_elsewhere_are_listed_and_ended(client, officer):
    elsewhere = Client(headers={"user-agent": "Elsewhere/1.0"})
    for browser, code in [(elsewhere, show_code()), (client, show_code(periods_on=1))]:
        enter_password(browser, officer)
        browser.post(SECOND_STEP, {"code": code})

    listed = read_page(client.get("/accounts/sessions/"))
    client.post("/accounts/sessions/")

    assert "Elsewhere/1.0" in listed
    assert client.get("/desk/messages/").status_code == 200
    assert elsewhere.get("/desk/messages/").status_code == 302


def test_who_signed_in_long_ago_is_asked_again_before_the_second_factor_is_changed(
    client, officer, time_machine
):
    enter_password(client, officer)
    client.post(SECOND_STEP, {"code": show_code()})
    at_once = client.get("/accounts/2fa/totp/deactivate/")
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=6))

    later = client.get("/accounts/2fa/totp/deactivate/")
    again = client.post(later.url, {"password": PASSWORD})

    assert at_once.status_code == 200
    assert later.url.startswith("/accounts/reauthenticate/")
    assert again.url == "/accounts/2fa/totp/deactivate/"


def test_session_that_has_not_used_the_second_factor_uses_it_at_the_door(client, officer):
    sign_in_user(client, officer)
    door = client.get("/desk/messages/")
    opened = client.post(door.url, {"code": show_code()}, follow=True)

    assert opened.redirect_chain == [("/desk/messages/", 302)]
    assert opened.status_code == 200


def test_desk_shuts_when_the_second_factor_is_removed(client, officer):
    sign_in_to_desk(client, user=officer)

    removed = client.post("/accounts/2fa/totp/deactivate/")
    door = client.get("/desk/messages/")

    assert removed.status_code == 302
    assert door.url == "/accounts/2fa/totp/activate/"
