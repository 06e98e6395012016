"""The summary of a listing that comes from the register: written by us, and told in the reader's language."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

BEGINNING = "Registered activities include: "


def write_summary(activity: str, sic: str) -> str:
    """Return the summary of a company by the ``activity`` of its ``sic``, as it is stored: in English."""
    return f"{BEGINNING}{activity} (SIC {sic})."


def tell_summary(summary: str) -> str:
    """Return a stored ``summary``, with our own words before its activities in the reader's language."""
    before, english, after = _split(summary)
    return f"{before}{english}{after}"


def mark_summary(summary: str) -> SafeString:
    """Return what ``tell_summary`` does as HTML, in which all but our own words is marked as English."""
    before, english, after = _split(summary)
    return format_html('{}<span lang="en">{}</span>{}', before, english, after)


def _split(summary: str) -> tuple[str, str, str]:
    """Return our own words before what is English in ``summary``, that itself, and our words after it."""
    activities = summary.removeprefix(BEGINNING)
    if activities == summary:
        return "", summary, ""
    ours = _("Registered activities include: %(activities)s") % {"activities": "\0"}
    before, _mark, after = ours.partition("\0")
    return before, activities, after
