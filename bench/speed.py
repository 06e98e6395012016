"""Measuring the portal: fill a database, ask it and Datasette in turn, export, import."""

import time
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import datasette
from bench.cases import RIVALS, choose_questions
from bench.databases import own_database
from bench.exports import Export, measure_export
from bench.filling import fill_database
from bench.imports import Imports, measure_imports
from bench.measuring import Case, measure, measure_together
from bench.servers import serve_portal

SECONDS = {20_000: 60.0, 200_000: 90.0, 1_000_000: 150.0}
EACH = 20.0  # seconds at most for all answers of one case
CLIENTS, CLIENT_SECONDS = 8, 20.0


@dataclass
class Run:
    """What was measured with ``rows`` businesses. ``times`` are the seconds of each step of the filling."""

    rows: int
    times: dict[str, float]
    cases: dict[str, Case] = field(default_factory=dict)
    at_datasette: list[Case] = field(default_factory=list)
    rate: float = 0.0
    together: list[float] = field(default_factory=list)
    export: Export | None = None
    imports: Imports | None = None


def run_speed(*, rows: int, parts: Collection[str], keep: bool, say: Callable[[str], None]) -> Run:
    """Measure ``parts`` with ``rows`` invented businesses beside the real ones, in their own database."""
    with own_database(f"technorth_bench_{rows}", keep=keep), TemporaryDirectory() as folder:
        run = Run(rows, fill_database(rows, say))
        if "pages" in parts or "figures" in parts:
            measure_pages(run, Path(folder), parts=parts, say=say)
        if "imports" in parts:
            say("importing companies")
            run.imports = measure_imports(rows, Path(folder))
    return run


def measure_pages(run: Run, folder: Path, *, parts: Collection[str], say: Callable[[str], None]) -> None:
    """Ask for the pages of ``parts``; with the searches for the same at Datasette, and for the export."""
    with ExitStack() as running:
        say("starting the servers")
        port = running.enter_context(serve_portal(folder / "gunicorn.log"))
        run.cases = {each.name: Case(each.paths, port) for each in choose_questions(parts)}
        if {"pages", "datasette"} <= set(parts):
            began = time.monotonic()
            theirs = running.enter_context(datasette.serve_datasette(folder))
            run.times["writing the file of Datasette"] = time.monotonic() - began
            run.at_datasette = [Case((rival.path,), theirs) for rival in RIVALS]
        say("asking for pages")
        cases = [*run.cases.values(), *run.at_datasette]
        measure(cases, seconds=SECONDS.get(run.rows, 90.0), each=EACH)
        answered = [case for case in run.cases.values() if not case.fault]
        run.rate, run.together = measure_together(answered, clients=CLIENTS, seconds=CLIENT_SECONDS)
        if "pages" in parts:
            run.export = measure_export(port)
