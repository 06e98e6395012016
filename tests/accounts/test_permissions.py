"""Who gets through which door of the desk, by address."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from tests.accounts.people import SECRET, UserFactory, sign_in, sign_in_to_desk, sign_in_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.addresses")]

Role = User.Role
ADMITTED = {
    "/door/desk/": {*Role} - {Role.NONE},
    "/door/triage/": {Role.TRIAGE_OFFICER, Role.MANAGER, Role.AUDITOR},
    "/door/caseworker/": {*Role} - {Role.NONE, Role.MODERATOR},
    "/door/moderator/": {Role.MODERATOR, Role.MANAGER, Role.AUDITOR},
    "/door/manager/": {Role.MANAGER},
}


@pytest.mark.parametrize("address", ADMITTED)
@pytest.mark.parametrize("role", Role.values)
def test_door_admits_its_roles_and_shows_others_nothing(client, address, role):
    sign_in_to_desk(client, role)

    response = client.get(address)

    assert response.status_code == (200 if role in ADMITTED[address] else 404)


@pytest.mark.parametrize("address", ADMITTED)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_door_lets_no_auditor_change_anything(client, address, method):
    sign_in_to_desk(client, Role.AUDITOR)

    assert getattr(client, method)(address).status_code == 404


@pytest.mark.parametrize("address", ADMITTED)
def test_door_sends_anonymous_to_sign_in_and_back(client, address):
    response = client.get(address + "?page=2")

    assert response.status_code == 302
    assert response.url == f"{reverse(settings.LOGIN_URL)}?next={address}%3Fpage%3D2"


def test_door_sends_anonymous_writer_to_the_desk_afterwards(client):
    response = client.post("/door/desk/", {"note": "Call them"})

    assert response.url == f"{reverse(settings.LOGIN_URL)}?next=/desk/"


@pytest.mark.parametrize(
    ("address", "role"), [("/door/desk/", Role.MANAGER), ("/door/moderator/", Role.MODERATOR)]
)
def test_door_asks_to_set_up_a_second_factor_first(client, address, role):
    sign_in(client, role)

    response = client.get(address)

    assert response.status_code == 302
    assert response.url == reverse("mfa_activate_totp")


def test_door_does_not_take_recovery_codes_alone_for_a_second_factor(client):
    user = sign_in_to_desk(client, Role.MANAGER)
    Authenticator.objects.filter(user=user).update(type=Authenticator.Type.RECOVERY_CODES)

    response = client.get("/door/desk/")

    assert response.url == reverse("mfa_activate_totp")


@pytest.mark.parametrize(("door", "role"), [("desk", Role.MANAGER), ("moderator", Role.MODERATOR)])
def test_door_asks_to_use_the_second_factor_in_this_session(client, door, role):
    user = UserFactory(role=role)
    TOTP.activate(user, SECRET)
    sign_in_user(client, user)

    response = client.get(f"/door/{door}/?page=2")

    assert response.status_code == 302
    assert response.url == f"{reverse('mfa_reauthenticate')}?next=%2Fdoor%2F{door}%2F%3Fpage%3D2"


def test_door_hides_the_page_before_asking_for_a_second_factor(client):
    sign_in(client, Role.TRIAGE_OFFICER)

    response = client.get("/door/manager/")

    assert response.status_code == 404


def test_door_shuts_when_the_account_is_made_inactive(client):
    user = sign_in_to_desk(client, Role.MANAGER)
    User.objects.filter(pk=user.pk).update(is_active=False)

    response = client.get("/door/desk/")

    assert response.url == f"{reverse(settings.LOGIN_URL)}?next=/door/desk/"


def test_door_keeps_its_page_out_of_caches(client):
    sign_in_to_desk(client)

    response = client.get("/door/desk/")

    assert "no-store" in response["Cache-Control"]
