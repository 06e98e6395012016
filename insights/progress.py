"""Progress towards the 400,000 jobs: a baseline, a target, and three measures that are never added up.

The page, its charts and the CSV are all made from the one ``Progress``, so they agree.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory.models.sources import write_published
from insights.cells import count_cell
from insights.models import ClusterCount, Snapshot
from insights.published import BASELINE, NORTH, TARGET, Published, list_published
from insights.snapshots import find_latest, read_trend
from investors.reports.tables import Column, Row, Table

CSV_HEAD = ["measure", "name", "value", "unit", "when", "geography", "note", "source", "address"]


@dataclass(frozen=True)
class Progress:
    """All that is known on one day. ``snapshot`` is None before the first night; the tables are then empty.

    ``days`` are those of the rows of both tables. ``counts`` are those of the published statistics that speak
    of the whole North, as the target does; ``parts`` speak of parts of it. ``reported`` has the jobs that
    real businesses in the directory report.
    """

    snapshot: Snapshot | None
    target: Published | None
    baseline: Published | None
    counts: list[Published]
    parts: list[Published]
    reported: ClusterCount
    days: list[datetime.date]
    reported_table: Table
    verified_table: Table

    @property
    def published(self) -> list[Published]:
        """Every published count but the target, in the order of the page."""
        return [*self.counts, *self.parts]

    @property
    def coverage_text(self) -> str:
        """Which part of the listed businesses reports, in per cent."""
        return write_coverage(self.reported)

    @property
    def name(self) -> str:
        """What a citation calls it."""
        goal = intcomma(self.target["value"]) if self.target else ""
        return _("Progress towards %(goal)s jobs") % {"goal": goal} if goal else _("Progress in jobs")


def find_snapshot(day: datetime.date | None) -> Snapshot | None:
    """Return the snapshot of ``day``, or the latest; None where there is none. One query."""
    return Snapshot.objects.filter(taken_on=day).first() if day else find_latest()


def read_progress(snapshot: Snapshot | None) -> Progress:
    """Return what was known when ``snapshot`` was taken, or what is published where there is none yet."""
    published: list[Published] = snapshot.published if snapshot else list_published()
    target = next((each for each in published if each["metric"] == TARGET), None)
    counts = [each for each in published if each["geography"] == NORTH and each["metric"] != TARGET]
    trend = read_trend(None, until=snapshot.taken_on) if snapshot else []
    days = [day for day, _count in trend]
    verified = Snapshot.objects.filter(taken_on__in=days).defer("published").order_by("taken_on")
    return Progress(
        snapshot=snapshot,
        target=target,
        baseline=next((each for each in counts if each["metric"] == BASELINE), None),
        counts=counts,
        parts=[each for each in published if each["geography"] != NORTH],
        reported=trend[-1][1] if trend else ClusterCount(),
        days=days,
        reported_table=describe_reported(trend),
        verified_table=describe_verified(list(verified) if days else []),
    )


def write_coverage(count: ClusterCount) -> str:
    """Write which part of the listed businesses reports its jobs; nothing where none is listed."""
    if not count.businesses:
        return ""
    return _("%(percent)s%%") % {
        "percent": number_format(round(100 * count.reporting / count.businesses, 1), 1)
    }


def describe_reported(trend: list[tuple[datetime.date, ClusterCount]]) -> Table:
    """Return the jobs that businesses report, by day, with how many of them do."""
    rows = [
        Row(
            format_date(day, "j F Y"),
            (count_cell(count.jobs_reported), count_cell(count.reporting), count_cell(count.businesses)),
        )
        for day, count in trend
    ]
    return Table(
        name="reported",
        title=_("Jobs reported, by day"),
        hint=_("Where more businesses report, the jobs rise without anybody having been hired."),
        group=_("Day"),
        columns=(
            Column("jobs", _("Jobs reported"), is_drawn=len(rows) > 1),
            Column("reporting", _("Businesses that report")),
            Column("businesses", _("Businesses listed")),
        ),
        rows=tuple(rows),
        unit=_("jobs"),
        is_trend=True,
    )


def describe_verified(snapshots: list[Snapshot]) -> Table:
    """Return the verified jobs of won projects, by day: created and safeguarded, never as one number."""
    rows = [
        Row(
            format_date(each.taken_on, "j F Y"),
            (count_cell(each.verified_created), count_cell(each.verified_safeguarded)),
        )
        for each in snapshots
    ]
    return Table(
        name="verified",
        title=_("Verified jobs, by day"),
        hint=_("A win that is taken back, or a number that is corrected, lowers the count of later days."),
        group=_("Day"),
        columns=(
            Column("created", _("Jobs created"), is_drawn=len(rows) > 1),
            Column("safeguarded", _("Jobs safeguarded"), is_drawn=len(rows) > 1),
        ),
        rows=tuple(rows),
        unit=_("jobs"),
        is_trend=True,
    )


def list_csv_rows(progress: Progress, address: str) -> Iterator[list[Any]]:
    """Yield the head and a row for each number on the page. ``address`` cites those that are our own."""
    yield CSV_HEAD
    if progress.target:
        yield ["target", *_list_published(progress.target)]
    for each in progress.published:
        yield ["published", *_list_published(each)]
    own = [
        (progress.reported_table, _("Businesses in the TechNorth directory")),
        (progress.verified_table, _("Projects won through TechNorth")),
    ]
    for table, source in own:
        for day, row in zip(progress.days, table.rows, strict=True):
            for column, cell in row.pair(table.columns):
                unit = "jobs" if column.name in ("jobs", "created", "safeguarded") else "businesses"
                yield [table.name, column.label, cell.value, unit, day, NORTH, "", source, address]


def _list_published(each: Published) -> list[Any]:
    return [
        each["label"],
        each["value"],
        "jobs",
        each["year"],
        each["geography"],
        ". ".join(text for text in (each["value_text"], each["note"]) if text),
        ", ".join(
            text for text in (each["source"], each["publisher"], write_published(each["published"])) if text
        ),
        each["url"],
    ]
