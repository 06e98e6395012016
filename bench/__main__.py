"""``python -m bench COMMAND``: what measures the portal, in the database of this environment."""

import argparse
import os
import sys
import time
from datetime import UTC, datetime

import django


def main(arguments: list[str]) -> None:
    """Run the command that ``arguments`` name."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    businesses = commands.add_parser("businesses", help="add invented businesses")
    businesses.add_argument("--rows", type=int, default=20_000)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technorth.settings")
    django.setup()
    add_businesses(options)


def add_businesses(options: argparse.Namespace) -> None:
    """Add invented businesses, and say how long it took."""
    from bench.businesses import add_businesses

    began = time.monotonic()
    add_businesses(count=options.rows, now=datetime.now(UTC))
    print(f"{options.rows:,} businesses in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
