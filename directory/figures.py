"""How a published figure is written for readers."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MILLION = Decimal(1_000_000)
BILLION = Decimal(1_000_000_000)


def format_value(value: Decimal, *, unit: str, precision: str = "") -> str:
    """Write ``value`` with its unit where the unit is money or per cent, and what it is per.

    ``unit`` is as in ``figures.csv``: ``GBP``, ``GBP a year``, ``percent``, ``percent a year``, or a
    noun (``jobs``), which the figure's label already says and which is left out. ``precision``
    ("about", "more than") comes first.
    """
    measure, _space, rest = unit.partition(" ")
    if measure == "GBP":
        text = format_pounds(value)
    elif measure == "percent":
        text = _("%(number)s%%") % {"number": format_number(value)}
    else:
        text, rest = format_number(value), ""
    return " ".join(part for part in (precision, text, rest) if part)


def format_pounds(value: Decimal) -> str:
    """Write an amount in pounds, in millions or billions where it is that large."""
    if value >= BILLION:
        return _("£%(number)s billion") % {"number": format_number(value / BILLION)}
    if value >= MILLION:
        return _("£%(number)s million") % {"number": format_number(value / MILLION)}
    return _("£%(number)s") % {"number": format_number(value)}


def format_number(value: Decimal) -> str:
    """Write a number with thousands separated and no idle noughts after the point."""
    plain = value.normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    return number_format(plain, decimal_pos=decimals, use_l10n=True, force_grouping=True)
