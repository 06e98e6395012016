"""How messages are shown."""

import datetime

from django import template

from outbox.filters import name_kind, name_status
from outbox.models import LATE_AFTER, Message

register = template.Library()
register.filter("kind_name", name_kind)
register.filter("status_name", name_status)

TONES = {
    "queued": "wait",
    "sending": "info",
    "sent": "good",
    "failed": "bad",
    "suppressed": "neutral",
    "lost": "bad",
    "for_now": "bad",
    "bounced": "bad",
    "complained": "bad",
    "held_back": "neutral",
    "replayed": "info",
    "taken_back": "neutral",
}


@register.filter
def outcome_tone(status: str) -> str:
    """Return the tone of the pill for the status of a message or the outcome of an attempt."""
    return TONES.get(status, "info")


@register.filter
def is_late(message: Message, now: datetime.datetime) -> bool:
    """Whether ``message`` should have left by ``now``; the same rule as ``Message.objects.late``."""
    is_open = message.status in Message.NOT_SENT and message.settled_at is None
    return is_open and message.created_at < now - LATE_AFTER
