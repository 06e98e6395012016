"""No page tells a stranger whether an address has an account: whole answers are compared."""

from collections.abc import Callable

import pytest
from django.contrib.auth import hashers
from django.test import Client

from outbox.models import Message
from tests.accounts.people import PASSWORD, UserFactory, enter_password, strip_tokens

pytestmark = pytest.mark.django_db

SIGN_UP, SIGN_IN = "/accounts/signup/", "/accounts/login/"
CONFIRM = "/accounts/confirm-email/"
RESET, RESET_CODE = "/accounts/password/reset/", "/accounts/password/reset/confirm/"
HAS, HAS_NOT, UNCONFIRMED = "owner@example.test", "nobody@example.test", "waits@example.test"
WRONG = {"code": "BBBB-BBBB"}


@pytest.fixture(autouse=True)
def _accounts():
    UserFactory(email=HAS, password=PASSWORD)
    waits = UserFactory(email=UNCONFIRMED, password=PASSWORD)
    waits.emailaddress_set.update(verified=False)


def walk(email: str, *steps: tuple[str, dict[str, str] | None]) -> list[tuple[int, str, str]]:
    """Return what each of ``steps`` (an address, and what is posted or None) answers in one browser."""
    client = Client()
    answers = []
    for address, posted in steps:
        filled = {name: value.format(email=email) for name, value in (posted or {}).items()}
        response = client.get(address) if posted is None else client.post(address, filled)
        answers.append(strip_tokens(response, email))
    return answers


def compare(*steps: tuple[str, dict[str, str] | None]) -> None:
    without = walk(HAS_NOT, *steps)
    assert walk(HAS, *steps) == without
    assert walk(UNCONFIRMED, *steps) == without


JOIN = {"name": "Eve", "email": "{email}", "password1": "eves-long-password"}


def test_sign_up_answers_the_same():
    compare(
        (SIGN_UP, JOIN),
        (CONFIRM, None),
        (CONFIRM, WRONG),
        (SIGN_IN, None),
        (SIGN_UP, None),
        (CONFIRM, {"action": "resend"}),  # too soon
        (CONFIRM, WRONG),
        (CONFIRM, WRONG),
        (CONFIRM, None),
        (SIGN_IN, None),
    )


def test_sign_up_that_is_left_answers_the_same():
    compare((SIGN_UP, JOIN), ("/accounts/logout/", {}), (CONFIRM, None), (SIGN_UP, None))


def test_second_sign_up_answers_the_same():
    compare((SIGN_UP, JOIN), ("/accounts/logout/", {}), (SIGN_UP, JOIN))


def test_sign_in_after_a_sign_up_with_the_same_password_answers_the_same():
    posted = {"login": "{email}", "password": "eves-long-password"}

    compare((SIGN_UP, JOIN), ("/accounts/logout/", {}), (SIGN_IN, posted))


def test_sign_in_answers_the_same():
    compare((SIGN_IN, {"login": "{email}", "password": "not-the-password"}))


def test_forgotten_password_answers_the_same():
    compare(
        (RESET, {"email": "{email}"}),
        (RESET_CODE, None),
        (RESET_CODE, WRONG),
        (RESET_CODE, {"code": ""}),
        (RESET_CODE, WRONG),
        (RESET_CODE, None),
    )


def change_to(email: str) -> list[tuple[int, str, str]]:
    client = Client()
    user = UserFactory(name="Me", password=PASSWORD)
    enter_password(client, user)
    steps = [
        client.post("/accounts/email/", {"email": email, "action_add": "1"}),
        client.get(CONFIRM),
        client.post(CONFIRM, WRONG),
        client.get("/accounts/email/"),
    ]
    return [strip_tokens(response, email, user.email) for response in steps]


def test_change_of_address_answers_the_same():
    without = change_to(HAS_NOT)

    assert change_to(HAS) == without
    assert change_to(UNCONFIRMED) == without


@pytest.mark.parametrize("email", [HAS, UNCONFIRMED])
@pytest.mark.parametrize("act", [lambda email: walk(email, (SIGN_UP, JOIN)), change_to])
def test_owner_is_told_by_mail_and_who_asked_is_not(act, email):
    act(email)

    message = Message.objects.get()
    assert (message.kind, message.to_email) == ("account-account-already-exists", email)
    assert message.subject == "TechNorth: You have an account already"


def hash_count(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many passwords ``act`` hashes, which is what takes time."""
    counted = []
    encode = hashers.MD5PasswordHasher.encode
    with monkeypatch.context() as patch:
        patch.setattr(hashers.MD5PasswordHasher, "encode", lambda *args: counted.append(1) or encode(*args))
        act()
    return len(counted)


@pytest.mark.parametrize(
    ("address", "posted"),
    [
        (SIGN_UP, JOIN),
        (SIGN_IN, {"login": "{email}", "password": "not-the-password"}),
        (RESET, {"email": "{email}"}),
    ],
)
def test_as_many_passwords_are_hashed_with_an_account_as_without(monkeypatch, address, posted):
    counts = {
        email: hash_count(lambda email=email: walk(email, (address, posted)), monkeypatch)
        for email in (HAS, HAS_NOT, UNCONFIRMED)
    }

    assert len(set(counts.values())) == 1, counts
