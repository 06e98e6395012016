"""``manage.py up``: the whole portal as its user starts and stops it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from technorth.env import BASE_DIR
from technorth.stack import paths

pytestmark = pytest.mark.xdist_group("up")  # they share a data folder
START_SECONDS = 120  # generous: other tests run beside it
STOP_SECONDS = 60


class Portal:
    """A portal on a free port, with its output."""

    def __init__(self, data_dir: Path, **variables: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        self.data_dir = data_dir
        self.env = os.environ | {"DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(data_dir)}
        self.env |= {"DEBUG": "true", "PORT": str(self.port), "PYTHONUNBUFFERED": "1"} | variables
        self.process: subprocess.Popen[str] | None = None
        self.output = data_dir.with_name("output")

    def start(self) -> None:
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=BASE_DIR, env=self.env, stdout=output, stderr=output, start_new_session=True, text=True,
            )  # fmt: skip

    def wait_until_announced(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while "Stop with Ctrl-C" not in self.output.read_text():
            assert self.process is not None
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)
        return self.output.read_text()

    def read_page(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            return response.read().decode()

    def run_sql(self, statement: str) -> list[tuple[object, ...]]:
        host = str(paths.socket_dir(self.data_dir))
        with contextlib.closing(psycopg2.connect(host=host, user="portal", dbname="technorth")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def find_processes(self) -> list[int]:
        """Return every process whose environment names this data folder, as its parts inherit it."""
        mark = f"DATA_DIR={self.data_dir}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
        return found

    def find_leftovers(self, *, seconds: float = 5) -> list[str]:
        """Return the commands that still run after ``seconds``: what was killed takes a moment to go."""
        deadline = time.monotonic() + seconds
        while (left := self.find_processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return [describe_process(pid) for pid in left]

    def find_part(self, name: str) -> int:
        """Return the process that the portal itself started under ``name``."""
        assert self.process is not None
        for pid in self.find_processes():
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            if name in Path(f"/proc/{pid}/cmdline").read_text() and int(parent) == self.process.pid:
                return pid
        raise AssertionError(f"no {name} runs")

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=STOP_SECONDS)

    def kill_everything(self) -> None:
        for pid in self.find_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process:
            self.process.wait()


def describe_process(pid: int) -> str:
    """Return the command of a process, or its number alone when it has just gone."""
    with contextlib.suppress(OSError):
        return f"{pid} " + Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return str(pid)


@pytest.fixture(scope="module")
def shared_dir() -> Iterator[Path]:
    """Return a data folder, with a space in its path, that only its first portal has to fill."""
    with tempfile.TemporaryDirectory(prefix="tech north ") as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs as nobody, who has to reach its files
        yield Path(folder, "var")


@pytest.fixture
def portal(shared_dir: Path) -> Iterator[Portal]:
    """Return a portal that is not started yet."""
    portal = Portal(shared_dir)
    yield portal
    portal.kill_everything()


def test_portal_keeps_its_data_over_ctrl_c_and_over_a_crash_and_leaves_no_process(portal: Portal):
    portal.start()
    told = portal.wait_until_announced()
    assert f"TechNorth is at http://127.0.0.1:{portal.port}/" in told
    assert "manager@technorth.example" in told
    assert f"http://127.0.0.1:{portal.port}/desk/messages/" in told
    assert "TechNorth" in portal.read_page("/")
    businesses = portal.run_sql("SELECT count(*) FROM directory_business")
    assert businesses[0][0] > 0
    portal.run_sql("CREATE TABLE kept (word text)")
    assert portal.end(signal.SIGINT) == 0
    assert portal.find_leftovers() == []

    portal.start()
    portal.wait_until_announced()
    portal.run_sql("INSERT INTO kept VALUES ('north')")
    portal.kill_everything()
    portal.start()
    portal.wait_until_announced()

    assert portal.run_sql("SELECT word FROM kept") == [("north",)]
    assert portal.run_sql("SELECT count(*) FROM directory_business") == businesses
    assert portal.end(signal.SIGTERM) == 0
    assert portal.find_leftovers() == []


def test_portal_ends_with_all_its_processes_when_one_of_them_dies(portal: Portal):
    portal.start()
    portal.wait_until_announced()
    assert portal.process is not None
    os.kill(portal.find_part("gunicorn"), signal.SIGKILL)

    assert portal.process.wait(timeout=STOP_SECONDS) == 1
    assert "The web server ended by itself, so the rest was stopped." in portal.output.read_text()
    assert portal.find_leftovers() == []


def test_portal_whose_starter_is_killed_leaves_no_process(portal: Portal):
    portal.start()
    portal.wait_until_announced()

    portal.end(signal.SIGKILL)

    assert portal.find_leftovers(seconds=STOP_SECONDS) == []


def test_portal_says_that_its_port_is_in_use(portal: Portal):
    with socket.create_server(("127.0.0.1", portal.port)):
        portal.start()
        assert portal.process is not None
        status = portal.process.wait(timeout=START_SECONDS)

    told = portal.output.read_text()
    assert (status, told.count("\n")) == (1, 1)
    assert f"Port {portal.port} is in use" in told


def test_portal_says_that_its_data_folder_cannot_be_made(data_dir: Path):
    data_dir.write_text("a file stands here")
    portal = Portal(data_dir)

    portal.start()
    assert portal.process is not None

    assert portal.process.wait(timeout=START_SECONDS) == 1
    told = portal.output.read_text()
    assert told.count("\n") == 1
    assert f"The data folder {portal.data_dir} cannot be made" in told
