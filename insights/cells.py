"""Numbers in the cells of a table, as the page says them and as the chart and the CSV have them."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from investors.reports.tables import Cell


def write_part(value: int, whole: int | None) -> str:
    """Write ``value``, and of how many it is a part; of none at all nothing is known."""
    if whole is None:
        return str(intcomma(value))
    if not whole:
        return _("not known")
    return _("%(part)s of %(whole)s") % {"part": intcomma(value), "whole": intcomma(whole)}


def count_cell(number: int) -> Cell:
    """Return a count."""
    return Cell(write_part(number, None), number)


def share_cell(part: int, whole: int) -> Cell:
    """Return a count with what it is a part of; its value is the count."""
    return Cell(write_part(part, whole), part)
