"""The client of Companies House, against a server that answers as the real one does, and worse."""

import logging
import socket
import time

import pytest
from django.core.cache import cache

from directory import companies_house
from directory.companies_house import RegisterUnavailable, fetch_address, fetch_company
from directory.company_look_up import Standing, look_up_company
from directory.models import Company
from tests.directory.companies_house_stub import KEY, CompaniesHouse
from tests.directory.listings import NOW

NUMBER = "99999991"


@pytest.fixture
def house(settings):
    server = CompaniesHouse()
    settings.COMPANIES_HOUSE_URL = server.url
    settings.COMPANIES_HOUSE_API_KEY = KEY
    yield server
    server.stop()


def assert_unavailable(number: str = NUMBER) -> None:
    with pytest.raises(RegisterUnavailable):
        fetch_company(number)


def test_company_is_read_and_kept(house) -> None:
    first, again = fetch_company(NUMBER), fetch_company(NUMBER)

    assert first == again
    assert (first.name, first.status, first.postcode) == (
        "EXAMPLE LOOM SOFTWARE LIMITED",
        "active",
        "LS1 1AA",
    )
    assert first.sic_codes == ("62012", "62020")
    assert house.asked == [f"/company/{NUMBER}"]


def test_address_is_read_and_never_kept(house) -> None:
    lines = fetch_address(NUMBER)
    fetch_address(NUMBER)
    fetch_company(NUMBER)

    assert lines == ["Unit 4, Example Mill", "Example Street", "Leeds", "West Yorkshire", "LS1 1AA"]
    assert house.asked == [f"/company/{NUMBER}"] * 3
    assert "Example Mill" not in str(cache.get(f"companies-house:{NUMBER}"))


def test_address_is_put_together_from_whatever_parts_there_are(house) -> None:
    house.profiles[NUMBER]["registered_office_address"] = {
        "care_of": "A. Accountant",
        "po_box": "12",
        "premises": "7",
        "address_line_1": "High\nStreet",
        "postal_code": "M1 1AA",
        "extra": {"new": "key"},
        "locality": None,
    }

    assert fetch_address(NUMBER) == ["c/o A. Accountant", "PO Box 12", "7 High Street", "M1 1AA"]


def test_company_with_the_least_there_can_be(house) -> None:
    house.profiles[NUMBER] = {"company_number": NUMBER, "company_name": "X", "company_status": "dissolved"}

    company = fetch_company(NUMBER)

    assert (company.name, company.status, company.closed_on, company.sic_codes) == ("X", "dissolved", "", ())


def test_absent_company_is_kept_as_absent(house) -> None:
    assert fetch_company("00000001") is None
    assert fetch_company("00000001") is None
    assert fetch_address("00000001") == []
    assert house.asked == ["/company/00000001"] * 2


def test_without_a_key_nothing_is_asked(house, settings) -> None:
    settings.COMPANIES_HOUSE_API_KEY = ""

    assert_unavailable()
    assert house.asked == []


def test_wrong_key_pauses_and_is_never_logged(house, settings, caplog) -> None:
    settings.COMPANIES_HOUSE_API_KEY = "wrong-key-of-ours"
    with caplog.at_level(logging.DEBUG):
        assert_unavailable()
        assert_unavailable()

    assert house.asked == [f"/company/{NUMBER}"]
    assert "COMPANIES_HOUSE_API_KEY" in caplog.text
    assert "wrong-key-of-ours" not in caplog.text


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"X-Ratelimit-Reset": "in200"}, 200),
        ({"Retry-After": "30", "X-Ratelimit-Reset": "in200"}, 30),
        ({"Retry-After": "999999"}, companies_house.LONGEST_PAUSE_SECONDS),
        ({"Retry-After": "-5"}, 1),
        ({"Retry-After": "tomorrow"}, companies_house.PAUSE_SECONDS),
        ({}, companies_house.PAUSE_SECONDS),
    ],
)
def test_rate_limit_is_waited_out_without_asking(house, headers, seconds, monkeypatch) -> None:
    paused = []
    monkeypatch.setattr(companies_house, "_pause", lambda wait, cause: paused.append(wait))
    now = int(time.time())
    house.answer = (429, {k: str(now + 200) if v == "in200" else v for k, v in headers.items()}, b"{}")

    assert_unavailable()

    assert paused[0] == pytest.approx(seconds, abs=2)


