"""What every report is: tables with the same columns, for the page, the chart on it, and the CSV."""

import dataclasses
import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from investors.clock import LONDON

FEWEST = 5  # cases below which neither a share nor a median is said
FEWEST_FOR_NINETIETH = 10
HOUR = 1 / 24  # of a day


@dataclasses.dataclass(frozen=True)
class Period:
    """Days in London, both included, in which the enquiries came in."""

    first: datetime.date
    last: datetime.date

    @property
    def starts_at(self) -> datetime.datetime:
        """The first moment."""
        return datetime.datetime.combine(self.first, datetime.time(), LONDON)

    @property
    def ends_at(self) -> datetime.datetime:
        """The first moment after it."""
        return datetime.datetime.combine(self.last + datetime.timedelta(days=1), datetime.time(), LONDON)


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of numbers: its name in the CSV, its words, and whether the chart draws it."""

    name: str
    label: str | Promise
    is_drawn: bool = False


@dataclasses.dataclass(frozen=True)
class Cell:
    """A number as the page says it, and as the CSV and the chart have it; None where there is too little."""

    text: str
    value: float | None = None


@dataclasses.dataclass(frozen=True)
class Row:
    """What is said of one group, or of all."""

    label: str
    cells: tuple[Cell, ...]
    is_total: bool = False

    def pair(self, columns: Sequence[Column]) -> list[tuple[Column, Cell]]:
        """Return the cells, each with its column."""
        return list(zip(columns, self.cells, strict=True))


@dataclasses.dataclass(frozen=True)
class Table:
    """One table: ``group`` heads the column of labels; ``limit`` is drawn as a line, unlabelled the promise.

    ``unit`` is what the chart counts; ``is_stacked`` says that the drawn columns are parts of one,
    ``is_trend`` that the rows follow one another in time.
    """

    name: str
    title: str
    hint: str
    group: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str
    limit: float | None = None
    limit_label: str | Promise = ""
    is_stacked: bool = False
    is_trend: bool = False

    def list_rows(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Return each row with its cells and their columns, for the page."""
        return [(row, row.pair(self.columns)) for row in self.rows]

    @property
    def chart(self) -> str:
        """The kind of chart that it asks for."""
        return "trend" if self.is_trend else "stacked" if self.is_stacked else "bars"

    @property
    def is_stackable(self) -> bool:
        """Whether its rows become blocks on a narrow screen; one number beside its label fits as it is."""
        return len(self.columns) > 1

    @property
    def is_drawable(self) -> bool:
        """Whether any group has a number to draw."""
        drawn = [place for place, column in enumerate(self.columns) if column.is_drawn]
        return any(not row.is_total and row.cells[place].value for row in self.rows for place in drawn)


def list_csv_rows(tables: Sequence[Table]) -> Iterator[list[Any]]:
    """Yield the head and the rows of ``tables``, which have the same columns, for a CSV."""
    yield ["table", "group", *(column.name for column in tables[0].columns)]
    for table in tables:
        for row in table.rows:
            yield [table.name, row.label, *("" if cell.value is None else cell.value for cell in row.cells)]


def count(number: int) -> Cell:
    """Return a number of cases."""
    return Cell(str(number), number)


def share(part: int, whole: int) -> Cell:
    """Return ``part`` of ``whole`` in per cent, unless that rests on too few."""
    if whole < FEWEST:
        return too_few(whole)
    words = {"percent": round(100 * part / whole), "part": part, "whole": whole}
    return Cell(_("%(percent)s%% (%(part)s of %(whole)s)") % words, round(100 * part / whole, 1))


def span(days: float | None, cases: int, fewest: int = FEWEST) -> Cell:
    """Return a span of working days that rests on so many ``cases``, unless they are too few."""
    if days is None or cases < fewest:
        return too_few(cases)
    if days < HOUR:
        text = _("under an hour")
    elif days < 1:
        text = _("%(hours)s h") % {"hours": number_format(round(days * 24, 1), 1)}
    else:
        text = _("%(days)s days") % {"days": number_format(round(days, 1), 1)}
    return Cell(text, round(days, 2))


def too_few(cases: int) -> Cell:
    """Return what stands for a number that would rest on so few ``cases``."""
    return Cell(_("too few (%(cases)s)") % {"cases": cases} if cases else _("none"))
