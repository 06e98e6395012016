"""The embedded engines, as real servers."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from technorth.env import BASE_DIR
from technorth.stack import StackError, folders, paths, programs
from technorth.stack.engines import Postgres, Valkey


@pytest.fixture
def postgres(data_dir: Path) -> Iterator[Postgres]:
    server = Postgres(data_dir, durable=False)
    yield server
    server.stop()


@pytest.fixture
def valkey(data_dir: Path) -> Iterator[Valkey]:
    server = Valkey(data_dir)
    yield server
    server.stop()


def run_sql(data_dir: Path, statement: str) -> list[tuple[object, ...]]:
    host = str(paths.socket_dir(data_dir))
    with contextlib.closing(psycopg2.connect(host=host, user="portal", dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def test_postgres_keeps_its_data_over_a_stop_and_a_crash(data_dir: Path, postgres: Postgres):
    postgres.start()
    run_sql(data_dir, "CREATE TABLE kept (word text)")
    postgres.stop()
    assert not postgres.answers()

    postgres.start()
    run_sql(data_dir, "INSERT INTO kept VALUES ('north')")
    postgres.kill()
    postgres.start()

    assert run_sql(data_dir, "SELECT word FROM kept") == [("north",)]


def test_postgres_starts_beside_the_files_of_a_crash_whose_process_numbers_are_taken(
    data_dir: Path, postgres: Postgres
):
    postgres.start()
    cluster = Path(run_sql(data_dir, "SHOW data_directory")[0][0])
    postgres.kill()
    # As after a power cut: the number in the files is that of some other program by now.
    (cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster}\n0\n5432\n\n\n")
    (paths.socket_dir(data_dir) / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")

    postgres.start()

    assert postgres.answers()


def test_postgres_that_stopped_leaves_no_socket_folder(data_dir: Path, postgres: Postgres):
    postgres.start()

    postgres.stop()

    assert not paths.socket_dir(data_dir).exists()


def test_postgres_lets_nobody_else_reach_its_socket(data_dir: Path, postgres: Postgres):
    postgres.start()

    assert paths.socket_dir(data_dir).stat().st_mode & 0o777 == 0o700
    assert run_sql(data_dir, "SHOW listen_addresses") == [("",)]


def test_postgres_that_runs_is_not_started_twice(data_dir: Path, postgres: Postgres, monkeypatch):
    monkeypatch.setattr("technorth.stack.engines.LEFTOVER_SECONDS", 0)
    postgres.start()

    with pytest.raises(StackError, match="already runs with the data folder"):
        Postgres(data_dir).start()

    assert postgres.answers()


def test_postgres_refuses_the_files_of_another_version(data_dir: Path, postgres: Postgres):
    postgres.start()
    version_file = Path(run_sql(data_dir, "SHOW data_directory")[0][0]) / "PG_VERSION"
    postgres.stop()
    version_file.write_text("9\n")

    with pytest.raises(StackError, match=r"were made by PostgreSQL 9, and this is PostgreSQL \d+"):
        postgres.start()


def test_postgres_ends_with_the_process_that_started_it(data_dir: Path):
    script = (
        "import sys, time; from pathlib import Path; from technorth.stack.engines import Postgres\n"
        "Postgres(Path(sys.argv[1]), durable=False).start(); print('up', flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script, data_dir], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    with starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "up\n"
        os.kill(starter.pid, signal.SIGKILL)

    # The next start waits for the old server to end, and takes over its files.
    successor = Postgres(data_dir, durable=False)
    successor.start()
    successor.stop()


def test_valkey_keeps_its_data_over_a_crash(data_dir: Path, valkey: Valkey):
    valkey.start()
    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        client.set("kept", "north")
        time.sleep(1.1)  # it writes its log out each second
    valkey.kill()
    assert not valkey.answers()

    valkey.start()

    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        assert client.get("kept") == b"north"


def test_engines_missing_from_the_platform_say_what_to_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(programs, "POSTGRES_PACKAGE", "no_such_package")
    monkeypatch.setattr(programs, "VALKEY_PACKAGE", "no_such_package")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StackError, match=r"none on the PATH: .* or set DATABASE_URL="):
        programs.find_postgres()
    with pytest.raises(StackError, match=r"none on the PATH: .* or set REDIS_URL="):
        programs.find_valkey()


def test_copied_postgres_runs_where_everybody_can_read_it(tmp_path: Path):
    copied = programs.copy_postgres(tmp_path)

    again = programs.copy_postgres(tmp_path)

    assert copied == again
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in copied.postgres.parent.iterdir())
    said = subprocess.run([copied.initdb, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("initdb (PostgreSQL) ")


def test_full_disk_is_said_before_anything_is_written():
    # /proc is a file system that never has room.
    with pytest.raises(StackError, match=r"The disk of /proc is full: 0 MB are free, 300 MB are needed"):
        folders.check_space(Path("/proc"), first_start=True)


def test_socket_folder_of_somebody_else_is_not_used(tmp_path: Path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "theirs")

    with pytest.raises(StackError, match="belongs to another user"):
        folders.private_socket_dir(tmp_path / "link", None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders are closed to PostgreSQL's user")
def test_server_home_stands_outside_a_folder_that_its_user_cannot_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    closed, state = tmp_path / "closed", tmp_path / "state"
    closed.mkdir(mode=0o700)
    state.mkdir()
    monkeypatch.setattr(folders, "STATE_FOLDER", state)

    home = folders.server_home(closed, folders.server_user())

    assert home.parent == state
    assert folders.server_home(closed, folders.server_user()) == home
    assert (closed / "server").resolve() == home
    folders.remove_server_home(closed)
    assert [*state.iterdir(), *closed.iterdir()] == []
