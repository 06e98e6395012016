"""Filling the database of a run."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.core.management import call_command

from bench.businesses import add_businesses
from directory.models import Business


def fill_database(rows: int, say: Callable[[str], None]) -> dict[str, float]:
    """Bring the schema, the reference data and ``rows`` invented businesses; return the seconds of each step.

    What an earlier run kept is used again.
    """
    steps: list[tuple[str, Callable[[], object]]] = [
        ("loading the reference data", lambda: call_command("load_reference", verbosity=0)),
        ("adding businesses", lambda: add_businesses(count=rows, now=datetime.now(UTC))),
    ]
    call_command("migrate", verbosity=0)
    if Business.objects.filter(origin=Business.Origin.EXAMPLE).count() == rows:
        say(f"{rows:,} businesses are there from an earlier run")
        return {}
    times = {}
    for name, step in steps:
        say(name)
        began = time.monotonic()
        step()
        times[name] = time.monotonic() - began
    return times
