"""Visitors who fill in the form while parts fail, and who send a form again when they get an error page."""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from bench import vocabulary
from tests.journeys.investor import read_reference

PATIENCE = 120.0  # seconds that somebody tries to get one page through
WAITS = 20.0  # seconds before somebody takes a page for dead
MOST_PAGES = 10
DOUBTS = 10  # one in so many sends the last form once more, though it was acknowledged
ADDRESSES = int(ipaddress.IPv6Address("2001:db8::"))  # reserved for examples
HOUSEHOLD = 1 << 72  # addresses of one network of 56 bits: the spam score takes neighbours together

CLUSTERS = ("manchester", "leeds", "sheffield", "liverpool", "north-east")
COUNTRIES = ("NO", "US", "JP", "IN", "DE", "CA", "KR", "BR")
FDI_TYPES = ("new_site", "expansion", "joint_venture", "not_sure")
JOBS = ("", "1-10", "11-50", "100+")
WORDS = vocabulary.make_words()

Sent = tuple[str, list[tuple[str, str]]]  # the address and the fields of a form


class GaveUp(Exception):
    """No answer but error pages, for longer than a person tries."""


@dataclass(frozen=True)
class Visit:
    """What one visitor saw: the references that pages acknowledged, and how many errors before."""

    number: int
    email: str
    references: tuple[str, ...]
    errors: int = 0
    fault: str = ""

    @property
    def is_acknowledged(self) -> bool:
        """Whether a page said that the enquiry was received."""
        return bool(self.references)


def invent_answers(number: int) -> dict[str, Any]:
    """Return the answers of visitor ``number``: nobody writes what another wrote."""
    draw = Random(f"technorth chaos {number}")
    words = draw.sample(WORDS, 24)
    name = " ".join(words[:2]).title()
    return {
        "name": name,
        "email": f"visitor-{number}@{words[2]}-{number}.example",
        "organisation": f"{words[2].title()} {words[3].title()} {number} (example)",
        "country": draw.choice(COUNTRIES),
        "fdi_type": draw.choice(FDI_TYPES),
        "plan": f"We plan a site for {' '.join(words[4:])}, and look for partners.",
        "jobs": draw.choice(JOBS),
        "clusters": draw.sample(CLUSTERS, draw.randint(1, 2)),
    }


class Visitor:
    """One person with a browser of their own, at an address of their own behind the trusted proxy."""

    def __init__(self, url: str, number: int) -> None:
        self.url = url
        self.number = number
        self.answers = invent_answers(number)
        self.errors = 0
        self.session = requests.Session()
        address = ipaddress.IPv6Address(ADDRESSES + number * HOUSEHOLD + 1)
        self.session.headers["X-Forwarded-For"] = str(address)

    def visit(self) -> Visit:
        """Fill in every step, send, and tell what the pages said. Never raises for what the site does."""
        references: list[str] = []
        fault = ""
        try:
            last_form = self._fill_steps()
            for _time in range(2 if self.number % DOUBTS == 0 else 1):
                references.append(read_reference(self._send(last_form).text))
        except (GaveUp, AssertionError, LookupError) as error:
            fault = f"{type(error).__name__}: {error}"
        finally:
            self.session.close()
        return Visit(self.number, self.answers["email"], tuple(references), self.errors, fault)

    def _fill_steps(self) -> Sent:
        """Answer every step; return the form that sends the enquiry, as it was filled in."""
        page = self._insist(lambda: self.session.get(f"{self.url}/enquiries/new/", timeout=WAITS))
        for _page in range(MOST_PAGES):
            form = find_form(page)
            if "answers" in form.fields:
                form.fields["agreed"] = True
                return read_form(form)
            fill_form(form, self.answers)
            page = self._send(read_form(form))
        raise LookupError("the form has no end")

    def _send(self, form: Sent) -> requests.Response:
        """Send a form until an answer is no error; after a page that gave the answers back, send those."""
        last = [form]

        def send() -> requests.Response:
            address, fields = last[-1]
            answer = self.session.post(address, data=fields, headers={"Referer": address}, timeout=WAITS)
            if answer.status_code == 503 and answer.request.method == "POST":
                last.append(read_form(find_form(answer)))
            return answer

        return self._insist(send)

    def _insist(self, ask: Callable[[], requests.Response]) -> requests.Response:
        """Ask until there is a page that is no error. Raises GaveUp when that takes too long."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = ask()
                if answer.status_code < 400:
                    return answer
                said = f"status {answer.status_code}"
            except requests.RequestException as error:
                said = type(error).__name__
            self.errors += 1
            if time.monotonic() > deadline:
                raise GaveUp(said)
            time.sleep(1)


def find_form(page: requests.Response) -> Any:
    """Return the form of a page that is posted: a step, the last page, or what an error page gave back."""
    document = html.fromstring(page.text, base_url=page.url)
    [form, *_others] = document.xpath("//main//form[@method='post'][not(.//*[@name='slug'])]") or [None]
    if form is None:
        raise LookupError(f"there is no form on the page with status {page.status_code}")
    return form


def fill_form(form: Any, answers: dict[str, Any]) -> None:
    """Write the answers that ``form`` asks for into its fields."""
    for name in form.fields.keys() & answers.keys():
        field = form.fields[name]
        if isinstance(field, html.CheckboxGroup):
            field.update(answers[name])
        else:
            form.fields[name] = answers[name]


def read_form(form: Any) -> Sent:
    """Return where a form is sent, and its fields as a browser sends them with its first button."""
    return urljoin(form.base_url, form.action or form.base_url), form.form_values()
