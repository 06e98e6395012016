"""A task that does nothing, and a record of when tasks were done; only for a worker of the benchmark."""

import os
import time
from typing import Any

from celery import shared_task
from celery.signals import task_postrun

STAMPS = "BENCH_STAMPS"  # the variable that names the file


@shared_task
def do_nothing(**_: Any) -> None:
    """Do nothing."""


@task_postrun.connect
def stamp(task: Any = None, **_: Any) -> None:
    """Append the name of a task that ended, and when, in one write."""
    line = f"{task.name} {time.time():.6f}\n".encode()
    descriptor = os.open(os.environ[STAMPS], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
