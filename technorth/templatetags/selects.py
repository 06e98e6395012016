"""The options of a select, written at once: a template included for each is most of what a long one takes."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

Option = dict[str, Any]
Group = tuple[str | None, list[Option], int]


@register.filter
def write_options(groups: Iterable[Group]) -> SafeString:
    """Return ``groups``, as a widget's ``optgroups`` are, as the options of a select, in their groups.

    They are what Django's ``select_option.html`` makes of them; a template of the widget's own is not asked.
    """
    return format_html_join("", "{}", ((_write_group(name, options),) for name, options, _index in groups))


def _write_group(name: str | None, options: list[Option]) -> SafeString:
    written = format_html_join(
        "",
        '\n<option value="{}"{}>{}</option>',
        (
            (str(option["value"]), flatatt(option["attrs"]) if option["attrs"] else "", option["label"])
            for option in options
        ),
    )
    return format_html('\n<optgroup label="{}">{}\n</optgroup>', name, written) if name else written
