"""The options of a select, written at once: a template included for each is most of what a long one takes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

Option = dict[str, Any]
Group = tuple[str | None, list[Option], int]


@register.filter
def write_options(groups: Iterable[Group]) -> SafeString:
    """Return ``groups``, as a widget's ``optgroups`` are, as the options of a select, in their groups.

    They are what Django's ``select_option.html`` makes of them; a template of the widget's own is not asked.
    """
    return SafeString("".join(_write_groups(groups)))  # its parts are escaped


def _write_groups(groups: Iterable[Group]) -> Iterator[SafeString]:
    for name, options, _index in groups:
        if name:
            yield format_html('\n<optgroup label="{}">', name)
        yield from (_write_option(option) for option in options)
        if name:
            yield SafeString("\n</optgroup>")


def _write_option(option: Option) -> SafeString:
    value, attributes, label = str(option["value"]), option["attrs"], option["label"]
    if attributes:
        return format_html('\n<option value="{}"{}>{}</option>', value, flatatt(attributes), label)
    return format_html('\n<option value="{}">{}</option>', value, label)
