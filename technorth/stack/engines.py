"""The embedded PostgreSQL and Valkey of one data folder: start, stop, and kill for tests."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from technorth.stack import StackError, folders, paths
from technorth.stack.process import Process, run_as, wait_until
from technorth.stack.programs import (
    PostgresPrograms,
    copy_postgres,
    find_postgres,
    find_valkey,
    reachable_by_all,
)

OWNER = "portal"
LEFTOVER_SECONDS = 20
RECOVERY_SECONDS = 600
SERVER_OPTIONS = {
    "listen_addresses": "",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}
# Commits still outlive a crash of the server, though not of the machine.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """The embedded PostgreSQL of ``data_dir``, on a Unix socket that only this user can open.

    ``durable=False`` is for tests: quicker, and its files are worth nothing once the machine stops.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.durable = durable
        self.socket_dir = paths.socket_dir(data_dir)
        self.process: Process | None = None

    def start(self) -> None:
        """Start the server, making its files the first time, and wait until it answers.

        Raises StackError in one sentence when it cannot.
        """
        user = folders.server_user()
        folders.prepare_data_dir(self.data_dir)
        folders.private_socket_dir(self.socket_dir, user)
        home = folders.server_home(self.data_dir, user)
        cluster = home / "postgres"
        lock = folders.lock_folder(cluster, seconds=LEFTOVER_SECONDS)
        try:
            folders.check_space(home, first_start=not cluster.exists())
            programs = self._programs(home)
            if not cluster.exists():
                self._make_cluster(programs, cluster)
            check_version(programs, cluster)
            self._remove_leftovers(cluster)
            self.process = Process(
                "PostgreSQL",
                self._command(programs, cluster),
                stop_signal=signal.SIGINT,
                stop_seconds=30,
                log=self.data_dir / "log" / "postgres.log",
                cwd=home,
                env={"LC_ALL": "C"},
                user=user,
                pass_fds=(lock,),
            )
            self.process.start()
        finally:
            os.close(lock)
        wait_until(self.answers, self.process, RECOVERY_SECONDS)

    def stop(self) -> None:
        """Stop the server in order: sessions are ended, nothing is lost."""
        if self.process:
            self.process.stop()
            folders.leave_socket_dir(self.socket_dir)

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self.process:
            self.process.kill()

    def answers(self) -> bool:
        """Say whether the server takes connections."""
        try:
            psycopg2.connect(host=str(self.socket_dir), user=OWNER, dbname="postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _programs(self, home: Path) -> PostgresPrograms:
        programs = find_postgres()
        if folders.server_user() and not reachable_by_all(programs.postgres):
            return copy_postgres(home / "programs")
        return programs

    def _command(self, programs: PostgresPrograms, cluster: Path) -> list[str | Path]:
        options = SERVER_OPTIONS | ({} if self.durable else NOT_DURABLE)
        if sys.platform == "linux":
            options["recovery_init_sync_method"] = "syncfs"
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [programs.postgres, "-D", cluster, "-k", self.socket_dir, *settings]

    def _make_cluster(self, programs: PostgresPrograms, cluster: Path) -> None:
        """Make the server's files beside their place and move them there when complete."""
        user = folders.server_user()
        unfinished = cluster.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if user:
            os.chown(unfinished, user.pw_uid, user.pw_gid)
        command = [
            programs.initdb,
            "-D",
            unfinished,
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-instructions",
        ]
        command += locale_options(major_version(programs)) + ([] if self.durable else ["--no-sync"])
        made = subprocess.run(
            [str(part) for part in command],
            cwd=cluster.parent,
            env=os.environ | {"LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            **run_as(user),
        )
        if made.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise StackError(f"PostgreSQL's files cannot be made: {first_error(made.stderr)}")
        unfinished.rename(cluster)

    def _remove_leftovers(self, cluster: Path) -> None:
        """Remove what a crash left. We hold the folder's lock, so no live server owns these files."""
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.socket_dir / name).unlink(missing_ok=True)


class Valkey:
    """The embedded Valkey of ``data_dir``: broker in database 0, cache in database 1."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.socket = paths.socket_dir(data_dir) / "valkey.sock"
        self.process: Process | None = None

    def start(self) -> None:
        """Start the server and wait until it answers. Raises StackError in one sentence when it cannot."""
        folder = self.data_dir / "valkey"
        folders.prepare_data_dir(self.data_dir)
        folder.mkdir(exist_ok=True)
        folders.private_socket_dir(self.socket.parent, folders.server_user())
        lock = folders.lock_folder(folder, seconds=LEFTOVER_SECONDS)
        try:
            self.socket.unlink(missing_ok=True)
            self.process = Process(
                "Valkey",
                self._command(),
                log=self.data_dir / "log" / "valkey.log",
                cwd=folder,
                pass_fds=(lock,),
            )
            self.process.start()
        finally:
            os.close(lock)
        wait_until(self.answers, self.process, RECOVERY_SECONDS)

    def stop(self) -> None:
        """Stop the server in order, its log written out."""
        if self.process:
            self.process.stop()
            folders.leave_socket_dir(self.socket.parent)

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self.process:
            self.process.kill()

    def answers(self) -> bool:
        """Say whether the server takes commands."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _command(self) -> list[str | Path]:
        return [
            find_valkey(),
            *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", ".", "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"),
        ]


def major_version(programs: PostgresPrograms) -> int:
    """Return the major version of PostgreSQL, as 18."""
    said = subprocess.run(
        [str(programs.postgres), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(said.split()[2].split(".")[0])


def check_version(programs: PostgresPrograms, cluster: Path) -> None:
    """Raise StackError when the files were made by another major version than this program's."""
    made_by, program = int((cluster / "PG_VERSION").read_text()), major_version(programs)
    if made_by != program:
        raise StackError(
            f"The files in {cluster} were made by PostgreSQL {made_by}, and this is PostgreSQL {program}: "
            "dump the data with the old one, or set another DATA_DIR."
        )


def locale_options(version: int) -> list[str]:
    """Return initdb's options for one order of text on every machine: the builtin one, from version 17 on."""
    if version >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def first_error(output: str) -> str:
    """Return the first line of a program's output that tells what went wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next(
        (line for line in lines if "error" in line.lower()), lines[-1] if lines else "it said nothing"
    )
