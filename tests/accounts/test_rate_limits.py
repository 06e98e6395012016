"""How often one network address, and anybody for one account, may try."""

import pytest
from django.test import Client

from accounts.models import User
from outbox.models import Message
from tests.accounts.people import PASSWORD, UserFactory, read_page
from tests.accounts.test_account_pages import check_page

pytestmark = pytest.mark.django_db

SIGN_UP, SIGN_IN, RESET = "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/"
CONFIRM, RESET_CODE = "/accounts/confirm-email/", "/accounts/password/reset/confirm/"
JOIN = {"name": "Ann Lee", "email": "ann@example.test", "password1": PASSWORD}
STOPPED = 429


def from_elsewhere(number: int) -> Client:
    """Return a browser at a network address of its own."""
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def test_page_says_what_to_do(client):
    for number in range(10):
        client.post(RESET, {"email": f"person{number}@example.test"})

    response = client.post(RESET, {"email": "person@example.test"})

    assert response.status_code == STOPPED
    assert "Wait five minutes, then try again." in read_page(response)
    check_page(read_page(response))


def test_sign_ups_from_one_network_address_are_limited():
    answers = [
        Client().post(SIGN_UP, JOIN | {"email": f"p{number}@example.test"}).status_code
        for number in range(11)
    ]

    assert answers == [302] * 10 + [STOPPED]
    assert User.objects.count() == 10


def test_sign_ups_for_one_address_of_mail_are_limited(time_machine):
    answers = []
    for number in range(11):
        answers.append(from_elsewhere(number).post(SIGN_UP, JOIN).status_code)
        time_machine.shift(11)

    assert answers == [302] * 10 + [STOPPED]
    assert Message.objects.count() == 10


def test_mails_with_a_code_wait_ten_seconds_for_each_other(client):
    client.post(SIGN_UP, JOIN)

    assert client.post(CONFIRM, {"action": "resend"}).status_code == STOPPED
    assert Message.objects.count() == 1


def test_codes_from_one_network_address_are_limited():
    answers = [Client().post(CONFIRM, {"code": "BBBB-BBBB"}).status_code for _number in range(10)]
    answers += [Client().post(RESET_CODE, {"code": "BBBB-BBBB"}).status_code for _number in range(11)]

    assert answers == [302] * 20 + [STOPPED]


def test_new_passwords_for_one_account_are_limited(time_machine):
    UserFactory(email="ann@example.test")
    answers = [
        from_elsewhere(number).post(RESET, {"email": "ann@example.test"}).status_code for number in range(4)
    ]
    time_machine.shift(61)
    later = from_elsewhere(9).post(RESET, {"email": "ann@example.test"}).status_code

    assert (answers, later) == ([302, 302, 302, STOPPED], 302)


def test_sign_ins_from_one_network_address_are_limited():
    for number in range(10):
        Client().post(SIGN_IN, {"login": f"p{number}@example.test", "password": "not-the-password"})

    response = Client().post(SIGN_IN, {"login": "ann@example.test", "password": "not-the-password"})

    assert "Too many attempts. Wait five minutes, then try again." in read_page(response)


def test_sign_ins_for_one_account_are_limited_wherever_they_come_from():
    UserFactory(email="ann@example.test", password=PASSWORD)
    for number in range(5):
        from_elsewhere(number).post(SIGN_IN, {"login": "ann@example.test", "password": "not-the-password"})

    response = from_elsewhere(9).post(SIGN_IN, {"login": "ann@example.test", "password": PASSWORD})

    assert "Too many attempts. Wait five minutes, then try again." in read_page(response)


def test_limits_count_while_redis_is_away(cut_redis):
    sign_ups = [
        Client().post(SIGN_UP, JOIN | {"email": f"q{number}@example.test"}).status_code
        for number in range(11)
    ]
    resets = [
        from_elsewhere(number).post(RESET, {"email": "away@example.test"}).status_code for number in range(4)
    ]
    codes = [from_elsewhere(200).post(CONFIRM, {"code": "BBBB"}).status_code for _number in range(21)]

    assert sign_ups == [302] * 10 + [STOPPED]
    assert resets == [302] * 3 + [STOPPED]
    assert codes == [302] * 20 + [STOPPED]
