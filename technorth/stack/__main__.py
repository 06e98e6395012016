"""``python -m technorth.stack run -- COMMAND…``: run a command beside a throw-away pair of engines.

With ``run-durable`` PostgreSQL waits for the disk at each commit, as it does in production: to measure.
"""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from technorth.env import parse_database_url
from technorth.stack import StackError, paths
from technorth.stack.folders import remove_server_home
from technorth.stack.portal import create_database, end_on_signals, start_engines
from technorth.stack.process import end_with_parent

USAGE = "Usage: python -m technorth.stack run -- COMMAND [ARGUMENT ...]"
COMMANDS = ("run", "run-durable")


def main(arguments: list[str]) -> int:
    """Start PostgreSQL and Valkey in a temporary folder, run the command, and return its exit status.

    An engine that DATABASE_URL or REDIS_URL names is used as it is. The command finds the
    engines, and an empty database, by DATA_DIR, as the portal does.
    """
    if len(arguments) < 3 or arguments[0] not in COMMANDS or arguments[1] != "--":
        print(USAGE, file=sys.stderr)
        return 2
    end_on_signals()
    try:
        with ExitStack() as running:
            data_dir = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="technorth-test-")))
            data_dir.chmod(0o711)  # as root, the server runs as nobody, who has to reach its files
            running.callback(remove_server_home, data_dir)
            start_engines(running, data_dir, durable=arguments[0] == "run-durable")
            if not os.environ.get("DATABASE_URL"):
                create_database(parse_database_url(paths.database_url(data_dir)))
            return run(arguments[2:], os.environ | {"DATA_DIR": str(data_dir)})
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(command: list[str], env: dict[str, str]) -> int:
    """Run the command to its end, or to ours, and return its exit status."""
    child = subprocess.Popen(command, env=env, preexec_fn=end_with_parent(signal.SIGTERM))
    try:
        return child.wait()
    finally:
        child.terminate()
        child.wait()


sys.exit(main(sys.argv[1:]))
