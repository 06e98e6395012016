"""The history of a business, as a timeline shows it."""

from typing import Any

from directory.models import Business


def describe_events(business: Business, *, most: int, names_people: bool) -> list[dict[str, Any]]:
    """Return the latest events of ``business``, the newest first. One query.

    ``names_people``: say at the desk who it was, where the account is still there; elsewhere it is
    told by kind alone.
    """
    events = business.events.select_related("user").order_by("-at", "-pk")[:most]
    return [
        {
            "title": event.get_kind_display(),
            "at": event.at,
            "actor": f"{event.user} ({event.get_actor_kind_display()})"
            if names_people and event.user
            else event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in events
    ]
