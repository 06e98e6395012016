"""``make chaos``: a thousand enquiries while parts of a portal fail. Exit status 1 when one is lost."""

import argparse
import sys
import tempfile
from pathlib import Path

from technorth.stack.folders import remove_server_home
from technorth.stack.portal import end_on_signals
from tests.journeys.chaos.report import write_report
from tests.journeys.chaos.run import Plan, run_chaos
from tests.journeys.portal import Portal


def main(arguments: list[str]) -> int:
    """Run once with the numbers of ``arguments`` and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enquiries", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=180, help="for how long parts fail, at least")
    parser.add_argument("--gap", type=float, default=5, help="seconds from one fault to the next")
    parser.add_argument("--sweep", type=int, default=30, help="seconds from one sweep to the next")
    parser.add_argument("--seed", default="technorth", help="another word, another order of faults")
    options = parser.parse_args(arguments)
    plan = Plan(options.enquiries, options.clients, options.seconds, options.gap, options.sweep)
    end_on_signals()
    with tempfile.TemporaryDirectory(prefix="technorth-chaos-") as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)  # as root, PostgreSQL runs as nobody, who has to reach its files
        portal = Portal(data_dir, env=plan.env)
        try:
            say("preparing a portal")
            portal.prepare()
            portal.ensure_running()
            outcome = run_chaos(portal, plan, seed=options.seed, say=say)
        finally:
            portal.stop()
            remove_server_home(data_dir)
    print(write_report(outcome))
    return 0 if outcome.is_good else 1


def say(step: str) -> None:
    """Tell how far it is."""
    print(f"{step} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
