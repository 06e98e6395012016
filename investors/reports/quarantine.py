"""How well suspicion did: of what was quarantined, what people found; of what passed, what was spam."""

import dataclasses
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.clock import LONDON
from investors.models import CaseFacts
from investors.reports.tables import Cell, Column, Period, Row, Table, count, share
from investors.spam_facts import QuarantineFigures, count_caught

COLUMNS = (
    Column("quarantined", gettext_lazy("Quarantined")),
    Column("spam", gettext_lazy("Spam"), is_drawn=True),
    Column("genuine", gettext_lazy("True enquiries"), is_drawn=True),
    Column("waiting", gettext_lazy("Nobody looked yet"), is_drawn=True),
    Column("precision_percent", gettext_lazy("Held rightly")),
    Column("passed", gettext_lazy("Let through")),
    Column("missed_percent", gettext_lazy("Let through, spam after all")),
)
Month = tuple[str, int, QuarantineFigures]


def count_months(period: Period) -> list[Month]:
    """Return of each month of ``period`` with enquiries its name, how many came in, and its figures."""
    rows: Any = (
        CaseFacts.objects.filter(checked_at__gte=period.starts_at, checked_at__lt=period.ends_at)
        .annotate(month=TruncMonth("checked_at", tzinfo=LONDON))
        .values("month")
        .annotate(every=Count("pk"), **count_caught())
        .order_by("month")
    )
    return [
        (
            date_format(row["month"], "F Y"),
            row["every"],
            QuarantineFigures(**{name: row[name] for name in count_caught()}),
        )
        for row in rows
    ]


def describe_quarantine(period: Period) -> Table:
    """Return the table of the months and of all of them, in one query."""
    months = count_months(period)
    rows = [Row(name, _list_cells(every, figures)) for name, every, figures in months]
    if rows:
        rows.insert(0, Row(str(_("All")), _list_cells(*_add(months)), is_total=True))
    return Table(
        name="quarantine",
        title=_("What was quarantined, and what it was"),
        hint=_(
            "By the month of receipt, as each enquiry stands today. Spam is what a person closed as spam;"
            " what they released or closed for another reason was true."
        ),
        group=str(_("Month")),
        columns=COLUMNS,
        rows=tuple(rows),
        unit=_("quarantined enquiries"),
        is_stacked=True,
    )


def _add(months: list[Month]) -> tuple[int, QuarantineFigures]:
    names = [field.name for field in dataclasses.fields(QuarantineFigures)]
    sums = {name: sum(getattr(figures, name) for _month, _every, figures in months) for name in names}
    return sum(every for _month, every, _figures in months), QuarantineFigures(**sums)


def _list_cells(every: int, figures: QuarantineFigures) -> tuple[Cell, ...]:
    judged, passed = figures.spam + figures.genuine, every - figures.quarantined
    parts = (figures.quarantined, figures.spam, figures.genuine, figures.waiting)
    return (*map(count, parts), share(figures.spam, judged), count(passed), share(figures.missed, passed))
