"""What was measured of the work with enquiries, as the tables of docs/performance.md."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.case_speed import SEARCHES, THEIR_LISTS, CaseRun
from bench.report import describe_machine

SWEEP_GROWTH = 1.3


@dataclass(frozen=True)
class Goal:
    """A ratio of this run against its limit: at least where ``least``, else at most."""

    what: str
    ratio: float
    limit: float
    measured: str
    least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the ratio keeps to the limit."""
        return self.ratio >= self.limit if self.least else self.ratio <= self.limit


def list_goals(run: CaseRun) -> Iterator[Goal | str]:
    """Yield each goal of the parts that were measured with its ratio, or the reason why there is none."""
    for how, theirs in run.theirs.items():
        rates = f"{run.ours:.1f} and {theirs:.1f} a second"
        what = f"submissions per second, times those of django-helpdesk {how}"
        yield Goal(what, run.ours / theirs, 2, rates, least=True)
    if run.nothing.rate:
        ours, nothing = run.referral, run.nothing
        what = "from commit to committed referral, times a task that does nothing"
        yield Goal(
            what, ours.latency / nothing.latency, 5, f"{ours.latency:.1f} and {nothing.latency:.1f} ms"
        )
        what = "referrals per second, share of tasks that do nothing"
        rates = f"{ours.rate:.0f} and {nothing.rate:.0f} a second"
        yield Goal(what, ours.rate / nothing.rate, 0.25, rates, least=True)
    if run.cases:
        yield from list_page_goals(run)
    for name, (before, after) in run.sweeps.items():
        growth = f"{name}: at {run.many:,}, times at {run.few:,}"
        yield Goal(growth, after / before, SWEEP_GROWTH, f"{after:.1f} and {before:.1f} ms")


def list_page_goals(run: CaseRun) -> Iterator[Goal | str]:
    """Yield the goals of pages."""
    few, many = f"queue of {run.few:,}", f"queue of {run.many:,}"
    yield compare(run, f"{many}, times {few}", "queue, many", "queue, few", 1.3)
    for name in THEIR_LISTS:
        theirs = f"list of {name} of django-helpdesk at {run.tickets:,}, times our {many}"
        yield compare(run, theirs, name, "queue, many", 30, least=True)
    for name in SEARCHES:
        yield compare(run, f"search of {run.many:,} for {name}, times the queue", name, "queue, many", 5)


def compare(
    run: CaseRun, what: str, name: str, other: str, limit: float, *, least: bool = False
) -> Goal | str:
    """Return the goal of one page against another, as clients saw them; a sentence where one failed."""
    case, base = run.cases[name], run.cases[other]
    if fault := case.fault or base.fault:
        return f"{what}: {fault}"
    took, of = case.median("client"), base.median("client")
    measured = f"{took:.1f} and {of:.1f} ms; {len(case.answers)} and {len(base.answers)} requests"
    return Goal(what, took / of, limit, measured, least)


def write_report(run: CaseRun) -> str:
    """Return the whole report."""
    lines = [f"{describe_machine()}; load {' '.join(f'{each:.1f}' for each in run.load)} at the end.", ""]
    filling = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in run.filling.items())
    lines += [f"Filling and starting: {filling}.", ""]
    lines += ["| | ratio | goal | | measured |", "| --- | --: | --: | --- | --- |"]
    for goal in list_goals(run):
        if isinstance(goal, str):
            lines.append(f"| {goal} | | | not measured | |")
            continue
        bound = "at least" if goal.least else "at most"
        verdict = "met" if goal.is_met else "**not met**"
        lines.append(
            f"| {goal.what} | {goal.ratio:.2f} | {bound} {goal.limit:g} | {verdict} | {goal.measured} |"
        )
    return "\n".join(lines)
