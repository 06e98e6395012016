"""A task that does nothing, and a record of when tasks began and ended; for workers of the benchmark."""

import os
import time
from typing import Any

from celery import shared_task
from celery.signals import task_postrun, task_prerun

STAMPS = "BENCH_STAMPS"  # the variable that names the file
BEGUN = "begun:"


@shared_task
def do_nothing(**_: Any) -> None:
    """Do nothing."""


@task_prerun.connect
def stamp_begin(task: Any = None, **_: Any) -> None:
    """Append that a task begins."""
    write_stamp(BEGUN + task.name)


@task_postrun.connect
def stamp_end(task: Any = None, **_: Any) -> None:
    """Append that a task ended."""
    write_stamp(task.name)


def write_stamp(name: str) -> None:
    """Append ``name`` and the time, in one write."""
    line = f"{name} {time.time():.6f}\n".encode()
    descriptor = os.open(os.environ[STAMPS], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
