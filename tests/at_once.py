"""Several calls at the same instant, each with a database connection of its own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections, transaction
from django.db.models import QuerySet


def run_at_once(*calls: Callable[[], object]) -> list[object]:
    """Run ``calls`` in threads that start together; return what each returned, or the error it raised."""
    start = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(position: int, call: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            results[position] = call()
        except Exception as error:
            results[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def run_while_locked(rows: QuerySet, change: Callable[[], object], call: Callable[[], object]) -> object:
    """Lock ``rows``, make ``change``, and commit once ``call`` waits for the lock; return what it returned.

    So ``call`` began before the change, and goes on after it. Raises what ``call`` raises.
    """

    def run() -> object:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            list(rows.select_for_update())
            change()
            waiting = threads.submit(run)
            wait_for_lock()
        return waiting.result(timeout=30)


def wait_for_lock() -> None:
    """Return once a connection waits for a lock of this one. Raises TimeoutError after ten seconds."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")
            if cursor.rowcount:
                return
        time.sleep(0.01)
    raise TimeoutError("nothing waits for a lock")
