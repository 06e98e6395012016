"""What goes wrong: each fault takes a part of the portal away and gives it back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from technorth.stack.process import Process
from tests.journeys.portal import Portal

HANGS = 30.0  # seconds that the mail server says nothing: far longer than the portal waits
Act = Callable[[Portal], None]


@dataclass(frozen=True)
class Fault:
    """``part`` is away for ``seconds``; meanwhile no other fault concerns it."""

    name: str
    part: str
    begin: Act
    end: Act
    seconds: float = 0.0


@dataclass(frozen=True)
class Happening:
    """When a fault began and was over, in seconds since the first visitor."""

    name: str
    began: float
    ended: float


def kill_children(process: Process) -> None:
    """Kill one process that ``process`` started, as the kernel does where memory is short."""
    if process.child is None:
        return
    pid = process.child.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    if children:
        os.kill(int(children[-1]), signal.SIGKILL)


def refuse_mail(answer: str) -> Act:
    """Return what lets the mail server answer so to each mail."""

    def begin(portal: Portal) -> None:
        portal.mail.refusal = answer

    return begin


def hang_mail(portal: Portal) -> None:
    """Let the mail server say nothing."""
    portal.mail.hangs = HANGS


def heal_mail(portal: Portal) -> None:
    """Let the mail server take mail again."""
    portal.mail.refusal, portal.mail.hangs = "", 0


def do_nothing(_portal: Portal) -> None:
    """Leave it to the parent process to start another."""


FAULTS = (
    Fault("worker killed (SIGKILL)", "worker", lambda p: p.worker.kill(), lambda p: p.worker.start(), 3),
    Fault("one process of the worker killed", "worker", lambda p: kill_children(p.worker), do_nothing),
    Fault("Valkey stopped", "valkey", lambda p: p.valkey.stop(), lambda p: p.valkey.start(), 5),
    Fault("Valkey killed (SIGKILL)", "valkey", lambda p: p.valkey.kill(), lambda p: p.valkey.start(), 2),
    Fault("PostgreSQL restarted", "postgres", lambda p: p.postgres.stop(), lambda p: p.postgres.start(), 1),
    Fault(
        "PostgreSQL killed (SIGKILL)", "postgres", lambda p: p.postgres.kill(), lambda p: p.postgres.start()
    ),
    Fault("one web process killed", "web", lambda p: kill_children(p.web), do_nothing),
    Fault("mail refused (451)", "mail", refuse_mail("451 Try again later"), heal_mail, 6),
    Fault("mail server hangs", "mail", hang_mail, heal_mail, 6),
)


class Chaos:
    """Lets one fault after the other happen; several parts may be away at once.

    ``advance`` is to be called again and again from the main thread, since children end with the thread
    that started them.
    """

    def __init__(self, portal: Portal, *, gap: float, seed: str) -> None:
        self.portal, self.gap = portal, gap
        self.happened: list[Happening] = []
        self._away: list[tuple[float, Fault, float]] = []
        self._next = draw_faults(Random(seed))
        self._due = next(self._next)
        self._began = time.monotonic()
        self._next_at = self._began + gap

    def now(self) -> float:
        """Return the seconds since the first visitor."""
        return time.monotonic() - self._began

    def advance(self) -> None:
        """End what has lasted long enough, and begin the next fault when it is time."""
        for item in [each for each in self._away if each[0] <= time.monotonic()]:
            self._end(item)
        parts = {fault.part for _until, fault, _began in self._away}
        if time.monotonic() >= self._next_at and self._due.part not in parts:
            began = self.now()
            self._due.begin(self.portal)
            self._away.append((time.monotonic() + self._due.seconds, self._due, began))
            self._due = next(self._next)
            self._next_at = time.monotonic() + self.gap

    @property
    def is_complete(self) -> bool:
        """Whether each fault has begun at least once, which on a slow machine takes longer than planned."""
        begun = {each.name for each in self.happened} | {fault.name for _until, fault, _began in self._away}
        return begun == {fault.name for fault in FAULTS}

    def end_all(self) -> None:
        """Give every part back."""
        for item in list(self._away):
            self._end(item)

    def _end(self, item: tuple[float, Fault, float]) -> None:
        _until, fault, began = item
        fault.end(self.portal)
        self._away.remove(item)
        self.happened.append(Happening(fault.name, began, self.now()))


def draw_faults(draw: Random) -> Iterator[Fault]:
    """Yield faults without end: all of them in each round, in a new order."""
    while True:
        yield from draw.sample(FAULTS, len(FAULTS))
