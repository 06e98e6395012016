"""Several calls at the same instant, each with a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connections


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
