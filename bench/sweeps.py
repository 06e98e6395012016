"""What a sweep costs with the same number of things due, at any number of things that exist."""

import statistics
import time
from collections.abc import Callable

from django.db import connection

from investors import tasks
from outbox.tasks import sweep_messages

DUE = 20
ROUNDS = 5
NEWEST = "SELECT id FROM {table} WHERE {where} ORDER BY id DESC LIMIT %s"
# Makes DUE things due, of those that stand so that the sweep has work with them.
MAKE_DUE = {
    "sweep_enquiries": (
        "investors_enquiry",
        "status = 'triage' AND due_at IS NULL",
        "due_at = now() - interval '1 minute'",
    ),
    "sweep_clocks": (
        "investors_enquiry",
        "status = 'in_progress' AND clock_step = 'check_quiet' AND replied_at IS NOT NULL",
        "clock_at = now() - interval '1 minute'",
    ),
    "sweep_messages": (
        "outbox_message",
        "status = 'sent'",
        "status = 'queued', sent_at = NULL, due_at = now() - interval '1 minute'",
    ),
}
SWEEPS: dict[str, Callable[[], None]] = {
    "sweep_enquiries": tasks.sweep_enquiries,
    "sweep_clocks": tasks.sweep_clocks,
    "sweep_messages": sweep_messages,
}
IDLE = {
    "sweep_attachments": tasks.sweep_attachments,
    "sweep_link_requests": tasks.sweep_link_requests,
    "sweep_drafts": tasks.sweep_drafts,
    "forget_senders": tasks.forget_senders,
}


def measure_sweeps() -> dict[str, float]:
    """Return the median milliseconds of each sweep with ``DUE`` things due, and of each with nothing due."""
    taken = {}
    for name, sweep in SWEEPS.items():
        times = []
        for _round in range(ROUNDS + 1):
            make_due(*MAKE_DUE[name])
            times.append(run(sweep))
        taken[f"{name}, {DUE} due"] = statistics.median(times[1:])
    for name, sweep in (SWEEPS | IDLE).items():
        sweep()
        taken[f"{name}, nothing due"] = statistics.median(run(sweep) for _round in range(ROUNDS))
    return taken


def make_due(table: str, where: str, change: str, *, number: int = DUE) -> None:
    """Make ``number`` rows due, the newest that fit. Raises AssertionError when there are not so many."""
    newest = NEWEST.format(table=table, where=where)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change} WHERE id IN ({newest})", [number])
        assert cursor.rowcount == number, f"only {cursor.rowcount} rows of {table} could be made due"


def run(sweep: Callable[[], None]) -> float:
    """Run a sweep once; return the milliseconds that it took."""
    began = time.perf_counter()
    sweep()
    return (time.perf_counter() - began) * 1000