def test_after_trouble_nobody_asks_until_the_pause_is_over(house) -> None:
    house.answer = (429, {"Retry-After": "1"}, b"")
    assert_unavailable()
    house.answer = None
    assert_unavailable()
    paused = list(house.asked)

    time.sleep(1.1)

    assert fetch_company(NUMBER).name
    assert paused == [f"/company/{NUMBER}"]


def test_what_is_kept_is_answered_during_a_pause(house) -> None:
    fetch_company(NUMBER)
    house.answer = (503, {}, b"")
    assert_unavailable("00000001")

    assert fetch_company(NUMBER)


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}, b"oops"),
        (302, {"Location": "http://127.0.0.1:1/"}, b""),
        (404, {}, b"<html>no such page</html>"),  # a wrong address is not an absent company
        (404, {}, b'{"errors": "none"}'),
        (200, {}, b""),
        (200, {}, b"<html>"),
        (200, {}, b"[]"),
        (200, {}, b"null"),
        (200, {}, b"\xff\xfe"),
        (200, {}, b'{"company_number": "00000002", "company_name": "X", "company_status": "active"}'),
        (200, {}, b'{"company_number": "99999991", "company_name": "", "company_status": "active"}'),
        (200, {}, b'{"company_number": "99999991", "company_name": ["X"], "company_status": "active"}'),
        (200, {}, b'{"company_number": "99999991", "company_name": "X"}'),
        (200, {}, b"[" * 100_000),
        (200, {}, b" " * (companies_house.LARGEST_ANSWER + 1)),
        (200, {"Content-Encoding": "gzip"}, b"not gzip"),
    ],
)
def test_answer_that_cannot_be_believed_is_none(house, answer) -> None:
    house.answer = answer

    assert_unavailable()
    assert_unavailable()

    assert len(house.asked) == 1


@pytest.mark.parametrize("field", ["sic_codes", "registered_office_address", "date_of_cessation"])
@pytest.mark.parametrize("value", [None, 7, "soon", [], {}, [None, {}]])
def test_odd_values_of_what_may_be_missing_do_no_harm(house, field, value) -> None:
    house.profiles[NUMBER][field] = value

    assert fetch_company(NUMBER).name


def test_slow_answer_is_not_waited_for(house, monkeypatch) -> None:
    monkeypatch.setattr(companies_house, "READ_SECONDS", 0.2)
    house.delay = 1

    started = time.monotonic()
    assert_unavailable()

    assert time.monotonic() - started < 1


def test_dripping_answer_is_not_waited_for(house, monkeypatch) -> None:
    monkeypatch.setattr(companies_house, "WHOLE_SECONDS", 0.3)
    monkeypatch.setattr(companies_house, "PIECE", 1)
    house.drip = 0.05

    started = time.monotonic()
    assert_unavailable()

    assert time.monotonic() - started < 2


def test_server_that_is_away_is_not_there(settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings.COMPANIES_HOUSE_URL = f"http://127.0.0.1:{port}"
    settings.COMPANIES_HOUSE_API_KEY = KEY

    assert_unavailable()


def test_only_whole_numbers_become_part_of_an_address(house) -> None:
    with pytest.raises(ValueError, match="in full"):
        fetch_company("../search?q=1")

    assert house.asked == []


def make_company(**fields) -> Company:
    values = {"number": NUMBER, "name": "LOOM LIMITED", "status": "active", "status_text": "Active"}
    return Company.objects.create(**values | {"last_seen_on": NOW, "imported_at": NOW} | fields)


@pytest.mark.django_db
def test_look_up_asks_the_imported_register_first(house) -> None:
    make_company(status="dissolved", closed_on="2025-03-01")

    found = look_up_company(NUMBER)

    assert (found.standing, found.name, str(found.closed_on)) == (
        Standing.CLOSED,
        "Loom Limited",
        "2025-03-01",
    )
    assert house.asked == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "changes", "standing"),
    [
        (NUMBER, {}, Standing.OPEN),
        (NUMBER, {"company_status": "liquidation"}, Standing.OPEN),
        (NUMBER, {"company_status": "dissolved", "date_of_cessation": "2024-05-06"}, Standing.CLOSED),
        (NUMBER, {"company_status": "converted-closed"}, Standing.CLOSED),
        ("00000001", {}, Standing.ABSENT),
    ],
)
def test_look_up_asks_companies_house_then(house, number, changes, standing) -> None:
    house.profiles[NUMBER] |= changes

    assert look_up_company(number).standing == standing


@pytest.mark.django_db
def test_look_up_without_a_key_does_not_know() -> None:
    assert look_up_company(NUMBER).standing == Standing.UNKNOWN
