"""The history of an enquiry, in rows for the timeline."""

from collections.abc import Iterable
from typing import Any

from investors.models import Enquiry, EnquiryEvent

Row = dict[str, Any]


def describe_events(events: Iterable[EnquiryEvent]) -> list[Row]:
    """Return events for the timeline component, in the order given."""
    return [
        {
            "title": title_event(event),
            "at": event.at,
            "actor": event.actor_name or event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in events
    ]


def title_event(event: EnquiryEvent) -> str:
    """Return what happened in a few words, with the contact or the statuses it speaks of."""
    title = event.get_kind_display()
    if event.kind == event.Kind.MOVED and event.to_status:
        return f"{title}: {Enquiry.Status(event.from_status).label} → {Enquiry.Status(event.to_status).label}"
    if event.kind == event.Kind.OFFERED and event.detail.get("contact_name"):
        return f"{title}: {event.detail['contact_name']}"
    return title
