"""One child process: started in its own session, stopped in order, never left behind."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from technorth.stack import StackError

PR_SET_PDEATHSIG = 1
TELLING_WORDS = ("PANIC", "FATAL", "ERROR", "No space left on device")
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Process:
    """A program, how it is asked to stop, and where its output goes.

    Start it from the main thread: Linux sends the parent-death signal when the *thread*
    that started the child ends.
    """

    name: str
    command: Sequence[str | Path]
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15
    log: Path | None = None
    cwd: Path | None = None
    env: dict[str, str] = field(default_factory=dict)
    user: pwd.struct_passwd | None = None
    pass_fds: Sequence[int] = ()
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    log_start: int = field(default=0, repr=False)

    def start(self) -> None:
        """Start the program. Raises StackError when it cannot be executed."""
        if self.is_running():
            raise StackError(f"{self.name} already runs.")
        output = self.log.open("ab") if self.log else None
        self.log_start = output.tell() if output else 0
        try:
            self.child = subprocess.Popen(
                [str(part) for part in self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                cwd=self.cwd,
                env=os.environ | self.env,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=end_with_parent(self.stop_signal),
                **run_as(self.user),
            )
        except OSError as error:
            raise StackError(f"{self.name} cannot be started: {error}.") from error
        finally:
            if output:
                output.close()

    def is_running(self) -> bool:
        """Say whether the program was started and has not ended."""
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        """Ask the program to end, wait, and end by force what is left of its session."""
        self.signal(self.stop_signal)
        if self.child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(timeout=self.stop_seconds)
        self.kill()

    def kill(self) -> None:
        """End the program and its whole session at once, as a crash would."""
        if self.child is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program alone, if it runs."""
        if self.child is not None:
            self.child.send_signal(number)

    def last_words(self) -> str:
        """Return the line of the log, since the start, that best tells why the program ended."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            lines = [
                line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()
            ]
        telling = [line for line in lines if any(word in line for word in TELLING_WORDS)]
        return next(iter(telling or lines[-1:]), "")


def wait_until(ready: Callable[[], bool], process: Process, seconds: float) -> None:
    """Wait until ``ready()``. Raises StackError when the process ends first or time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not process.is_running():
            raise StackError(f"{process.name} stopped at once: {process.last_words() or 'it said nothing'}")
        if time.monotonic() > deadline:
            raise StackError(f"{process.name} did not answer within {seconds:.0f} seconds.")
        time.sleep(0.03)


def run_as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the arguments that make subprocess run a program as ``user``."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Return what the child does before its program runs: ask Linux for a signal when its parent dies."""
    if LIBC is None:
        return None
    parent = os.getpid()

    def ask() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return ask
