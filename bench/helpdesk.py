"""django-helpdesk beside the portal: on the same PostgreSQL, in its own database, with as many workers."""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from django.db import connection

from bench.databases import BASE_DIR
from bench.phrases import make_phrases
from bench.servers import THREADS, WORKERS
from technorth.stack import roles
from technorth.stack.portal import WEB_SECONDS, answers
from technorth.stack.process import Process, wait_until

PROGRAMS = BASE_DIR / ".venv-bench" / "bin"
NAME = "technorth_bench_helpdesk"
# What its page of the list asks for, 50 rows at a time, the oldest first; by default the open ones alone.
QUERY = '{"filtering": {%s}, "sorting": "created", "search_string": "", "sortreverse": false}'
SUBMIT = "/tickets/submit/"

FILL = """
CREATE TEMPORARY TABLE phrase (id integer PRIMARY KEY, words text);
INSERT INTO phrase SELECT n, words FROM unnest(%(phrases)s) WITH ORDINALITY AS each (words, n);
INSERT INTO helpdesk_ticket (
  title, queue_id, created, modified, submitter_email, status, on_hold, description, priority, secret_key
)
SELECT left(one.words, 80), queue.id, at, at, 'person-' || n || '@example.test',
  CASE WHEN n %% 200 < 180 THEN 4 ELSE 1 END, false, one.words || ' ' || two.words || ' ' || three.words,
  1 + n %% 5, md5(n::text)
FROM generate_series(1, %(rows)s) n
CROSS JOIN LATERAL (SELECT now() - n * interval '3 years' / %(rows)s AS at) times
JOIN phrase one ON one.id = 1 + n %% %(count)s
JOIN phrase two ON two.id = 1 + n / 7 %% %(count)s
JOIN phrase three ON three.id = 1 + n / 49 %% %(count)s
JOIN helpdesk_queue queue ON queue.slug = 'enquiries';
INSERT INTO helpdesk_followup (ticket_id, date, title, comment, public, message_id, email_recipients)
SELECT ticket.id, created + step * interval '1 day', 'Note ' || step, left(description, 100), true, '', '[]'
FROM helpdesk_ticket ticket, generate_series(1, 3) step;
"""


def address_list(filtering: str) -> str:
    """Return the address of the rows of its list, narrowed by ``filtering``."""
    query = b64encode((QUERY % filtering).encode()).decode()
    return f"/datatables_ticket_list/{query}?draw=1&start=0&length=50"


EVERY_TICKET, OPEN_TICKETS = address_list(""), address_list('"status__in": [1, 2]')


@dataclass(frozen=True)
class Helpdesk:
    """A running django-helpdesk: its port, and the cookie of somebody who is signed in.

    At ``mailing_port`` is the same, but for mail, which goes to a mail server instead of nowhere.
    """

    port: int
    mailing_port: int
    cookie: str


def is_installed() -> bool:
    """Say whether django-helpdesk is where ``make bench-cases`` puts it."""
    return (PROGRAMS / "gunicorn").exists()


@contextmanager
def serve_helpdesk(rows: int, folder: Path) -> Iterator[Helpdesk]:
    """Fill a database with ``rows`` tickets and serve them; the database is dropped at the end."""
    run_outside(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)", f"CREATE DATABASE {NAME}")
    env = os.environ | describe_environment()
    try:
        prepared = subprocess.run(
            [PROGRAMS / "python", "-m", "bench.helpdesk_site.prepare"],
            cwd=BASE_DIR,
            env=env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        fill_tickets(rows)
        log = folder / "helpdesk.log"
        with take_mail(log) as smtp_port, serve(log) as port, serve(log, smtp_port) as mailing_port:
            yield Helpdesk(port, mailing_port, f"sessionid={prepared.stdout.strip()}")
    finally:
        run_outside(f"DROP DATABASE {NAME} WITH (FORCE)")


@contextmanager
def serve(log: Path, smtp_port: int = 0) -> Iterator[int]:
    """Serve its pages, with a mail server at ``smtp_port`` or none, and give their port."""
    with roles.listen(0) as listener:
        web = Process(
            "django-helpdesk",
            [
                *(PROGRAMS / "gunicorn", "django.core.wsgi:get_wsgi_application()"),
                *("--bind", f"fd://{listener.fileno()}", "--workers", WORKERS, "--threads", THREADS),
                *("--no-control-socket", "--log-level", "warning"),
            ],
            cwd=BASE_DIR,
            env=describe_environment() | {"HELPDESK_SMTP_PORT": str(smtp_port or "")},
            log=log,
            pass_fds=(listener.fileno(),),
        )
        port: int = listener.getsockname()[1]
        try:
            web.start()
            wait_until(lambda: answers(port), web, WEB_SECONDS)
            yield port
        finally:
            web.stop()


@contextmanager
def take_mail(log: Path) -> Iterator[int]:
    """Run a mail server that forgets all that it takes, and give its port."""
    with roles.listen(0) as listener:
        number = str(listener.fileno())
        command = [sys.executable, "-m", "bench.mail_sink", number]
        sink = Process(
            "The mail server", command, cwd=BASE_DIR, env={}, log=log, pass_fds=(listener.fileno(),)
        )
        try:
            sink.start()
            yield listener.getsockname()[1]
        finally:
            sink.stop()


def describe_environment() -> dict[str, str]:
    """Return what its settings read."""
    where = connection.settings_dict
    return {
        "DJANGO_SETTINGS_MODULE": "bench.helpdesk_site.settings",
        "HELPDESK_NAME": NAME,
        **{f"HELPDESK_{part}": str(where[part] or "") for part in ("HOST", "PORT", "USER", "PASSWORD")},
    }


def fill_tickets(rows: int) -> None:
    """Write ``rows`` tickets, one in ten of them open, each with three follow-ups."""
    phrases = make_phrases()
    parameters = {"rows": rows, "phrases": phrases, "count": len(phrases)}
    run_inside(NAME, [(FILL, parameters), ("VACUUM (ANALYZE)", None)])


def run_outside(*statements: str) -> None:
    """Run ``statements`` that no transaction may hold."""
    run_inside("postgres", [(statement, None) for statement in statements])


def run_inside(name: str, statements: list[tuple[str, dict[str, object] | None]]) -> None:
    """Run ``statements`` in the database ``name``, each by itself."""
    where = connection.get_connection_params() | {"dbname": name}
    for option in ("cursor_factory", "context"):
        where.pop(option, None)
    database = psycopg2.connect(**where)
    try:
        database.autocommit = True
        with database.cursor() as cursor:
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
    finally:
        database.close()
