"""The three roles of the portal as processes: web, worker and beat.

Each returns a Process that is not started yet. ``env`` is laid over this process's
environment, so that a test can point one role at its own database or broker.
"""

import os
import socket
import sys
from pathlib import Path

from technorth.stack.process import Process

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Celery warns whenever it runs as root; `make run` in a container is root by nature.
QUIET_ABOUT_ROOT = ("-W", "ignore::UserWarning:celery.platforms")


def web(listener: socket.socket, *, env: dict[str, str] | None = None, log: Path | None = None) -> Process:
    """Return gunicorn, serving what arrives at ``listener``, which the caller keeps open."""
    return Process(
        "The web server",
        [
            *(sys.executable, "-m", "gunicorn", "technorth.wsgi", "--bind", f"fd://{listener.fileno()}"),
            *("--workers", str(min(4, os.cpu_count() or 1)), "--threads", "4"),
            *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"),
        ],
        cwd=BASE_DIR,
        env=env or {},
        log=log,
        pass_fds=(listener.fileno(),),
    )


def worker(*, env: dict[str, str] | None = None, log: Path | None = None, concurrency: int = 2) -> Process:
    """Return a Celery worker. It ends its running tasks before it stops."""
    options = ("worker", "--without-mingle", "--without-gossip", f"--concurrency={concurrency}")
    return Process(
        "The Celery worker", celery(*options), cwd=BASE_DIR, env=env or {}, log=log, stop_seconds=20
    )


def beat(*, env: dict[str, str] | None = None, log: Path | None = None) -> Process:
    """Return Celery beat, which sends the sweeps. There must be one, and only one."""
    return Process("Celery beat", celery("beat", "--pidfile="), cwd=BASE_DIR, env=env or {}, log=log)


def celery(*options: str) -> list[str]:
    """Return the command line of a Celery program of this project."""
    program = [sys.executable, *QUIET_ABOUT_ROOT, "-m", "celery", "--quiet", "--app", "technorth"]
    return [*program, *options, "--loglevel", "WARNING"]


def listen(port: int) -> socket.socket:
    """Open the address of the web server on this machine's loopback; port 0 takes a free one.

    Raises OSError when the port is in use.
    """
    return socket.create_server(("127.0.0.1", port), backlog=128)
