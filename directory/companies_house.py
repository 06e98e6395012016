"""The public data API of Companies House: what it says of one company, and when it says nothing.

Everything that comes from it is checked before it is believed. An answer is kept for a day, without the
address of the registered office, which may be a home. The API allows 600 requests in five minutes for a key
and may shut out who asks on when told to wait, so after any trouble nobody asks for a while, on no host: the
pause stands in the cache. No key, no answer, a pause: callers go on without (``RegisterUnavailable``).
"""

import datetime
import json
import logging
import time
from dataclasses import asdict, dataclass
from typing import Any

import requests
from django.conf import settings
from django.core.cache import cache

from directory.company_numbers import NUMBER

logger = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 2, 4, 8
LARGEST_ANSWER = 1 << 20
PIECE = 1 << 14
KEEP_SECONDS = 24 * 60 * 60
KEEP_ABSENT_SECONDS = 60 * 60
PAUSE_SECONDS = 60  # after trouble with the server or the way to it
REFUSED_PAUSE_SECONDS = 600  # after a key that is not accepted
LONGEST_PAUSE_SECONDS = 900  # whatever the server asks for
PAUSE_KEY = "companies-house:pause"
ABSENT = "absent"
LONGEST_LINE = 160
# In the order in which they stand on an envelope.
ADDRESS_PARTS = (
    "care_of",
    "po_box",
    "premises",
    "address_line_1",
    "address_line_2",
    "locality",
    "region",
    "postal_code",
)


class RegisterUnavailable(Exception):
    """Companies House cannot be asked now, or said nothing that can be believed."""


@dataclass(frozen=True)
class RegisteredCompany:
    """What the register says of a company: ``status`` as the API has it, ``closed_on`` ISO 8601 or ""."""

    number: str
    name: str
    status: str
    closed_on: str = ""
    postcode: str = ""
    sic_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    headers: Any


def is_set_up() -> bool:
    """Whether there is a key to ask with."""
    return bool(settings.COMPANIES_HOUSE_API_KEY)


def fetch_company(number: str) -> RegisteredCompany | None:
    """Return the company ``number``, in its full form; None if the register has none. Kept for a day.

    Raises RegisterUnavailable.
    """
    key = f"companies-house:{number}"
    kept = cache.get(key)
    if kept == ABSENT:
        return None
    if kept:
        return RegisteredCompany(**kept | {"sic_codes": tuple(kept["sic_codes"])})
    profile = _fetch_profile(number)
    if profile is None:
        cache.set(key, ABSENT, KEEP_ABSENT_SECONDS)
        return None
    company = _read_company(profile, number)
    cache.set(key, asdict(company), KEEP_SECONDS)
    return company


def fetch_address(number: str) -> list[str]:
    """Return the lines of the registered office of ``number``, none if the register has none.

    Never kept: it may be a home. Raises RegisterUnavailable.
    """
    profile = _fetch_profile(number)
    if profile is None:
        return []
    address = profile.get("registered_office_address")
    if not isinstance(address, dict):
        raise _mistrust("no address")
    return _read_address(address)


def _fetch_profile(number: str) -> dict[str, Any] | None:
    """Return the profile as it came, of the right company; None where there is none."""
    if not NUMBER.fullmatch(number):
        raise ValueError(f"{number!r} is not a company number in full")  # it becomes part of an address
    if not is_set_up() or cache.get(PAUSE_KEY):
        raise RegisterUnavailable
    answer = _ask(f"{settings.COMPANIES_HOUSE_URL}/company/{number}")
    if answer.status == requests.codes.not_found and _is_absence(answer.body):
        return None
    if answer.status != requests.codes.ok:
        raise _judge_refusal(answer)
    profile = _read_json(answer.body)
    if not isinstance(profile, dict) or profile.get("company_number") != number:
        raise _mistrust("another company or none")
    return profile


