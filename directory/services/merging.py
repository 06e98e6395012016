"""Two listings of one business become one, and for 30 days two again."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Merger, Revision
from directory.notices import tell_team
from directory.permissions import Action
from directory.references import find_reference, list_references
from directory.workflow import Actor, move_business, record_event

Kind = BusinessEvent.Kind
MERGEABLE = (Business.Status.PUBLISHED, Business.Status.ARCHIVED)


class CannotMerge(Exception):
    """These two cannot become one. ``reason`` is ``same``, ``status``, ``numbers`` or ``example``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class CannotUndo(Exception):
    """Too much has changed since the merger, or too much time has passed: ``reason``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Movement:
    """How many rows of one kind would move, and how many would stay."""

    name: str
    label: Any
    moves: int
    stays: int


def preview_merger(*, kept: Business, gone: Business) -> list[Movement]:
    """Return what a merger would move. Raises CannotMerge. Two queries for each kind of row."""
    check_merger(kept, gone)
    movements = []
    for reference in list_references():
        moves = reference.find_movable(gone, kept).count()
        rows = reference.model._default_manager.filter(business=gone).count()
        movements.append(Movement(reference.name, reference.label, moves, rows - moves))
    return movements


def check_merger(kept: Business, gone: Business) -> None:
    """Raise CannotMerge where the two are no two listings of one business, as far as we can tell."""
    if kept.pk == gone.pk:
        raise CannotMerge("same")
    if kept.status not in MERGEABLE or gone.status not in MERGEABLE:
        raise CannotMerge("status")
    if kept.is_example != gone.is_example:
        raise CannotMerge("example")
    numbers = {number for number in (kept.company_number, gone.company_number) if number}
    if len(numbers) > 1:
        raise CannotMerge("numbers")


@transaction.atomic
def merge_businesses(*, kept: Business, gone: Business, by: User, now: datetime.datetime) -> Merger:
    """Move all that names ``gone`` to ``kept``, remove ``gone``, and return the merger; tell both teams.

    Raises CannotMerge, and StaleBusiness if either changed meanwhile.
    """
    kept, gone = _lock_both(kept, gone)
    check_merger(kept, gone)
    tell_team(
        template="profile-merged",
        business=gone,
        action=Action.SEE_BUSINESS,
        cause=f"{gone.pk}:{kept.pk}:{now.isoformat()}",
        now=now,
        kept=kept,
    )
    moved: dict[str, Any] = {"number": _move_number(gone, kept)}
    for reference in list_references():
        keys = list(reference.find_movable(gone, kept).order_by("pk").values_list("pk", flat=True))
        reference.model._default_manager.filter(pk__in=keys).update(business=kept)
        moved[reference.name] = keys
    Revision.objects.open().filter(business=gone).update(status=Revision.Status.WITHDRAWN, decided_at=now)
    merger = Merger.objects.create(
        kept=kept, gone=gone, former_status=gone.status, moved=moved, merged_at=now, merged_by=by
    )
    actor, detail = Actor.staff(by), {"merger": merger.pk}
    to = Business.Status.REMOVED
    move_business(business=gone, to=to, kind=Kind.MERGED, actor=actor, now=now, detail=detail)
    record_event(business=kept, kind=Kind.MERGED, actor=actor, now=now, detail=detail)
    return merger


@transaction.atomic
def undo_merger(*, merger: Merger, by: User, now: datetime.datetime) -> None:
    """Make two listings again: what moved moves back, as far as it is still there.

    Raises CannotUndo: "late" after 30 days, "undone" if it does not stand, "number" where the company
    number was given to another listing meanwhile.
    """
    merger = Merger.objects.select_for_update().get(pk=merger.pk)
    kept, gone = _lock_both(merger.kept, merger.gone)
    if merger.undone_at is not None or gone.status != Business.Status.REMOVED:
        raise CannotUndo("undone")
    if not merger.can_be_undone(now):
        raise CannotUndo("late")
    for name, keys in merger.moved.items():
        if name != "number":
            rows = find_reference(name).model._default_manager.filter(pk__in=keys, business=kept)
            rows.update(business=gone)
    if merger.moved["number"]:
        if kept.company_number != merger.moved["number"]:
            raise CannotUndo("number")
        Business.objects.filter(pk=kept.pk).update(company_number="")
        Business.objects.filter(pk=gone.pk).update(company_number=merger.moved["number"])
    Merger.objects.filter(pk=merger.pk).update(undone_at=now)
    actor, detail = Actor.staff(by), {"merger": merger.pk}
    to = merger.former_status
    move_business(business=gone, to=to, kind=Kind.UNMERGED, actor=actor, now=now, detail=detail)
    record_event(business=kept, kind=Kind.UNMERGED, actor=actor, now=now, detail=detail)


def find_successor(slug: str) -> Business | None:
    """Return the listing that the address ``slug`` leads to since a merger, by any number of mergers."""
    merger = Merger.objects.standing().filter(gone__slug=slug).select_related("kept").first()
    seen: set[int] = set()
    while merger is not None and merger.pk not in seen:
        seen.add(merger.pk)
        if merger.kept.status == Business.Status.PUBLISHED:
            return merger.kept
        merger = Merger.objects.standing().filter(gone=merger.kept).select_related("kept").first()
    return None


def _lock_both(first: Business, second: Business) -> tuple[Business, Business]:
    """Return both as they are now, locked in one order whoever asks."""
    rows = Business.objects.select_for_update().order_by("pk").in_bulk([first.pk, second.pk])
    return rows[first.pk], rows[second.pk]


def _move_number(gone: Business, kept: Business) -> str:
    """Give ``kept`` the company number that only ``gone`` has; return it, or ""."""
    number = gone.company_number
    if not number or kept.company_number:
        return ""
    Business.objects.filter(pk=gone.pk).update(company_number="")
    Business.objects.filter(pk=kept.pk).update(company_number=number)
    gone.company_number, kept.company_number = "", number
    return number
