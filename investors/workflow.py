"""The life of an enquiry: every legal move in one table, and the one way to make a move."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from investors.models import Enquiry, EnquiryEvent

if TYPE_CHECKING:
    from accounts.models import User
    from investors.models import Contact

Status = Enquiry.Status
Kind = EnquiryEvent.Kind

MOVES: dict[str, frozenset[str]] = {
    Status.RECEIVED: frozenset({Status.TRIAGE, Status.REFERRED, Status.QUARANTINED}),
    Status.QUARANTINED: frozenset({Status.TRIAGE, Status.CLOSED}),
    Status.TRIAGE: frozenset({Status.REFERRED, Status.CLOSED}),
    Status.REFERRED: frozenset({Status.IN_PROGRESS, Status.REFERRED, Status.TRIAGE, Status.CLOSED}),
    Status.IN_PROGRESS: frozenset(
        {Status.AWAITING_INVESTOR, Status.NURTURE, Status.CONVERTED, Status.REFERRED, Status.CLOSED}
    ),
    Status.AWAITING_INVESTOR: frozenset({Status.IN_PROGRESS, Status.NURTURE, Status.CLOSED}),
    Status.NURTURE: frozenset({Status.IN_PROGRESS, Status.CLOSED}),
    Status.CONVERTED: frozenset({Status.CLOSED}),
    Status.CLOSED: frozenset({Status.TRIAGE}),
}


class IllegalMove(Exception):
    """The table has no such move."""


class StaleEnquiry(Exception):
    """Somebody else moved the enquiry first."""


@dataclass(frozen=True)
class Actor:
    """Who did something: the investor, a contact, a member of staff, or the system."""

    kind: str
    name: str = ""
    user_id: int | None = None

    @classmethod
    def system(cls) -> "Actor":
        """Return the portal itself."""
        return cls(EnquiryEvent.ActorKind.SYSTEM, "TechNorth")

    @classmethod
    def investor(cls) -> "Actor":
        """Return whoever holds the enquiry's link. The name stays with the enquiry alone."""
        return cls(EnquiryEvent.ActorKind.INVESTOR)

    @classmethod
    def contact(cls, contact: "Contact") -> "Actor":
        """Return ``contact``, acting from the mail's link or signed in."""
        return cls(EnquiryEvent.ActorKind.CONTACT, contact.name, contact.user_id)

    @classmethod
    def staff(cls, user: "User") -> "Actor":
        """Return a signed-in member of staff."""
        return cls(EnquiryEvent.ActorKind.STAFF, str(user), user.pk)


@dataclass(frozen=True)
class Entry:
    """An enquiry, and what the event in its history says."""

    enquiry: Enquiry
    text: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def move_enquiry(
    *,
    enquiry: Enquiry,
    to: str,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
    **changes: Any,
) -> EnquiryEvent:
    """Move ``enquiry`` to the status ``to``, set ``changes`` on it, and write the event.

    Call it inside a transaction. The move is a compare-and-set on the status and the version
    that the caller saw: raises StaleEnquiry when somebody else was first, IllegalMove when
    the table has no such move. A move settles what was due and stops the clock of the case,
    unless ``changes`` set them. Returns the event.
    """
    entry = Entry(enquiry, text, detail or {})
    [event] = move_enquiries(entries=[entry], to=to, kind=kind, actor=actor, now=now, **changes)
    return event


def move_enquiries(
    *, entries: Sequence[Entry], to: str, kind: str, actor: Actor, now: datetime.datetime, **changes: Any
) -> list[EnquiryEvent]:
    """Make several moves as ``move_enquiry`` makes one, in as many statements where all stand alike."""
    changes = {"due_at": None, "clock_step": "", "clock_at": None, **changes}
    alike: dict[tuple[str, int], list[Enquiry]] = {}
    for entry in entries:
        alike.setdefault((entry.enquiry.status, entry.enquiry.version), []).append(entry.enquiry)
    for (before, version), enquiries in alike.items():
        references = ", ".join(each.reference for each in enquiries)
        if to not in MOVES[before]:
            raise IllegalMove(f"{references}: {before} to {to}")
        seen = Enquiry.objects.filter(pk__in=[each.pk for each in enquiries], status=before, version=version)
        if seen.update(status=to, version=version + 1, **changes) != len(enquiries):
            raise StaleEnquiry(references)
    events = [
        _build_event(entry, kind, actor, now, from_status=entry.enquiry.status, to_status=to)
        for entry in entries
    ]
    for entry in entries:
        entry.enquiry.version += 1
        entry.enquiry.status = to
        for name, value in changes.items():
            setattr(entry.enquiry, name, value)
    return EnquiryEvent.objects.bulk_create(events)


def change_enquiry(*, enquiry: Enquiry, **changes: Any) -> None:
    """Set ``changes`` on ``enquiry`` where its status stays, and count it as a move.

    Call it inside a transaction that writes an event as well. Raises StaleEnquiry when somebody
    else moved the enquiry since the caller read it.
    """
    changes["version"] = enquiry.version + 1
    if not Enquiry.objects.filter(pk=enquiry.pk, version=enquiry.version).update(**changes):
        raise StaleEnquiry(enquiry.reference)
    for name, value in changes.items():
        setattr(enquiry, name, value)


def record_event(
    *,
    enquiry: Enquiry,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
    to_status: str = "",
) -> EnquiryEvent:
    """Write one event of ``enquiry`` and return it; inside the transaction of its cause."""
    event = _build_event(Entry(enquiry, text, detail or {}), kind, actor, now, to_status=to_status)
    event.save(force_insert=True)
    return event


def record_events(
    *, entries: Iterable[Entry], kind: str, actor: Actor, now: datetime.datetime
) -> list[EnquiryEvent]:
    """Write an event of each enquiry, none of which moves, in one statement."""
    return EnquiryEvent.objects.bulk_create(_build_event(entry, kind, actor, now) for entry in entries)


def _build_event(
    entry: Entry,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    *,
    from_status: str = "",
    to_status: str = "",
) -> EnquiryEvent:
    return EnquiryEvent(
        enquiry=entry.enquiry,
        kind=kind,
        at=now,
        actor_kind=actor.kind,
        actor_name=actor.name,
        user_id=actor.user_id,
        from_status=from_status,
        to_status=to_status,
        text=entry.text,
        detail=entry.detail,
    )