def _ask(url: str) -> _Answer:
    """Ask once, within bounds of time and size. Never says the key, nor what an error says of the request."""
    try:
        with requests.get(
            url,
            auth=(settings.COMPANIES_HOUSE_API_KEY, ""),
            headers={"Accept": "application/json"},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            return _Answer(response.status_code, _read_body(response), response.headers)
    except (requests.RequestException, OSError) as error:
        _pause(PAUSE_SECONDS, type(error).__name__)
        raise RegisterUnavailable from None


def _read_body(response: requests.Response) -> bytes:
    """Return the body. Raises RequestException when it is too long, or comes too slowly."""
    stop_at = time.monotonic() + WHOLE_SECONDS
    body = b""
    for piece in response.iter_content(PIECE):
        body += piece
        if len(body) > LARGEST_ANSWER or time.monotonic() > stop_at:
            raise requests.RequestException("too long")
    return body


def _is_absence(body: bytes) -> bool:
    """Say whether a 404 speaks of the company, and not of an address that is wrong as a whole."""
    try:
        errors = json.loads(body)["errors"]
        return any(error.get("error") == "company-profile-not-found" for error in errors)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return False


def _judge_refusal(answer: _Answer) -> RegisterUnavailable:
    """Pause for as long as the refusal asks for, and return what to raise."""
    if answer.status == requests.codes.too_many_requests:
        _pause(_read_wait(answer.headers), "the rate limit is reached")
    elif answer.status in (requests.codes.unauthorized, requests.codes.forbidden):
        logger.error("Companies House does not accept COMPANIES_HOUSE_API_KEY")
        _pause(REFUSED_PAUSE_SECONDS, "the key is not accepted")
    else:
        _pause(PAUSE_SECONDS, f"answer {answer.status}")
    return RegisterUnavailable()


def _read_wait(headers: Any) -> int:
    """Return the seconds to wait: as Retry-After or X-Ratelimit-Reset has it, within bounds."""
    wait = _read_number(headers.get("Retry-After"))
    reset = _read_number(headers.get("X-Ratelimit-Reset"))
    if wait is None and reset is not None:
        wait = reset - int(time.time())
    if wait is None:
        return PAUSE_SECONDS
    return min(max(wait, 1), LONGEST_PAUSE_SECONDS)


def _read_number(text: str | None) -> int | None:
    try:
        return int(text or "")
    except ValueError:
        return None


def _pause(seconds: int, cause: str) -> None:
    logger.warning("Companies House is not asked for %s seconds: %s", seconds, cause)
    cache.set(PAUSE_KEY, 1, seconds)


def _read_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _mistrust("not JSON") from None


def _mistrust(cause: str) -> RegisterUnavailable:
    _pause(PAUSE_SECONDS, f"it answers with {cause}")
    return RegisterUnavailable()


def _read_company(profile: dict[str, Any], number: str) -> RegisteredCompany:
    """Return what of the profile we use. Raises RegisterUnavailable if name or status is not there."""
    name, status = _read_line(profile.get("company_name")), _read_line(profile.get("company_status"))
    if not name or not status:
        raise _mistrust("no name or status")
    codes = profile.get("sic_codes")
    address = profile.get("registered_office_address")
    return RegisteredCompany(
        number=number,
        name=name,
        status=status,
        closed_on=_read_day(profile.get("date_of_cessation")),
        postcode=_read_line(address.get("postal_code")) if isinstance(address, dict) else "",
        sic_codes=tuple(_read_line(code) for code in codes[:4]) if isinstance(codes, list) else (),
    )


def _read_address(address: dict[str, Any]) -> list[str]:
    lines = {part: _read_line(address.get(part)) for part in ADDRESS_PARTS}
    if lines["po_box"] and not lines["po_box"].upper().startswith("PO BOX"):
        lines["po_box"] = f"PO Box {lines['po_box']}"
    if lines["care_of"]:
        lines["care_of"] = f"c/o {lines['care_of']}"
    if lines["premises"]:  # a house number belongs before the street
        lines["address_line_1"] = f"{lines.pop('premises')} {lines['address_line_1']}".strip()
    return [line for line in lines.values() if line]


def _read_line(value: Any) -> str:
    """Return a text of one line, without control characters and not too long; "" for anything else."""
    if not isinstance(value, str):
        return ""
    line = " ".join(value.split())[:LONGEST_LINE]
    return "".join(character for character in line if character.isprintable())


def _read_day(value: Any) -> str:
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except (ValueError, TypeError):
        return ""
