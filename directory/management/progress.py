"""Showing how far a long command is, on a terminal or in a log."""

import time
from collections.abc import Callable
from typing import Any, TextIO

WIDTH = 30
TERMINAL_SECONDS = 0.5
LOG_SECONDS = 10.0


def describe_progress(done: int, total: int, rows: int, seconds: float) -> str:
    """Return a line with a bar, the share done, rows, rows per second and the time left.

    ``done`` and ``total`` are bytes, ``seconds`` what this run took so far. Share and time left are
    missing while they cannot be known.
    """
    parts = []
    if total:
        share = min(done / total, 1)
        filled = int(share * WIDTH)
        parts.append(f"[{'#' * filled}{'.' * (WIDTH - filled)}] {share:.0%}")
    parts.append(f"{rows:,} rows" if rows else f"{done / 1e6:,.0f} MB")
    if rows and seconds > 0:
        parts.append(f"{rows / seconds:,.0f} rows a second")
    if total and done and seconds > 0:
        parts.append(f"{describe_duration(seconds * (total - done) / done)} left")
    return ", ".join(parts)


def describe_duration(seconds: float) -> str:
    """Return a duration in words: ``3 s``, ``2 min 5 s``, ``1 h 4 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


class Progress:
    """Writes the progress to ``output`` now and then: over itself on a terminal, else line by line.

    What was done before this run began, as its first report says, does not count for the rate.
    """

    def __init__(self, output: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._output, self._clock = output, clock
        self._is_terminal = output.isatty()
        self._began: tuple[float, int, int] | None = None
        self._shown_at = 0.0

    def report(self, done: int, total: int, rows: int = 0) -> None:
        """Show how far it is, unless that was shown a moment ago."""
        at = self._clock()
        if self._began is None:
            self._began, self._shown_at = (at, done, rows), at
            return
        interval = TERMINAL_SECONDS if self._is_terminal else LOG_SECONDS
        if at - self._shown_at < interval and done < total:
            return
        self._shown_at = at
        started_at, done_before, rows_before = self._began
        line = describe_progress(done - done_before, total - done_before, rows - rows_before, at - started_at)
        self._write(line)

    def _write(self, line: str) -> None:
        end: dict[str, Any] = {"end": "\r"} if self._is_terminal else {}
        print(line.ljust(79) if self._is_terminal else line, file=self._output, flush=True, **end)

    def close(self) -> None:
        """Leave the line on a terminal."""
        if self._is_terminal and self._began:
            print(file=self._output)
