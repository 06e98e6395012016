"""Sign-in, by address, through both steps."""

import pytest
from django.conf import settings as site
from django.urls import reverse

from accounts.models import User
from tests.accounts.people import (
    PASSWORD,
    SECOND_STEP,
    SIGN_IN,
    UserFactory,
    enter_password,
    read_page,
    show_code,
    sign_in_to_desk,
)

pytestmark = pytest.mark.django_db


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

    assert enter_password(client, user).url == reverse("account")


def test_person_without_desk_work_lands_where_they_wanted_to_go(client):
    user = UserFactory(password=PASSWORD)
    asked = client.get("/account/name/")

    landed = enter_password(client, user, next="/account/name/")

    assert asked.url == "/accounts/login/?next=/account/name/"
    assert landed.url == "/account/name/"


def test_sign_in_takes_an_address_that_was_never_confirmed_for_a_wrong_password(client):
    user = UserFactory(password=PASSWORD)
    user.emailaddress_set.update(verified=False)

    response = enter_password(client, user)

    assert "The e-mail address or the password is not right." in read_page(response)


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
