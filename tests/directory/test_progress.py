"""How far a long command is."""

import io

import pytest

from directory.management.progress import Progress, describe_duration, describe_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (125, "2 min 5 s"), (3840, "1 h 4 min")],
)
def test_duration_is_written_as_people_say_it(seconds: float, words: str):
    assert describe_duration(seconds) == words


def test_progress_has_share_rows_rate_and_time_left():
    assert describe_progress(250, 1000, 5000, 10) == (
        "[#######.......................] 25%, 5,000 rows, 500 rows a second, 30 s left"
    )


def test_progress_of_unknown_length_has_what_is_known():
    assert describe_progress(5_000_000, 0, 0, 2) == "5 MB"
    assert describe_progress(0, 0, 0, 0) == "0 MB"


def test_log_gets_a_line_now_and_then_and_at_the_end():
    output, times = io.StringIO(), iter([0, 1, 11, 12, 13])
    progress = Progress(output, clock=lambda: next(times))

    for done in (0, 10, 20, 30, 100):
        progress.report(done, 100, done)
    progress.close()

    lines = output.getvalue().splitlines()
    assert [line.partition(",")[0][-4:].strip() for line in lines] == ["20%", "100%"]
    assert lines[0].endswith("20 rows, 2 rows a second, 44 s left")


def test_terminal_line_is_written_over_itself():
    output, times = Terminal(), iter([0, 1, 2])
    progress = Progress(output, clock=lambda: next(times))

    for done in (0, 50, 100):
        progress.report(done, 100, done)
    progress.close()

    assert output.getvalue().count("\r") == 2
    assert output.getvalue().count("\n") == 1


def test_rate_leaves_out_what_an_earlier_run_did():
    output, times = io.StringIO(), iter([0, 10])
    progress = Progress(output, clock=lambda: next(times))

    progress.report(900, 1000, 9000)
    progress.report(950, 1000, 9500)

    assert "500 rows, 50 rows a second, 10 s left" in output.getvalue()
