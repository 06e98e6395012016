"""What the desk's navigation says of moderation."""

from django import template
from django.template.context import Context

from directory.moderation_work import Work, count_work

register = template.Library()


@register.simple_tag(takes_context=True)
def count_moderation(context: Context) -> int:
    """Return how much waits for moderators: as the page counted it, if it did. One query otherwise."""
    work = context.get("work")
    return (work if isinstance(work, Work) else count_work()).total
