"""The history of a business, as a timeline shows it."""

from collections.abc import Iterable
from typing import Any

from directory.models import Business, BusinessEvent


def list_events(business: Business, most: int) -> list[BusinessEvent]:
    """Return the latest events of ``business``, the newest first, with who it was. One query."""
    return list(business.events.select_related("user").order_by("-at", "-pk")[:most])


def describe_events(events: Iterable[BusinessEvent], *, names_people: bool) -> list[dict[str, Any]]:
    """Return ``events`` as the timeline shows them.

    ``names_people``: say who it was, for the desk, where the account is still there; elsewhere it is told by
    kind alone.
    """
    return [
        {
            "title": event.get_kind_display(),
            "at": event.at,
            "actor": name_actor(event) if names_people else event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in events
    ]


def name_actor(event: BusinessEvent) -> str:
    """Return who did it, by name where the account is still there, and on whose side."""
    kind = event.get_actor_kind_display()
    return f"{event.user} ({kind})" if event.user else kind
