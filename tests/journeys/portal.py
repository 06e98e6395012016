"""A whole portal of its own for the journeys: engines, web, worker and beat as real processes."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2

from technorth.stack import paths, roles
from technorth.stack.engines import Postgres, Valkey
from technorth.stack.process import Process
from tests.journeys.mail_server import MailServer

SWEEP_SECONDS = 2
# What a journey leaves behind, with everything that refers to it.
JOURNEY_TABLES = "investors_enquiry, outbox_message, outbox_secretlink, django_session"


class Portal:
    """The portal of one data folder, each part of which a test can stop, kill and start.

    ``env`` is laid over the environment that journeys have.
    """

    def __init__(self, data_dir: Path, *, env: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.mail = MailServer()
        self.listener = roles.listen(0)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            "DEBUG": "true",
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "SWEEP_SECONDS": str(SWEEP_SECONDS),
            "EMAIL_URL": self.mail.url,
            "EMAIL_TIMEOUT": "5",
            "SITE_URL": self.url,
            "ENQUIRY_MIN_SECONDS": "0",  # these investors type fast
            "SPAM_THRESHOLD": "1000",  # and all from one address, in the same words
        } | (env or {})
        self.postgres = Postgres(data_dir, durable=False)
        self.valkey = Valkey(data_dir)
        log = data_dir / "log"
        self.web = roles.web(self.listener, env=self.env, log=log / "web.log")
        self.worker = roles.worker(env=self.env, log=log / "worker.log")
        self.beat = roles.beat(env=self.env, log=log / "beat.log")

    def prepare(self) -> None:
        """Start the engines and the mail server, and fill the database with the reference data."""
        self.mail.start()
        self.postgres.start()
        self.valkey.start()
        with contextlib.closing(self._connect("postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE technorth")
        for command in ("migrate", "load_reference", "seed_accounts", "seed_contacts"):
            self.manage(command)

    def ensure_running(self) -> None:
        """Start whatever a journey before this one stopped, and forget what it did."""
        if not self.postgres.answers():
            self.postgres.start()
        if not self.valkey.answers():
            self.valkey.start()
        self.execute(f"TRUNCATE {JOURNEY_TABLES} CASCADE")
        self.execute("UPDATE investors_contact SET last_asked_at = NULL")
        self.mail.refusal, self.mail.refused, self.mail.hangs, self.mail.hung = "", 0, 0, 0
        self.mail.taken.clear()
        for process in (self.web, self.worker, self.beat):
            if not process.is_running():
                process.start()

    def stop(self) -> None:
        """Stop everything."""
        for part in (self.beat, self.worker, self.web, self.valkey, self.postgres, self.mail):
            part.stop()
        self.listener.close()

    def manage(self, *command: str) -> str:
        """Run ``manage.py`` with the portal's environment and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=roles.BASE_DIR,
            env=os.environ | self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Return the rows that ``query`` finds in the portal's database."""
        with contextlib.closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall()

    def value(self, query: str, *parameters: Any) -> Any:
        """Return the one value that ``query`` finds."""
        [[found]] = self.rows(query, *parameters)
        return found

    def execute(self, statement: str, *parameters: Any) -> None:
        """Run ``statement`` on the portal's database and commit."""
        with contextlib.closing(self._connect()) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    @contextlib.contextmanager
    def hold_table(self, table: str) -> Iterator[None]:
        """Lock ``table``, so that who writes to it waits until the block ends."""
        with contextlib.closing(self._connect()) as connection:
            connection.cursor().execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield

    def waits_for(self, table: str) -> bool:
        """Say whether some process waits for a lock on ``table``."""
        query = "SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
        return bool(self.value(query, table))

    def log_of(self, process: Process) -> str:
        """Return what a process has printed, for a failing test's message."""
        return process.log.read_text() if process.log and process.log.exists() else ""

    def _connect(self, name: str = "technorth") -> Any:
        host = paths.socket_dir(self.data_dir)
        return psycopg2.connect(host=str(host), user="portal", dbname=name)


def wait_for(condition: Callable[[], object], *, seconds: float = 30, what: str) -> None:
    """Wait until ``condition()`` is true; fail after ``seconds``, saying ``what`` never came."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} seconds"
        time.sleep(0.1)
