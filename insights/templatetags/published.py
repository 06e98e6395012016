"""Published counts as a snapshot keeps them, in English, shown in the reader's language."""

from decimal import Decimal

from django import template

from directory.figures import format_value
from directory.models.sources import write_published
from directory.reference_names import word_figure
from insights.published import Published

register = template.Library()


@register.filter
def figure_words(text: str) -> str:
    """Return what is counted, where, or a caveat, in the reader's language."""
    return word_figure(text)


@register.filter
def local_value(figure: Published) -> str:
    """Return the count with its precision, in the reader's language."""
    precision = figure["value_text"].rpartition(" ")[0]
    return format_value(Decimal(figure["value"]), unit="jobs", precision=precision)


@register.filter
def publication_date(stated: str) -> str:
    """Return when a source appeared, in the reader's language."""
    return write_published(stated)
