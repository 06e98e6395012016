"""Who may send a form that has no CSRF token."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from technorth.same_origin import same_origin_post


@same_origin_post
def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def send(**headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(RequestFactory().post("/", headers=named)).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "http://testserver"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "null", "Referer": "http://testserver/"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Referer": "http://elsewhere.example/testserver"},
        {"Referer": "http://["},
        {"Referer": "/businesses/"},
    ],
)
def test_form_from_elsewhere_or_nowhere_is_refused(headers: dict[str, str]) -> None:
    assert send(**headers) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/businesses/?q=robots"},
    ],
)
def test_form_of_our_own_page_is_taken(headers: dict[str, str]) -> None:
    assert send(**headers) == 200


def test_trusted_origin_is_taken(settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://portal.example"]

    assert send(Origin="https://portal.example") == 200


def test_looking_is_no_form() -> None:
    assert answer(RequestFactory().get("/")).status_code == 405
