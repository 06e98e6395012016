"""What pages say of the visitor's shortlist. No query: see ``investors.shortlist_keeping``."""

from collections.abc import Collection
from typing import Any

from django import template
from django.template import Context

from investors.shortlist_entries import split_reference
from investors.shortlist_keeping import list_refs
from investors.shortlist_kinds import KINDS

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_keys(context: Context, kind: str) -> Collection[Any]:
    """Return the keys of what is kept of ``kind``."""
    parse = KINDS[kind].parse
    pairs = [split_reference(ref) for ref in _list_refs(context)]
    return frozenset(parse(key) for name, key in pairs if name == kind)


@register.simple_tag(takes_context=True)
def count_kept(context: Context) -> int:
    """Return how many things are kept."""
    return len(_list_refs(context))


def _list_refs(context: Context) -> list[str]:
    """Return the references; none on a page without a request, such as that of an outage."""
    request = getattr(context, "request", None)
    return list_refs(request) if request is not None and hasattr(request, "user") else []
