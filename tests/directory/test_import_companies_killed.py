"""The import as a process of its own: killed at any moment, and held to its memory."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from bench.company_rows import make_rows, write_rows
from directory.models import Company, CompanyImport
from directory.services.company_staging import TABLE, count_staged
from tests.directory.company_files import NOVEMBER, prepare_north, run_import

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = ["--outcodes", "all", "--sic", "all"]
MEGABYTE = 1 << 20
MANAGE = Path(__file__).parents[2] / "manage.py"
SECONDS = 60
WAITING_ROOM = 4711  # an advisory lock


@pytest.fixture(autouse=True)
def _north(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    prepare_north()


def write_made_up(path: Path, count: int, *, broken: int = 0) -> Path:
    """Write ``count`` rows, and before each ``broken``-th one that cannot be used."""
    rows = list(make_rows(count))
    if broken:
        for row in rows[::broken]:
            row["IncorporationDate"] = "never"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, iter(rows))
    return path


def read_database_url() -> str:
    """Return the address of the database of this test."""
    at = connection.settings_dict
    owner = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgres://{owner}@{quote(at['HOST'], safe='')}{port}/{at['NAME']}"


@contextmanager
def start_import(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start the command as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, str(MANAGE), "import_companies", str(path), *EVERYTHING],
        env=os.environ | {"DATABASE_URL": read_database_url(), "DATA_DIR": str(path.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.005)


@contextmanager
def stop_at(table: str, event: str, condition: str) -> Iterator[None]:
    """Let whoever does ``event`` to a row of ``table`` wait, by a trigger, for as long as this lasts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS"
            f" 'BEGIN PERFORM pg_advisory_xact_lock({WAITING_ROOM}); RETURN NEW; END'"
        )
        cursor.execute(
            f"CREATE TRIGGER wait_for_test BEFORE {event} ON {table} FOR EACH ROW"
            f" WHEN ({condition}) EXECUTE FUNCTION wait_for_test()"
        )
        cursor.execute("SELECT pg_advisory_lock(%s)", [WAITING_ROOM])
        try:
            yield
        finally:
            stopped = list_stopped()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WAITING_ROOM])
            wait_for(lambda: have_ended(stopped))
            cursor.execute("DROP FUNCTION wait_for_test CASCADE")


def list_stopped() -> list[int]:
    """Return the processes of PostgreSQL that wait at the trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [WAITING_ROOM],
        )
        return [pid for (pid,) in cursor.fetchall()]


def have_ended(processes: list[int]) -> bool:
    """Whether PostgreSQL has noticed that nobody is there for these processes any more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [processes])
        return bool(cursor.fetchone()[0] == 0)


def kill_import(path: Path, *, at: tuple[str, str, str]) -> None:
    """Start the import, and kill it where ``stop_at`` makes it wait."""
    with stop_at(*at), start_import(path) as process:
        wait_for(list_stopped)
        process.send_signal(signal.SIGKILL)
        process.wait(SECONDS)


def read_peak_memory(pid: int) -> int:
    """Return the most bytes that the process ever had in memory; 0 when it has ended."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def read_rejected(path: Path) -> list[str]:
    return (path.parent / "imports" / f"{path.name}.rejects.csv").read_text().splitlines()


def test_import_killed_while_reading_goes_on_where_it_stopped(tmp_path: Path):
    path = write_made_up(tmp_path / NOVEMBER, 30_000, broken=1000)
    kill_import(path, at=("directory_companyimport", "UPDATE", "OLD.rows_staged > 0"))
    run = CompanyImport.objects.get()
    assert run.finished_at is None
    assert 1 < run.line < 30_001
    assert count_staged() == run.rows_staged
    assert not Company.objects.exists()

    lines = run_import(path, *EVERYTHING)

    assert lines[0] == f"Lines up to {run.line:,} were read by the run before."
    assert lines[2] == "Companies: 29,970 new, 0 changed, 0 closed, 0 unchanged."
    assert Company.objects.count() == 29_970
    rejected = read_rejected(path)
    assert [line.split(",")[0] for line in rejected] == ["line", *(str(n) for n in range(2, 30_002, 1000))]
    assert CompanyImport.objects.get().finished_at is not None
    assert count_staged() is None


def test_import_killed_while_merging_leaves_the_register_as_it_was(tmp_path: Path):
    path = write_made_up(tmp_path / NOVEMBER, 3000)
    kill_import(path, at=("directory_company", "INSERT", "NEW.number = 'ZZ001500'"))
    assert not Company.objects.exists()

    lines = run_import(path, *EVERYTHING)

    assert lines[0] == "Lines up to 3,001 were read by the run before."
    assert lines[2] == "Companies: 3,000 new, 0 changed, 0 closed, 0 unchanged."


def test_import_begins_anew_when_what_was_staged_is_lost(tmp_path: Path):
    path = write_made_up(tmp_path / NOVEMBER, 50)
    run_import(path, *EVERYTHING, "--dry-run")
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")  # as a crash of PostgreSQL does with an unlogged table

    lines = run_import(path, *EVERYTHING)

    assert lines[1] == "Companies: 50 new, 0 changed, 0 closed, 0 unchanged."


def test_import_begins_anew_for_another_file(tmp_path: Path):
    path = write_made_up(tmp_path / NOVEMBER, 50)
    run_import(path, *EVERYTHING, "--dry-run")
    write_made_up(path, 60)

    lines = run_import(path, *EVERYTHING)

    assert lines[1] == "Companies: 60 new, 0 changed, 0 closed, 0 unchanged."


def test_import_keeps_to_its_memory(tmp_path: Path):
    path = write_made_up(tmp_path / NOVEMBER, 100_000)
    with start_import(path) as process:
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (300 * MEGABYTE, 300 * MEGABYTE))
        peak = 0
        while process.poll() is None:
            peak = max(peak, read_peak_memory(process.pid))
            time.sleep(0.02)
        output, errors = process.communicate()

    assert process.returncode == 0, errors
    assert "Companies: 100,000 new, 0 changed, 0 closed, 0 unchanged." in output
    assert 0 < peak < 300 * MEGABYTE
