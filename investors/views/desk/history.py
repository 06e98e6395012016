"""What happened with an enquiry, in rows for the timeline: its events and every message about it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.models import Enquiry, EnquiryEvent, Referral
from outbox.models import Message
from outbox.views import read_text

Row = dict[str, Any]
Kind = EnquiryEvent.Kind
OF_STAFF = (Kind.NOTE, Kind.TASK_ADDED, Kind.TASK_DONE)
OF_THE_INVESTOR = (
    Kind.RECEIVED,
    Kind.INVESTOR_WROTE,
    Kind.FILE_ADDED,
    Kind.CORRECTED,
    Kind.CALL_ASKED,
    Kind.DELETION_ASKED,
    Kind.WITHDRAWN,
    Kind.REPLIED,
    Kind.CALLED,
    Kind.PROPOSED,
)


class Part(models.TextChoices):
    """What of the history is shown."""

    ALL = "", gettext_lazy("Everything")
    INVESTOR = "investor", gettext_lazy("With the investor")
    NOTES = "notes", gettext_lazy("Notes and tasks")
    MESSAGES = "messages", gettext_lazy("Messages")


def describe_timeline(
    events: Iterable[EnquiryEvent],
    messages: Iterable[Message],
    part: str = Part.ALL,
    *,
    others: Mapping[int, str] | None = None,
) -> list[Row]:
    """Return events and messages together, the last first; ``part`` (a Part) leaves the rest out.

    ``others``: by key, the references of enquiries put together with this one; their events say so.
    """
    shown = {
        Part.INVESTOR: lambda event: event.kind in OF_THE_INVESTOR,
        Part.NOTES: lambda event: event.kind in OF_STAFF,
        Part.MESSAGES: lambda event: False,
    }.get(Part(part), lambda event: True)
    others = others or {}
    rows = describe_events((each for each in events if shown(each) and not _is_echo(each, others)), others)
    if part in (Part.ALL, Part.MESSAGES):
        rows += [describe_message(message) for message in messages]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _is_echo(event: EnquiryEvent, others: Mapping[int, str]) -> bool:
    """Whether the case itself has an event that says the same."""
    return event.enquiry_id in others and event.kind in (Kind.JOINED, Kind.SPLIT)


def describe_events(events: Iterable[EnquiryEvent], others: Mapping[int, str]) -> list[Row]:
    """Return events for the timeline component, in the order given; those of ``others`` say of which."""
    return [
        {
            "title": " · ".join(filter(None, [title_event(event), others.get(event.enquiry_id)])),
            "at": event.at,
            "actor": event.actor_name or event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in events
    ]


def describe_message(message: Message) -> Row:
    """Return a message for the timeline, with its whole text as far as the desk may read it."""
    return {
        "title": _("Mail: %(subject)s") % {"subject": message.subject},
        "at": message.created_at,
        "actor": _("to %(name)s") % {"name": message.to_name or message.to_email},
        "message": message,
        "body": read_text(message),
    }


def title_event(event: EnquiryEvent) -> str:
    """Return what happened in a few words, with the contact or the statuses it speaks of."""
    title = event.get_kind_display()
    if event.kind == event.Kind.MOVED and event.to_status:
        return f"{title}: {Enquiry.Status(event.from_status).label} → {Enquiry.Status(event.to_status).label}"
    if event.detail.get("role") == Referral.Role.CONTRIBUTOR and event.kind != event.Kind.CONTRIBUTED:
        title = _("%(what)s (contributor)") % {"what": title}
    if event.kind == event.Kind.OFFERED and event.detail.get("contact_name"):
        return f"{title}: {event.detail['contact_name']}"
    if event.kind == event.Kind.NOTE and event.detail.get("readers"):
        return _("Note for %(names)s") % {"names": ", ".join(event.detail["readers"])}
    if event.kind in (event.Kind.JOINED, event.Kind.SPLIT) and event.detail.get("with"):
        return f"{title}: {event.detail['with']}"
    if event.kind == event.Kind.TASK_ADDED and event.detail.get("for"):
        return _("Task for %(name)s") % {"name": event.detail["for"]}
    return title
