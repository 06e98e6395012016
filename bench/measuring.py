"""Asking a web server over HTTP, and what its answers took."""

import gzip
import http.client
import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from typing import NamedTuple

from bench.wsgi import HEADER

SECONDS = 600  # an answer may take as long as it likes
WARM_UP = 6  # requests, so that each process has seen the case
MOST_ROUNDS = 200
LEAST_SAMPLES = 3


class Answer(NamedTuple):
    """What an answer took, in milliseconds: as its server says, and as its client sees."""

    server: float
    client: float
    size: int
    packed: int


class Unanswered(Exception):
    """The server refused; its text says what."""


@dataclass
class Case:
    """Something to ask, in one of several ways, and the answers so far. ``cookie`` tells who asks."""

    paths: Sequence[str]
    port: int
    answers: list[Answer] = field(default_factory=list)
    spent: float = 0.0
    fault: str = ""
    cookie: str = ""

    def __post_init__(self) -> None:
        self._next = cycle(self.paths)

    def ask(self) -> Answer:
        """Ask once, the next way. Raises Unanswered."""
        return get(self.port, next(self._next), cookie=self.cookie)

    def median(self, of: str = "server") -> float:
        """Return the median, in milliseconds."""
        return statistics.median(getattr(answer, of) for answer in self.answers)

    def percentile(self, share: float, of: str = "server") -> float:
        """Return what ``share`` of the answers took at most."""
        return percentile([getattr(answer, of) for answer in self.answers], share)

    @property
    def packed(self) -> int:
        """How many bytes the largest answer has, compressed."""
        return max(answer.packed for answer in self.answers)


def percentile(values: list[float], share: float) -> float:
    """Return the smallest of ``values`` that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def get(port: int, path: str, *, cookie: str = "") -> Answer:
    """Fetch ``path`` by a connection of its own. Raises Unanswered unless the answer is 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
    finally:
        connection.close()
    if response.status != 200:
        raise Unanswered(f"{path}: {response.status} {response.reason}")
    server = float(response.headers.get(HEADER) or took)
    return Answer(server, took, len(body), len(gzip.compress(body)))


def measure(cases: list[Case], *, seconds: float, each: float) -> None:
    """Ask all cases in turn, in a new order each round, for about ``seconds``.

    A case that took ``each`` seconds in all is asked no more, so that a slow one leaves time for others.
    """
    order = random.Random("technorth bench")
    for case in cases:
        _warm_up(case, each=each)
    deadline = time.monotonic() + seconds
    for _ in range(MOST_ROUNDS):
        open_cases = [case for case in cases if not case.fault and case.spent < each]
        if time.monotonic() > deadline or not open_cases:
            break
        for case in order.sample(open_cases, len(open_cases)):
            _ask(case)
    for case in cases:
        while not case.fault and len(case.answers) < LEAST_SAMPLES:
            _ask(case)


def _warm_up(case: Case, *, each: float) -> None:
    for _ in range(WARM_UP):
        if not case.fault and case.spent < each / 4:
            _ask(case)
    case.answers.clear()


def _ask(case: Case) -> None:
    began = time.monotonic()
    try:
        case.answers.append(case.ask())
    except (Unanswered, OSError) as error:
        case.fault = str(error)
    case.spent += time.monotonic() - began


def measure_together(cases: list[Case], *, clients: int, seconds: float) -> tuple[float, list[float]]:
    """Ask the cases, in turn, from ``clients`` at once; return the requests per second and their times.

    The times are those that the clients saw, in milliseconds.
    """
    deadline = time.monotonic() + seconds
    began = time.perf_counter()

    def ask(number: int) -> list[float]:
        order, times = random.Random(number), []
        while time.monotonic() < deadline:
            case = order.choice(cases)
            times.append(get(case.port, order.choice(case.paths)).client)
        return times

    with ThreadPoolExecutor(clients) as pool:
        times = [took for part in pool.map(ask, range(clients)) for took in part]
    return len(times) / (time.perf_counter() - began), times
