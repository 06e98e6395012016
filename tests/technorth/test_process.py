"""Child processes: none is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from technorth.env import BASE_DIR
from technorth.stack import StackError
from technorth.stack.process import Process, wait_until

NO_SERVERS = {"DATABASE_URL": "", "REDIS_URL": ""}
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "60"])
print(child.pid, flush=True)
time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_process_that_will_not_stop_is_ended_with_its_children(tmp_path: Path):
    process = Process("Stubborn", [sys.executable, "-c", STUBBORN], stop_seconds=0.2, log=tmp_path / "log")
    process.start()
    wait_until(lambda: process.last_words().isdigit(), process, 10)

    process.stop()

    assert not process.is_running()
    time.sleep(0.1)
    assert not is_alive(int(process.last_words()))


def test_process_that_ends_at_once_is_told_with_its_reason(tmp_path: Path):
    script = "import sys; sys.exit('FATAL: no room\\nHINT: make room')"
    process = Process("Portal", [sys.executable, "-c", script], log=tmp_path / "log")
    process.start()

    with pytest.raises(StackError, match=r"^Portal stopped at once: FATAL: no room$"):
        wait_until(lambda: False, process, 10)


def test_process_that_does_not_answer_in_time_is_told():
    process = Process("Portal", ["sleep", "60"])
    process.start()

    with pytest.raises(StackError, match="did not answer"):
        wait_until(lambda: False, process, 0.1)

    process.kill()
    assert not process.is_running()


def test_process_that_cannot_be_executed_is_told(tmp_path: Path):
    with pytest.raises(StackError, match=r"^Portal cannot be started: .*No such file"):
        Process("Portal", [tmp_path / "missing"]).start()


def test_process_that_runs_is_not_started_twice():
    process = Process("Portal", ["sleep", "60"])
    process.start()

    with pytest.raises(StackError, match="already runs"):
        process.start()

    process.kill()


def test_stack_command_runs_beside_the_engines_and_gives_its_exit_status():
    script = (
        "import django, sys; django.setup()\n"
        "from django.core.cache import cache; from technorth.stack import portal\n"
        "from django.conf import settings\n"
        "here = portal.create_database(settings.DATABASES['default'])\n"
        "other = portal.create_database(settings.DATABASES['default'] | {'NAME': 'other'})\n"
        "cache.set('word', 'north'); print(here, other, cache.get('word')); sys.exit(3)"
    )
    done = subprocess.run(
        [sys.executable, "-m", "technorth.stack", "run", "--", sys.executable, "-c", script],
        cwd=BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": "", "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "technorth.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (3, "False True north\n", "")


@pytest.mark.parametrize(("command", "fsync"), [("run", "off"), ("run-durable", "on")])
def test_stack_command_waits_for_the_disk_where_it_is_to_be_durable(command, fsync):
    script = (
        "import django; django.setup(); from django.db import connection\n"
        "cursor = connection.cursor(); cursor.execute('SHOW fsync'); print(cursor.fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-m", "technorth.stack", command, "--", sys.executable, "-c", script],
        cwd=BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": "", "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "technorth.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, f"{fsync}\n")


def test_stack_command_that_is_interrupted_ends_its_command_and_its_engines(tmp_path: Path):
    seen = tmp_path / "data_dir"
    script = f"import os, time; open({str(seen)!r}, 'w').write(os.environ['DATA_DIR']); time.sleep(60)"
    running = subprocess.Popen(
        [sys.executable, "-m", "technorth.stack", "run", "--", sys.executable, "-c", script],
        cwd=BASE_DIR,
        env=os.environ | NO_SERVERS,
    )
    deadline = time.monotonic() + 30
    while not (seen.exists() and seen.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)

    running.send_signal(signal.SIGINT)

    assert running.wait(timeout=30) == 130
    assert not Path(seen.read_text()).exists()


def test_stack_command_says_how_it_is_used():
    done = subprocess.run(
        [sys.executable, "-m", "technorth.stack", "walk"],
        cwd=BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: python -m technorth.stack run -- COMMAND")
