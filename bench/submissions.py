"""The last step of the form, held against the public form of django-helpdesk: submissions per second."""

import http.client
import secrets
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from urllib.parse import urlencode

from bench.helpdesk import SUBMIT
from bench.measuring import SECONDS
from bench.phrases import make_phrases
from investors import answers

CLIENTS = 8
ROUNDS, ROUND_SECONDS = 4, 6.0
SEND = "/enquiries/new/send/"
Form = dict[str, str]


def measure_submissions(ours: int, theirs: Sequence[int]) -> list[float]:
    """Return how many submissions a second the portal at the port ``ours`` takes, and each of ``theirs``.

    Those are django-helpdesk. In turns of some seconds, so that all see the same machine.
    """
    numbers, phrases = count(), make_phrases()
    rivals: list[tuple[int, str, Callable[[int, Random], Form]]] = [
        (ours, SEND, lambda number, draw: write_enquiry(number, draw.sample(phrases, 3))),
        *(
            (port, SUBMIT, lambda number, draw: write_ticket(number, draw.sample(phrases, 3)))
            for port in theirs
        ),
    ]
    taken = [0] * len(rivals)
    spent = [0.0] * len(rivals)
    for turn in range(ROUNDS + 1):
        for place, (port, path, write) in enumerate(rivals):
            began = time.perf_counter()
            sent = send_together(port, path, write, numbers)
            if turn:  # the first is to warm up
                taken[place] += sent
                spent[place] += time.perf_counter() - began
    return [sent / seconds for sent, seconds in zip(taken, spent, strict=True)]


def send_together(port: int, path: str, write: Callable[[int, Random], Form], numbers: "count[int]") -> int:
    """Send forms from all clients for a round, and return how many were taken."""
    deadline = time.monotonic() + ROUND_SECONDS

    def send(client: int) -> int:
        sent = 0
        while time.monotonic() < deadline:
            number = next(numbers)
            post(port, path, write(number, Random(f"{client} {number}")), number)
            sent += 1
        return sent

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(send, range(CLIENTS)))


def post(port: int, path: str, form: Form, number: int) -> None:
    """Post a form with its proof against forgery. Raises AssertionError unless the answer leads on."""
    proof = secrets.token_hex(16)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {
        "Cookie": f"csrftoken={proof}",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": f"2001:db8:{number >> 8 & 0xFFFF:x}:{(number & 0xFF) << 8:x}::1",  # a /56 each
    }
    try:
        connection.request("POST", path, urlencode(form | {"csrfmiddlewaretoken": proof}), headers)
        response = connection.getresponse()
        page = response.read()
    finally:
        connection.close()
    place = response.headers.get("Location", "")
    said = f"{path}: {response.status} {place} {page[:300]!r}"
    assert response.status == 302, said
    assert place != "/enquiries/new/check/", said


def write_enquiry(number: int, words: list[str]) -> Form:
    """Return the last form of an enquiry of which all pages are answered."""
    started = datetime.now(UTC) - timedelta(minutes=5)
    about = {
        "name": words[0].split()[0].title(),
        "organisation": f"{' '.join(words[1].split()[:2]).title()} {number} (example)",
        "country": "NO",
        "email": f"sender-{number}@{words[2].split()[0]}-{number}.example",
        "language": "en",
    }
    pages = {
        "about-you": about,
        "plan": {"plan": " ".join(words), "fdi_type": "new_site", "jobs": "11-50"},
        "where": {"clusters": "leeds"},
        "more": {},
    }
    kept = answers.KeptAnswers(
        key=str(uuid.uuid4()),
        started_at=started.isoformat(),
        pages={step: {name: [value] for name, value in page.items()} for step, page in pages.items()},
    )
    return {"answers": answers.seal_answers(kept), "agreed": "on"}


def write_ticket(number: int, words: list[str]) -> Form:
    """Return the public form of a ticket with as much text."""
    return {
        "title": words[0],
        "body": " ".join(words),
        "submitter_email": f"sender-{number}@{words[2].split()[0]}-{number}.example",
    }
