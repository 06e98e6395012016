"""Sign-up, and the code that confirms the address."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import UNCONFIRMED_DAYS
from accounts.tasks import forget_unconfirmed
from outbox.models import Message
from tests.accounts.people import PASSWORD, UserFactory, enter_password, read_code, read_page, sign_in

pytestmark = pytest.mark.django_db

SIGN_UP, ENTER_CODE = "/accounts/signup/", "/accounts/confirm-email/"
KIND = "account-email-confirmation-signup"
ANN = {"name": "Ann Lee", "email": "ann@example.test", "password1": PASSWORD}
LONG_AGO = datetime.timedelta(days=UNCONFIRMED_DAYS, seconds=1)


def is_signed_in(client: Client) -> bool:
    return bool(get_user(client).is_authenticated)


def test_sign_up_asks_for_the_code_and_then_lets_in(client):
    sent = client.post(SIGN_UP, ANN)
    asked = client.get(sent.url)
    before = is_signed_in(client)
    opened = client.post(ENTER_CODE, {"code": read_code(KIND), "action": "verify"})

    user = User.objects.get()
    message = Message.objects.get()
    assert sent.url == ENTER_CODE
    assert "ann@example.test" in read_page(asked)
    assert (before, is_signed_in(client), opened.url) == (False, True, "/account/")
    assert (user.name, user.email, user.role) == ("Ann Lee", "ann@example.test", User.Role.NONE)
    assert EmailAddress.objects.get(user=user).verified
    assert (message.to_email, message.is_private) == ("ann@example.test", True)
    assert message.subject == "TechNorth: Confirm your e-mail address"


def test_sign_up_carries_where_somebody_wanted_to_go(client):
    page = read_page(client.get("/accounts/login/?next=/account/name/"))
    form = read_page(client.get(SIGN_UP + "?next=/account/name/"))
    client.post(SIGN_UP, ANN | {"next": "/account/name/"})
    opened = client.post(ENTER_CODE, {"code": read_code(KIND)})

    assert 'href="/accounts/signup/?next=%2Faccount%2Fname%2F"' in page
    assert '<input type="hidden" name="next" value="/account/name/">' in form
    assert opened.url == "/account/name/"


def test_sign_up_never_leads_to_another_host(client):
    client.post(SIGN_UP, ANN | {"next": "https://evil.test/"})

    assert client.post(ENTER_CODE, {"code": read_code(KIND)}).url == "/account/"


def test_session_of_who_signed_up_ends_with_the_browser(client, settings):
    client.post(SIGN_UP, ANN)
    client.post(ENTER_CODE, {"code": read_code(KIND)})

    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_who_is_signed_in_is_led_away_from_sign_up(client):
    sign_in(client)

    assert client.get(SIGN_UP).url == "/account/"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"name": " "}, "Enter your name"),
        ({"name": "Win at https://prize.test"}, "Enter your name alone"),
        ({"name": "Ann www.prize.test"}, "Enter your name alone"),
        ({"name": "Ann <b>Lee</b>"}, "Enter your name alone"),
        ({"name": "A" * 121}, "at most 120 characters"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "ann"}, "Enter a valid email address"),
        ({"password1": ""}, "Enter a password"),
        ({"password1": "short"}, "at least 12 characters"),
        ({"password1": "password1234"}, "too common"),
        ({"password1": "ann@example.test"}, "too similar"),
    ],
)
def test_sign_up_says_what_is_wrong_beside_the_field(client, fields, fault):
    response = client.post(SIGN_UP, ANN | fields)

    assert read_page(response).count(fault) >= 2  # in the summary and beside the field
    assert not User.objects.exists()


def test_name_stands_on_one_line(client):
    client.post(SIGN_UP, ANN | {"name": "  Ann\n  Lee "})

    assert User.objects.get().name == "Ann Lee"


def test_code_works_for_three_tries(client):
    client.post(SIGN_UP, ANN)
    code = read_code(KIND)
    for _number in range(3):
        client.post(ENTER_CODE, {"code": "BBBB-BBBB"})

    late = client.post(ENTER_CODE, {"code": code}, follow=True)

    assert "No code is waited for." in read_page(late)
    assert not is_signed_in(client)


def test_new_code_replaces_the_old_one(client, time_machine):
    client.post(SIGN_UP, ANN)
    old = read_code(KIND)
    time_machine.shift(11)
    client.post(ENTER_CODE, {"action": "resend"})
    refused = client.post(ENTER_CODE, {"code": old})
    opened = client.post(ENTER_CODE, {"code": read_code(KIND)})

    assert "The code is not right. Enter the one of the newest mail." in read_page(refused)
    assert opened.url == "/account/"


def test_code_that_came_too_late_is_made_good_by_a_new_password(client, time_machine):
    client.post(SIGN_UP, ANN)
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=16))
    late = client.post(ENTER_CODE, {"code": read_code(KIND)}, follow=True)
    client.post("/accounts/password/reset/", {"email": "ann@example.test"})
    client.post("/accounts/password/reset/confirm/", {"code": read_code("account-password-reset-code")})
    words = {"password1": "another-long-password", "password2": "another-long-password"}
    client.post("/accounts/password/reset/complete/", words)

    assert "“Forgotten your password?” sends a new one" in read_page(late)
    assert enter_password(client, User.objects.get(), "another-long-password").url == "/account/"


def test_second_sign_up_with_an_unconfirmed_address_changes_nothing(client):
    client.post(SIGN_UP, ANN)
    before = User.objects.values().get()
    Message.objects.all().delete()

    Client(REMOTE_ADDR="192.0.2.7").post(
        SIGN_UP, {"name": "Eve", "email": "ann@example.test", "password1": "eves-long-password"}
    )

    assert User.objects.values().get() == before


def test_mails_lead_to_this_site_whatever_host_the_request_names(client, settings):
    settings.ALLOWED_HOSTS = ["portal.test", ".other.test"]
    UserFactory(email="has@example.test")
    for email in ("ann@example.test", "has@example.test"):
        Client().post(SIGN_UP, ANN | {"email": email}, headers={"Host": "evil.other.test:81"})

    for message in Message.objects.all():
        assert f"{settings.SITE_URL}/accounts/password/reset/" in message.body
        assert "other.test" not in message.body


def test_accounts_never_confirmed_are_deleted_after_a_while(client):
    def join(**fields) -> User:
        user = UserFactory(joined_at=timezone.now() - LONG_AGO, **fields)
        user.emailaddress_set.update(verified=False)
        return user

    gone = join()
    staff, earlier = join(role=User.Role.MANAGER), join(last_login=timezone.now())
    new, confirmed = UserFactory(), UserFactory(joined_at=timezone.now() - LONG_AGO)
    new.emailaddress_set.update(verified=False)

    forget_unconfirmed()

    assert set(User.objects.all()) == {staff, earlier, new, confirmed}
    assert not EmailAddress.objects.filter(user_id=gone.pk).exists()
