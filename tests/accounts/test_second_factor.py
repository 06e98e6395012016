"""The second step of sign-in: codes, recovery codes, and the secrets behind them."""

import datetime
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as site

from accounts.models import User
from tests.accounts.people import (
    PASSWORD,
    SECOND_STEP,
    SECRET,
    UserFactory,
    enter_password,
    read_page,
    show_code,
    sign_in_to_desk,
    sign_in_user,
)

pytestmark = pytest.mark.django_db


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


def test_first_sign_in_sets_up_the_app_and_opens_the_desk(client):
    user = UserFactory(password=PASSWORD, role=User.Role.MANAGER)
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
