"""The end of an account: what is said before, what goes, what stays."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts import departures
from accounts.departures import Consequence, Departure, DepartureRefused, register_departure
from accounts.models import User
from directory.models import BusinessEvent
from investors.models import EnquiryEvent
from outbox.models import Message
from tests.accounts.people import PASSWORD, UserFactory, enter_password, read_page, sign_in, sign_in_to_desk
from tests.directory.listings import BusinessFactory
from tests.investors.sent_enquiries import send_enquiry

pytestmark = pytest.mark.django_db

DELETE = "/accounts/delete/"
SURE = {"password": PASSWORD}


@pytest.fixture(autouse=True)
def _no_other_app(monkeypatch):
    monkeypatch.setattr(departures, "_departures", {})


@pytest.fixture
def person(client) -> User:
    user = UserFactory(email="ann@example.test", name="Ann Lee", password=PASSWORD)
    enter_password(client, user)
    return user


def test_page_says_beforehand_what_happens(client, person):
    note = Consequence("Loom Ltd keeps its listing, without a team.")
    register_departure("test", Departure(lambda user: [note], lambda user, now: None))

    page = read_page(client.get(DELETE))

    assert "deleted at once, for good" in page
    assert "Loom Ltd keeps its listing, without a team." in page
    assert "a last mail to ann@example.test" in page
    assert User.objects.exists()


def test_account_is_deleted_and_its_sessions_end(client, person):
    elsewhere = Client()
    enter_password(elsewhere, person)

    done = client.post(DELETE, SURE, follow=True)

    assert done.redirect_chain == [("/accounts/deleted/", 302)]
    assert "Your account is deleted" in read_page(done)
    assert not User.objects.exists()
    assert client.get("/account/").status_code == 302
    assert elsewhere.get("/account/").status_code == 302
    assert "not right" in read_page(enter_password(client, person))


def test_deletion_is_confirmed_by_a_private_message_and_earlier_ones_go(client, person):
    client.post("/accounts/password/reset/", {"email": person.email})

    client.post(DELETE, SURE)

    message = Message.objects.get()
    assert (message.kind, message.to_email, message.is_private) == ("account-deleted", person.email, True)
    assert message.subject == "Your TechNorth account is deleted"
    assert "If it was not you, write to us at once" in message.body


@pytest.mark.parametrize(
    ("password", "fault"), [("", "Enter your password"), ("not-the-password", "The password is not right.")]
)
def test_deletion_wants_the_password_even_of_who_has_just_signed_in(client, person, password, fault):
    response = client.post(DELETE, {"password": password})

    assert read_page(response).count(fault) == 2
    assert User.objects.exists()


def test_guessing_the_password_for_a_deletion_is_stopped(client, person):
    for _number in range(5):
        client.post(DELETE, {"password": "not-the-password"})

    response = client.post(DELETE, SURE)

    assert "Too many attempts." in read_page(response)
    assert User.objects.exists()


def test_apps_act_in_the_transaction_before_the_account_goes(client, person):
    seen = []
    act = lambda user, now: seen.append((user.email, User.objects.filter(pk=user.pk).exists()))  # noqa: E731
    register_departure("test", Departure(lambda user: [], act))

    client.post(DELETE, SURE)

    assert seen == [("ann@example.test", True)]


def test_account_stays_while_an_app_says_so(client, person):
    last = Consequence("You are the only admin of Loom Ltd.", blocks=True)
    register_departure("test", Departure(lambda user: [last], lambda user, now: None))

    shown = client.get(DELETE)
    sent = client.post(DELETE, SURE)

    for page in (read_page(shown), read_page(sent)):
        assert "It cannot be deleted now:" in page
        assert "You are the only admin of Loom Ltd." in page
        assert 'name="password"' not in page
    assert User.objects.exists()
    assert client.get("/account/").status_code == 200


def test_account_stays_when_an_app_finds_out_late(client, person):
    def refuse(user, now):
        raise DepartureRefused([Consequence("Somebody has just left.", blocks=True)])

    register_departure("test", Departure(lambda user: [], refuse))

    page = read_page(client.post(DELETE, SURE))

    assert "Somebody has just left." in page
    assert User.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("role", [role for role in User.Role.values if role])
def test_staff_cannot_delete_themselves_and_are_told_why(client, role):
    user = sign_in_to_desk(client, role, password=PASSWORD)

    shown = read_page(client.get(DELETE))
    client.post(DELETE, SURE)

    assert "Your account has work at the desk" in shown
    assert User.objects.filter(pk=user.pk).exists()


def test_history_keeps_the_number_of_a_deleted_account(client, person):
    now = timezone.now()
    BusinessEvent.objects.create(
        business=BusinessFactory(), kind="confirmed", at=now, actor_kind="member", user=person
    )
    EnquiryEvent.objects.create(enquiry=send_enquiry(), kind="note", at=now, actor_kind="staff", user=person)

    client.post(DELETE, SURE)

    assert not User.objects.exists()
    assert BusinessEvent.objects.latest("pk").user_id == person.pk
    assert EnquiryEvent.objects.latest("pk").user_id == person.pk


def test_second_factor_goes_with_the_account(client):
    sign_in_to_desk(client, password=PASSWORD, role=User.Role.NONE)  # gives the second factor

    client.post(DELETE, SURE)

    assert not Authenticator.objects.exists()


def test_deletion_by_a_stranger_leads_to_sign_in(client):
    assert client.post(DELETE, SURE).url == f"/accounts/login/?next={DELETE}"


def test_person_without_a_password_is_told_that_it_is_not_right(client):
    sign_in(client)

    assert "The password is not right." in read_page(client.post(DELETE, SURE))
