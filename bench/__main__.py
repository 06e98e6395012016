"""``python -m bench COMMAND``: what measures the portal.

``businesses`` adds invented businesses to the database of this environment. ``speed`` measures how long
pages, exports and imports take, ``quality`` how good the answers of the search are, ``cases`` how long the
work with enquiries takes, each with a database of its own beside that one, which is dropped at the end.
"""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

PARTS = ("pages", "figures", "datasette", "imports")
CASE_PARTS = ("pages", "sweeps", "submissions", "referrals")


def main(arguments: list[str]) -> None:
    """Run the command that ``arguments`` name."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    businesses = commands.add_parser("businesses")
    businesses.add_argument("--rows", type=int, default=20_000)
    businesses.set_defaults(run=add_businesses)
    speed = commands.add_parser("speed")
    speed.add_argument("--rows", type=int, nargs="+", default=[20_000])
    speed.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    speed.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    speed.set_defaults(run=measure_speed)
    quality = commands.add_parser("quality")
    quality.add_argument("--rows", type=int, default=20_000)
    quality.add_argument("--keep", action="store_true", help="keep the database for the next run")
    quality.set_defaults(run=measure_quality)
    cases = commands.add_parser("cases")
    cases.add_argument("--few", type=int, default=20_000, help="enquiries in the smaller database")
    cases.add_argument("--many", type=int, default=1_000_000, help="enquiries in the larger one")
    cases.add_argument("--tickets", type=int, default=200_000, help="of django-helpdesk")
    cases.add_argument("--parts", nargs="+", choices=CASE_PARTS, default=CASE_PARTS)
    cases.add_argument("--keep", action="store_true", help="keep the databases of enquiries for the next run")
    cases.set_defaults(run=measure_cases)
    options = parser.parse_args(arguments)
    # One key for this process and all that it starts: sessions and answers are signed here and read there.
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technorth.settings")
    os.environ.setdefault("DEBUG", "true")
    django.setup()
    options.run(options)


def add_businesses(options: argparse.Namespace) -> None:
    """Add invented businesses, and say how long it took."""
    from bench.businesses import add_businesses

    began = time.monotonic()
    add_businesses(count=options.rows, now=datetime.now(UTC))
    print(f"{options.rows:,} businesses in {time.monotonic() - began:.1f} s")


def measure_speed(options: argparse.Namespace) -> None:
    """Measure with each number of rows, one after the other, and print the tables."""
    from bench.report import write_report
    from bench.speed import run_speed

    runs = [
        run_speed(rows=rows, parts=options.parts, keep=options.keep, say=tell(rows)) for rows in options.rows
    ]
    print(write_report(runs))


def measure_quality(options: argparse.Namespace) -> None:
    """Score the answers to the judged queries, and print the table."""
    from bench.databases import own_database
    from bench.filling import add_examples, fill_database
    from bench.quality import describe_scores, read_judgements, score_queries

    with own_database(f"technorth_bench_examples_{options.rows}", keep=options.keep):
        fill_database(options.rows, tell(options.rows), add=add_examples)
        print("\n".join(describe_scores(score_queries(read_judgements()))))


def measure_cases(options: argparse.Namespace) -> None:
    """Measure the work with enquiries, and print the table of goals."""
    from bench.case_report import write_report
    from bench.case_speed import run_cases

    run = run_cases(
        few=options.few,
        many=options.many,
        tickets=options.tickets,
        parts=options.parts,
        keep=options.keep,
        tell=tell,
    )
    print(write_report(run))


def tell(rows: int) -> Callable[[str], None]:
    """Return what says how far a run with ``rows`` is, and since when."""
    began = time.monotonic()

    def say(step: str) -> None:
        print(f"{rows:,} rows, {time.monotonic() - began:4.0f} s: {step} …", file=sys.stderr, flush=True)

    return say


if __name__ == "__main__":
    main(sys.argv[1:])
