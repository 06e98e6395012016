"""The commands that make accounts and help people back in, and what keeps demonstrations inside DEBUG."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.demonstration import PASSWORD, PEOPLE
from accounts.models import User
from tests.accounts.people import SECOND_STEP, SIGN_IN, UserFactory, sign_in_to_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


STAFF = [person for person in PEOPLE if person.role]


@pytest.mark.parametrize("person", STAFF, ids=lambda person: person.email)
def test_demonstration_account_signs_in_with_what_is_printed(client, debug, person):
    printed = run("seed_accounts")
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    page = client.get(SECOND_STEP).content.decode()
    code = run("demo_code", person.email).strip()

    opened = client.post(SECOND_STEP, {"code": code})

    assert f"{person.email}  password {PASSWORD}" in printed
    assert f'<p class="tn-demo-code__code">{code}</p>' in page
    assert opened.url == "/desk/"
    assert User.objects.get(email=person.email).role == person.role


def test_demonstration_people_from_businesses_sign_in_by_password_alone(client, debug):
    run("seed_accounts")
    people = [person for person in PEOPLE if not person.role]

    landed = [Client().post(SIGN_IN, {"login": person.email, "password": PASSWORD}).url for person in people]

    assert landed == ["/account/", "/account/"]


def test_demonstration_code_that_was_used_is_followed_by_the_next(debug):
    run("seed_accounts")
    codes = []
    for _number in range(2):
        browser = Client()
        browser.post(SIGN_IN, {"login": PEOPLE[0].email, "password": PASSWORD})
        codes.append(run("demo_code", PEOPLE[0].email).strip())
        assert browser.post(SECOND_STEP, {"code": codes[-1]}).status_code == 302

    assert codes[0] != codes[1]


def test_seed_accounts_twice_adds_nothing(debug):
    run("seed_accounts")

    printed = run("seed_accounts")

    assert printed.count("is there already") == len(PEOPLE)
    assert User.objects.count() == len(PEOPLE)


def test_seed_accounts_leaves_an_account_of_the_same_address_alone(debug):
    UserFactory(email=PEOPLE[0].email, name="Somebody else")

    run("seed_accounts")

    assert User.objects.get(email=PEOPLE[0].email).name == "Somebody else"


def test_seed_accounts_refuses_outside_debug():
    with pytest.raises(CommandError, match="Demonstration accounts are for DEBUG"):
        run("seed_accounts")

    assert not User.objects.exists()


def test_seed_accounts_forced_outside_debug_gives_passwords_of_their_own_and_no_second_factor():
    printed = run("seed_accounts", "--force")

    assert PASSWORD not in printed
    assert not Authenticator.objects.exists()
    assert not User.objects.filter(is_demo=True).exists()


def test_demonstration_account_does_not_sign_in_outside_debug(client, settings, debug):
    run("seed_accounts")
    settings.DEBUG = False

    response = client.post(SIGN_IN, {"login": PEOPLE[0].email, "password": PASSWORD}, follow=True)

    assert "This account is closed" in response.content.decode()


def test_demonstration_session_ends_with_debug(client, settings, debug):
    run("seed_accounts")
    sign_in_to_desk(client, user=User.objects.get(email=PEOPLE[0].email))
    before = client.get("/desk/messages/").status_code
    settings.DEBUG = False

    assert (before, client.get("/desk/messages/").status_code) == (200, 302)


def test_demonstration_code_is_not_told_outside_debug(settings, debug):
    run("seed_accounts")
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG is off"):
        run("demo_code", PEOPLE[0].email)


def test_code_of_a_real_account_is_never_told(client, debug):
    user = UserFactory(role=User.Role.MANAGER, password=PASSWORD)
    sign_in_to_desk(Client(), user=user)  # gives the second factor
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})

    page = client.get(SECOND_STEP).content.decode()

    assert "tn-demo-code" not in page
    with pytest.raises(CommandError, match="no demonstration account"):
        run("demo_code", user.email)


@pytest.mark.parametrize(("is_debug", "shown"), [(True, True), (False, False)])
def test_sign_in_page_lists_demonstration_accounts_with_debug_alone(client, settings, debug, is_debug, shown):
    run("seed_accounts")
    settings.DEBUG = is_debug

    page = client.get(SIGN_IN).content.decode()

    assert (PASSWORD in page, PEOPLE[0].email in page) == (shown, shown)


def test_add_staff_makes_an_account_that_sets_its_password_by_mail(client):
    printed = run("add_staff", "Ann@UKTI.example", "--name", "Ann Lee", "--role", "triage_officer")

    user = User.objects.get()
    assert (user.email, user.name, user.role) == ("ann@ukti.example", "Ann Lee", User.Role.TRIAGE_OFFICER)
    assert not user.has_usable_password()
    assert "ann@ukti.example may sign in as Triage officer after setting a password at" in printed
    asked = client.post("/accounts/password/reset/", {"email": "ann@ukti.example"})
    assert asked.status_code == 302


@pytest.mark.parametrize(
    ("email", "fault"),
    [("not an address", "is not an e-mail address"), ("TAKEN@example.test", "has an account already")],
)
def test_add_staff_says_what_is_wrong(email, fault):
    UserFactory(email="taken@example.test")

    with pytest.raises(CommandError, match=fault):
        run("add_staff", email, "--name", "Ann", "--role", "manager")


def test_reset_second_factor_removes_it_and_ends_the_sessions(client):
    user = UserFactory(role=User.Role.MANAGER, password=PASSWORD)
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    sign_in_to_desk(Client(), user=user)  # gives the second factor

    printed = run("reset_second_factor", user.email)

    assert "Removed 1" in printed
    assert not Authenticator.objects.exists()
    assert client.get("/desk/messages/").url.startswith(SIGN_IN)


def test_reset_second_factor_says_when_there_is_no_account():
    with pytest.raises(CommandError, match="has no account"):
        run("reset_second_factor", "nobody@example.test")
