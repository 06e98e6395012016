"""The whole portal in one command: the engines, the database, the roles, until one ends."""

import contextlib
import errno
import http.client
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import psycopg2
from psycopg2 import sql

from technorth.stack import StackError, roles
from technorth.stack.engines import Postgres, Valkey
from technorth.stack.process import Process, wait_until

WEB_SECONDS = 60


def start_engines(running: ExitStack, data_dir: Path, *, durable: bool = True) -> list[Process]:
    """Start the engines that the environment does not name; ``running`` stops them again.

    Returns their processes. Raises StackError in one sentence when one cannot start.
    """
    engines: list[Postgres | Valkey] = []
    if not os.environ.get("DATABASE_URL"):
        engines.append(Postgres(data_dir, durable=durable))
    if not os.environ.get("REDIS_URL"):
        engines.append(Valkey(data_dir))
    for engine in engines:
        running.callback(engine.stop)
        engine.start()
    return [engine.process for engine in engines if engine.process]


def create_database(settings: dict[str, object]) -> bool:
    """Create the database that Django's ``settings`` name, and say whether it was missing.

    Raises StackError when the server cannot be reached or refuses.
    """
    where = {"host": settings["HOST"], "port": settings["PORT"] or None, "user": settings["USER"] or None}
    where |= {"password": settings["PASSWORD"] or None, **dict(settings.get("OPTIONS") or {})}  # type: ignore[call-overload]
    name = str(settings["NAME"])
    try:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(dbname=name, **where).close()
            return False
        connection = psycopg2.connect(dbname="postgres", **where)
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg2.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise StackError(f"The database of DATABASE_URL cannot be used: {reason}") from error
    return True


def serve(
    running: ExitStack, listener: socket.socket, engines: list[Process], announce: Callable[[], None]
) -> None:
    """Start web, worker and beat, call ``announce`` when pages are served, and wait until one ends.

    Raises StackError, naming it, when a process ends by itself.
    """
    web = roles.web(listener)
    members = [*engines, web]
    running.callback(web.stop)
    web.start()
    wait_until(lambda: answers(listener.getsockname()[1]), web, WEB_SECONDS)
    announce()
    for member in (roles.worker(), roles.beat()):
        running.callback(member.stop)
        member.start()
        members.append(member)
    while all(member.is_running() for member in members):
        time.sleep(0.2)
    ended = next(member for member in members if not member.is_running())
    raise StackError(f"{ended.name} ended by itself, so the rest was stopped. {ended.last_words()}".strip())


def answers(port: int) -> bool:
    """Say whether the web server answers, with whatever status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WEB_SECONDS)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def open_listener(port: int) -> socket.socket:
    """Open the web server's port. Raises StackError when another program has it."""
    try:
        return roles.listen(port)
    except PermissionError:
        raise StackError(
            f"Port {port} is reserved for root: choose another, like PORT=8000 make run"
        ) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise StackError(f"Port {port} cannot be opened: {error.strerror}.") from error
        raise StackError(
            f"Port {port} is in use: stop what uses it, or choose another, like PORT={port + 1} make run"
        ) from None


def end_on_signals() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal end this process in order, by KeyboardInterrupt.

    Only the first counts: a second Ctrl-C must not break off the orderly stop, whose
    every step has a time limit.
    """
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        numbers.append(signal.SIGHUP)

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, end)
