"""Filling the database of a run."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection, transaction

from bench.businesses import add_businesses
from directory.models import Business
from directory.services.demonstration import add_example_businesses
from directory.services.search_index import indexing_later, rebuild_search_index
from insights.services.snapshots import take_due_snapshot, take_snapshot


def fill_database(
    rows: int, say: Callable[[str], None], *, add: Callable[..., object] = add_businesses
) -> dict[str, float]:
    """Bring schema, reference data and ``rows`` businesses by ``add``; return the seconds of the steps.

    What an earlier run kept is used again.
    """
    steps: list[tuple[str, Callable[[], object]]] = [
        ("loading the reference data", lambda: call_command("load_reference", verbosity=0)),
        ("adding businesses", lambda: add(count=rows, now=datetime.now(UTC))),
        ("vacuuming", vacuum),
        ("taking the snapshot", lambda: take_snapshot(now=datetime.now(UTC))),
    ]
    call_command("migrate", verbosity=0)
    if Business.objects.filter(origin=Business.Origin.EXAMPLE).count() == rows:
        say(f"{rows:,} businesses are there from an earlier run")
        take_due_snapshot(now=datetime.now(UTC))
        return {}
    times = {}
    for name, step in steps:
        say(name)
        began = time.monotonic()
        step()
        times[name] = time.monotonic() - began
    return times


def vacuum() -> None:
    """Do at once what autovacuum does soon after: otherwise the first to read each page writes it, too."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def add_examples(*, count: int, now: datetime) -> None:
    """Add the businesses of the demonstration, whose names and texts fit their sectors."""
    with transaction.atomic(), indexing_later():
        add_example_businesses(count=count, now=now)
    rebuild_search_index(now=now)
