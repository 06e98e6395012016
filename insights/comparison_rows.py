"""What a comparison of clusters is made of: sections of rows, with a cell for each cluster and the North."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.models import Source


@dataclass(frozen=True)
class Value:
    """A value in a cell; ``about`` says what area it speaks of where that is not plain."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Cell:
    """What a row says of one cluster; no values where it is missing. ``bar`` is 0 to 100, on one scale."""

    name: str
    values: tuple[Value, ...] = ()
    bar: float | None = None


@dataclass(frozen=True)
class Row:
    """One thing about each cluster. ``missing`` says in words what an empty cell means.

    ``metric`` is the key of what published figures count, "" for a row of other things.
    """

    label: str
    cells: tuple[Cell, ...]
    missing: str
    note: str = ""
    source: Source | None = None
    metric: str = ""


@dataclass(frozen=True)
class Section:
    """Rows under a heading; ``note`` says what they rest on, ``missing`` that there is none of them."""

    key: str
    heading: str
    rows: tuple[Row, ...]
    note: str = ""
    missing: str = ""
    is_made_up: bool = False
    tick: float | None = None


def skip_north() -> Cell:
    """Return the cell of the North in a row that says nothing about it."""
    return Cell(str(_("The North")), (Value("–"),))
