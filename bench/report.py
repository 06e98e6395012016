"""What was measured, as the tables of docs/performance.md."""

import importlib.metadata
import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import django
from django.db import connection

from bench.cases import QUESTIONS, RIVALS
from bench.measuring import percentile
from bench.speed import CLIENTS, Run

BASE = QUESTIONS[0].name
PAGE_LIMIT = 100_000  # bytes of HTML, compressed


def describe_machine() -> str:
    """Return the day, the machine and the versions."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {read_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB;"
        f" Python {platform.python_version()}, Django {django.__version__}, PostgreSQL {postgres},"
        f" gunicorn {importlib.metadata.version('gunicorn')} with 2 processes of 4 threads"
    )


def read_processor() -> str:
    """Return the name of the processor, or of its kind."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.machine())


def describe_run(run: Run) -> Iterator[str]:
    """Yield the lines that report a run."""
    yield f"### {run.rows:,} invented businesses"
    yield ""
    if run.times:
        steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in run.times.items())
        yield f"Filling: {steps}."
        yield ""
    if run.cases:
        yield from describe_pages(run)
    if run.at_datasette:
        yield from describe_datasette(run)
    if run.export:
        yield from describe_export(run)
    if run.imports:
        yield from describe_imports(run)


def describe_pages(run: Run) -> Iterator[str]:
    """Yield the table of pages, and what eight clients at once saw."""
    base = run.cases[BASE].median()
    yield "| page | median, ms | p95, ms | times B | at most | requests | compressed, kB |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for question in QUESTIONS:
        if question.name not in run.cases:
            continue
        case = run.cases[question.name]
        limit = f"{question.limit:g}" if question.limit else ""
        if case.fault:
            yield f"| {question.name} | {case.fault} | | | {limit} | | |"
            continue
        ratio = case.median() / base
        mark = " **over**" if question.limit and ratio > question.limit else ""
        yield (
            f"| {question.name} | {case.median():.1f} | {case.percentile(0.95):.1f} | {ratio:.2f}{mark}"
            f" | {limit} | {len(case.answers)} | {case.packed / 1000:.1f} |"
        )
    yield ""
    largest = max(case.packed for case in run.cases.values() if not case.fault)
    yield (
        f"The largest page has {largest / 1000:.1f} kB compressed (at most {PAGE_LIMIT / 1000:.0f})."
        f" All of these pages asked by {CLIENTS} clients at once, on this machine: {run.rate:.0f} requests"
        f" a second, median {percentile(run.together, 0.5):.0f} ms, p99"
        f" {percentile(run.together, 0.99):.0f} ms as the clients saw it."
    )
    yield ""


def describe_datasette(run: Run) -> Iterator[str]:
    """Yield the table that holds the search against Datasette; both as the client saw it."""
    yield "| the same search, as the client sees it | portal, ms | Datasette, ms | times faster | at least |"
    yield "| --- | --: | --: | --: | --: |"
    for rival, theirs in zip(RIVALS, run.at_datasette, strict=True):
        ours, name = run.cases[rival.name], rival.name + rival.note
        least = {20_000: rival.least_small, 1_000_000: rival.least_large}.get(run.rows)
        if ours.fault or theirs.fault:
            yield f"| {name} | {ours.fault} | {theirs.fault} | | |"
            continue
        ratio = theirs.median("client") / ours.median("client")
        mark = " **under**" if least and ratio < least else ""
        yield (
            f"| {name} | {ours.median('client'):.1f} | {theirs.median('client'):.1f} | {ratio:.1f}{mark}"
            f" | {least or ''} |"
        )
    yield ""


def describe_export(run: Run) -> Iterator[str]:
    """Yield what the export took."""
    assert run.export is not None
    yield (
        f"CSV of the whole directory: first byte after {run.export.first_byte * 1000:.0f} ms (at most 100),"
        f" {run.export.rate:,.0f} rows a second; COPY TO of the same {run.export.copy_rate:,.0f}:"
        f" {run.export.rate / run.export.copy_rate:.2f} of it (at least 0.5)."
    )
    yield ""


def describe_imports(run: Run) -> Iterator[str]:
    """Yield the table of imports."""
    assert run.imports is not None
    base = run.imports.copy + run.imports.indexes
    yield (
        f"Import of {run.imports.rows:,} rows of the bulk format. COPY of the same file into 55 columns of"
        f" text: {run.imports.copy:.1f} s; making the indexes of the register: {run.imports.indexes:.1f} s."
    )
    yield ""
    yield "| import | seconds | times COPY and indexes | times COPY alone | memory, MB | companies |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for each in run.imports.runs:
        yield (
            f"| {each.name} | {each.seconds:.1f} | {each.seconds / base:.1f}"
            f" | {each.seconds / run.imports.copy:.1f} | {each.memory / 2**20:.0f} | {each.companies:,} |"
        )
    yield ""


def describe_growth(first: Run, last: Run) -> Iterator[str]:
    """Yield how much longer pages take in ``last`` than in ``first``."""
    yield f"### Growth from {first.rows:,} to {last.rows:,}"
    yield ""
    yield f"| page | {first.rows:,}, ms | {last.rows:,}, ms | growth | at most |"
    yield "| --- | --: | --: | --: | --: |"
    for question in QUESTIONS:
        if question.name not in first.cases or question.name not in last.cases:
            continue
        before, after = first.cases[question.name], last.cases[question.name]
        if before.fault or after.fault:
            continue
        limit = {"without text": 1.5, "with text": 3.0, "figures": 1.2}.get(question.group)
        growth = after.median() / before.median()
        mark = " **over**" if limit and growth > limit else ""
        yield (
            f"| {question.name} | {before.median():.1f} | {after.median():.1f} | {growth:.2f}{mark}"
            f" | {limit or ''} |"
        )
    yield ""


def write_report(runs: Sequence[Run]) -> str:
    """Return the whole report."""
    lines = [describe_machine() + ".", ""]
    for run in runs:
        lines += describe_run(run)
    if len(runs) > 1 and runs[0].cases:
        lines += describe_growth(runs[0], runs[-1])
    return "\n".join(lines)
