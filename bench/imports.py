"""The import of the register, against PostgreSQL's own COPY of the same file and the index builds."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from bench.company_rows import COLUMNS, make_rows, write_rows
from bench.databases import BASE_DIR
from directory.models import Company, CompanyImport

NAME = "BasicCompanyDataAsOneFile-2026-11-01"
EVERYTHING = ("--outcodes", "all", "--sic", "all")
# Started by a small process: Linux counts the memory of the one that starts a command as the command's own.
LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
PLAIN, COPIED = "bench_plain_copy", "bench_companies_copy"


@dataclass(frozen=True)
class Import:
    """A run of the command: seconds, bytes of memory at most, companies that it took in."""

    name: str
    seconds: float
    memory: int
    companies: int


@dataclass(frozen=True)
class Imports:
    """Seconds of COPY and of the index builds, and the runs that are held against them."""

    rows: int
    copy: float
    indexes: float
    runs: list[Import]


def measure_imports(rows: int, folder: Path) -> Imports:
    """Import ``rows`` companies with everything selected, again, and with the usual selection."""
    path = write_file(folder / f"{NAME}.csv", rows)
    copy = copy_plainly(path)
    runs = [run_import("everything", path, *EVERYTHING)]
    indexes = build_indexes()
    runs.append(run_import("everything, the same again", path, *EVERYTHING))
    empty_register()
    runs.append(run_import("the North, digital", path))
    empty_register()
    runs.append(run_import("the North, digital, with listings", path, "--list"))
    return Imports(rows, copy, indexes, runs)


def write_file(path: Path, rows: int) -> Path:
    """Write the file that is imported, unless it is there."""
    if not path.exists():
        with path.open("w", encoding="utf-8", newline="") as file:
            write_rows(file, make_rows(rows))
    return path


def copy_plainly(path: Path) -> float:
    """Return the seconds that COPY takes into an unlogged table of as many texts as the file has columns."""
    columns = ", ".join(f"c{number} text" for number in range(len(COLUMNS)))
    with connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute(f"DROP TABLE IF EXISTS {PLAIN}")
        cursor.execute(f"CREATE UNLOGGED TABLE {PLAIN} ({columns})")
        began = time.perf_counter()
        cursor.copy_expert(f"COPY {PLAIN} FROM STDIN (FORMAT csv, HEADER)", file, 1 << 20)
        took = time.perf_counter() - began
        cursor.execute(f"DROP TABLE {PLAIN}")
    return took


def build_indexes() -> float:
    """Return the seconds that the indexes of the register take on a copy of it without any."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {COPIED}")
        cursor.execute(f"CREATE TABLE {COPIED} AS SELECT * FROM directory_company")
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'directory_company'")
        definitions = [
            definition.replace(f" {name} ", " ").replace(".directory_company ", f".{COPIED} ")
            for name, definition in cursor.fetchall()
        ]
        began = time.perf_counter()
        for definition in definitions:
            cursor.execute(definition)
        took = time.perf_counter() - began
        cursor.execute(f"DROP TABLE {COPIED}")
    return took


def empty_register() -> None:
    """Forget all companies and imports."""
    Company.objects.all()._raw_delete("default")
    CompanyImport.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) directory_company")


def run_import(name: str, path: Path, *options: str) -> Import:
    """Run the command as a process of its own."""
    command = [sys.executable, BASE_DIR / "manage.py", "import_companies", path, *options, "--verbosity", "0"]
    began = time.perf_counter()
    launched = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *map(str, command)],
        env=os.environ | {"DEBUG": "true"},
        check=True,
        stdout=subprocess.PIPE,
    )
    took = time.perf_counter() - began
    return Import(name, took, int(launched.stdout) * 1024, Company.objects.count())
