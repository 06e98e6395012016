"""What happens elsewhere when somebody deletes their account: each app says it, and does it.

An app registers itself in its ``AppConfig.ready``, so accounts knows nothing of what others keep.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Consequence:
    """One thing to know before the account goes. ``blocks``: it cannot go while this stands."""

    text: Any  # a translation or plain text
    blocks: bool = False


@dataclass(frozen=True)
class Departure:
    """What one app has to say and to do.

    ``describe(user)`` reads and changes nothing. ``act(user, now)`` runs inside the transaction that deletes
    ``user``, before the row goes; it raises ``DepartureRefused`` where it finds that the account must stay.
    """

    describe: Callable[[User], list[Consequence]]
    act: Callable[[User, datetime.datetime], None]


class DepartureRefused(Exception):
    """The account cannot go; ``reasons`` say why, as consequences that block."""

    def __init__(self, reasons: list[Consequence]) -> None:
        super().__init__(len(reasons))
        self.reasons = reasons


_departures: dict[str, Departure] = {}


def register_departure(app: str, departure: Departure) -> None:
    """Ask ``app`` from now on before an account goes."""
    _departures[app] = departure


def describe_departure(user: User) -> list[Consequence]:
    """Return what every app says would happen."""
    return [consequence for departure in _departures.values() for consequence in departure.describe(user)]


def act_on_departure(user: User, now: datetime.datetime) -> None:
    """Let every app do what it said."""
    for departure in _departures.values():
        departure.act(user, now)
