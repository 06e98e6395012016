"""From the commit of an enquiry to its committed referral, held against a Celery task that does nothing."""

import os
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from celery import current_app
from django.db import transaction

from bench.phrases import make_phrases
from bench.servers import describe_production
from bench.tasks import BEGUN, STAMPS, do_nothing
from investors.models import Enquiry
from investors.services.submission import EnquiryAnswers, submit_enquiry
from investors.tasks import route_enquiry
from outbox.tasks import deliver_message
from technorth.stack import roles

TIMES = 60  # one after the other, each waited for
WARM_UP = 10
MANY = 400  # at once
MAILS = 2  # of each enquiry: to the investor, and to the contact
PATIENCE = 300.0


@dataclass(frozen=True)
class Pace:
    """Milliseconds until one is done, as median, and how many are done per second."""

    latency: float
    rate: float


class Stamps:
    """The times at which tasks of a name began and were done, as the worker writes them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def read(self, name: str) -> list[float]:
        """Return when tasks called ``name`` were done, in order, or with ``BEGUN``, began."""
        lines = [line.split() for line in self.path.read_text().splitlines()]
        return [float(at) for task, at in lines if task == name]

    def wait(self, name: str, number: int) -> list[float]:
        """Wait until ``number`` tasks called ``name`` are done. Raises AssertionError if they never are."""
        deadline = time.monotonic() + PATIENCE
        while len(found := self.read(name)) < number:
            assert time.monotonic() < deadline, f"{len(found)} of {number} {name} were done"
            time.sleep(0.01)  # seldom, so that those who are measured have the processors
        return found


def measure_referrals(folder: Path) -> tuple[Pace, Pace]:
    """Return the pace of referrals and of a task that does nothing, with one worker of two processes."""
    phrases = iter(make_phrases())

    def receive() -> tuple[float, int]:
        return submit(next(phrases))

    def send_nothing() -> tuple[float, int]:
        at = time.time()
        current_app.send_task(do_nothing.name, retry=False)
        return at, 0

    rounds = [(do_nothing.name, send_nothing, 0), (route_enquiry.name, receive, MAILS)]
    purge()  # what was submitted before is nobody's task here
    with run_worker(folder / "one") as stamps:
        waits = [measure_latency(stamps, name, send, mails) for name, send, mails in rounds]
    rates = []
    purge()
    pks = [receive()[1] for _ in range(MANY)]
    purge()  # the workers are woken for these below, and for no mail
    for name, arguments in (
        (do_nothing.name, [{} for _ in range(MANY)]),
        (route_enquiry.name, [{"enquiry_id": pk} for pk in pks]),
    ):
        for each in arguments:
            current_app.send_task(name, kwargs=each, retry=False)
        with run_worker(folder / name) as stamps:
            done = stamps.wait(name, MANY)
            began = stamps.read(BEGUN + name)[0]
        rates.append(MANY / (done[-1] - began))  # one task may do the work of many
        purge()
    assert not Enquiry.objects.filter(pk__in=pks).exclude(due_at=None).exists(), "some were not routed"
    nothing, referral = (Pace(*pair) for pair in zip(waits, rates, strict=True))
    return referral, nothing


def submit(words: str) -> tuple[float, int]:
    """Receive an enquiry; return when it was committed, and its key."""
    committed: list[float] = []
    key = uuid.uuid4()
    sender = EnquiryAnswers(
        name="Example",
        email=f"{key.hex}@{key.hex}.example",
        organisation=f"{key.hex} (example)",
        country="NO",
        fdi_type="new_site",
        plan=f"{words} {key.hex}",
        consent_wording="2026-11",
        clusters=("leeds",),
    )
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.time()))
        enquiry = submit_enquiry(submission_key=key, answers=sender, now=datetime.now(UTC))
    return committed[0], enquiry.pk


def measure_latency(stamps: Stamps, name: str, send: Callable[[], tuple[float, int]], mails: int) -> float:
    """Send one, wait until it and its ``mails`` are done, and so on; return the median milliseconds."""
    waits = []
    for number in range(1, WARM_UP + TIMES + 1):
        at, _pk = send()
        waits.append((stamps.wait(name, number)[-1] - at) * 1000)
        stamps.wait(deliver_message.name, number * mails)
    return statistics.median(waits[WARM_UP:])


def purge() -> None:
    """Take out of the queue whatever waits there."""
    current_app.control.purge()


@contextmanager
def run_worker(folder: Path) -> Iterator[Stamps]:
    """Run a worker of two processes that stamps what it did."""
    folder.mkdir()
    stamps = Stamps(folder / "stamps")
    env = describe_production() | {STAMPS: str(stamps.path), "DJANGO_SETTINGS_MODULE": "technorth.settings"}
    worker = roles.worker(env=env, log=folder / "worker.log")
    worker = replace(worker, command=[*worker.command, "--include", "bench.tasks"], env=os.environ | env)
    try:
        worker.start()
        yield stamps
    finally:
        worker.stop()
