"""How a published figure is written for readers."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

MILLION = Decimal(1_000_000)
BILLION = Decimal(1_000_000_000)
TEN_THOUSAND = Decimal(10_000)
HUNDRED_MILLION = Decimal(100_000_000)
# Languages that count by ten thousands, by the beginning of their codes.
MYRIADS = ("ja", "zh")
# How the words of the reference data stand to the number, which other languages order otherwise.
PRECISIONS = {
    "about": gettext_noop("about %(number)s"),
    "almost": gettext_noop("almost %(number)s"),
    "around": gettext_noop("around %(number)s"),
    "at least": gettext_noop("at least %(number)s"),
    "close to": gettext_noop("close to %(number)s"),
    "more than": gettext_noop("more than %(number)s"),
    "nearly": gettext_noop("nearly %(number)s"),
    "over": gettext_noop("over %(number)s"),
}
PER = {
    "a year": gettext_noop("%(number)s a year"),
    "per sq ft": gettext_noop("%(number)s per sq ft"),
    "of digital businesses": gettext_noop("%(number)s of digital businesses"),
    "over five years": gettext_noop("%(number)s over five years"),
}


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
    if rest:
        text = _(PER[rest]) % {"number": text} if rest in PER else f"{text} {rest}"
    if precision:
        known = PRECISIONS.get(precision)
        text = _(known) % {"number": text} if known else f"{precision} {text}"
    return text


def format_pounds(value: Decimal) -> str:
    """Write an amount in pounds, in millions or billions or as the language counts where it is that large."""
    if get_language().startswith(MYRIADS):
        if value >= HUNDRED_MILLION:
            return _("£%(number)s hundred million") % {"number": format_number(value / HUNDRED_MILLION)}
        if value >= TEN_THOUSAND:
            return _("£%(number)s ten thousand") % {"number": format_number(value / TEN_THOUSAND)}
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
