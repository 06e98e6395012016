"""Two listings of one business become one, and for 30 days two again."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Membership, Merger, Revision
from directory.notices import tell_team
from directory.permissions import Action, Role
from directory.references import find_reference, list_references
from directory.services.moderation import skip_samples
from directory.workflow import Actor, move_business, record_event

Kind = BusinessEvent.Kind


class CannotMerge(Exception):
    """These two cannot become one. ``reason`` is ``same``, ``status``, ``numbers`` or ``example``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class CannotUndo(Exception):
    """Too much has changed since the merger, or too much time has passed.

    ``reason`` is ``late`` after 30 days; ``undone`` where it does not stand; ``merged`` where the listing
    that stayed was itself merged or removed since; ``number`` where its company number changed; ``admin``
    where one of the two would have a team without an admin; ``changed`` where something would be there twice.
    """

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
    if not (kept.was_public and gone.was_public):
        raise CannotMerge("status")
    if kept.is_example != gone.is_example:
        raise CannotMerge("example")
    numbers = {number for number in (kept.company_number, gone.company_number) if number}
    if len(numbers) > 1:
        raise CannotMerge("numbers")


@transaction.atomic
def merge_businesses(*, kept: Business, gone: Business, by: User, now: datetime.datetime) -> Merger:
    """Move all that names ``gone`` to ``kept``, remove ``gone``, and return the merger; tell both teams.

    ``kept`` goes on saying what it says; ``gone`` keeps its own profile, for an undoing. Raises CannotMerge.
    """
    kept, gone = _lock_both(kept, gone)
    check_merger(kept, gone)
    _tell("profile-merged", kept, gone, now)
    moved = {
        "rows": _move_rows(gone, kept),
        "doubles": _end_doubles(gone),
        "fields": _carry_fields(gone, kept),
        "revision": _close_revision(gone, now),
    }
    skip_samples(gone, now)
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
    """Make two listings again: what moved moves back, as far as it is still there. Raises CannotUndo."""
    merger = Merger.objects.select_for_update().get(pk=merger.pk)
    kept, gone = _lock_both(merger.kept, merger.gone)
    if merger.undone_at is not None or gone.status != Business.Status.REMOVED:
        raise CannotUndo("undone")
    if not merger.can_be_undone(now):
        raise CannotUndo("late")
    if not kept.was_public:
        raise CannotUndo("merged")
    _move_rows_back(gone, kept, merger.moved)
    if lacks_admin(gone) or lacks_admin(kept):
        raise CannotUndo("admin")
    _return_fields(gone, kept, merger.moved["fields"])
    _reopen_revision(merger.moved["revision"])
    Merger.objects.filter(pk=merger.pk).update(undone_at=now)
    actor, detail = Actor.staff(by), {"merger": merger.pk}
    to = merger.former_status
    move_business(business=gone, to=to, kind=Kind.UNMERGED, actor=actor, now=now, detail=detail)
    record_event(business=kept, kind=Kind.UNMERGED, actor=actor, now=now, detail=detail)
    _tell("profile-unmerged", kept, gone, now)


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


def find_successors(ids: Iterable[int]) -> dict[int, int]:
    """Return of each of ``ids`` that was merged the key of the listing that it is part of now.

    One query for each merger of a merger, however many ``ids``. That listing may be taken down itself.
    """
    leads: dict[int, int] = {}
    asked = set(ids)
    while asked:
        mergers = Merger.objects.standing().filter(gone__in=asked).order_by("pk")
        leads |= dict(mergers.values_list("gone_id", "kept_id"))
        asked = {leads[each] for each in asked if each in leads} - leads.keys()
    return {each: _follow(leads, each) for each in leads}


def _follow(leads: dict[int, int], start: int) -> int:
    """Return where ``leads`` lead to from ``start``; of a circle, any of it."""
    seen = {start}
    place = leads[start]
    while place in leads and place not in seen:
        seen.add(place)
        place = leads[place]
    return place


def lacks_admin(business: Business) -> bool:
    """Whether ``business`` has a team and no admin, which the database would refuse."""
    roles = set(business.memberships.values_list("role", flat=True))
    return bool(roles) and Role.ADMIN not in roles


def _lock_both(first: Business, second: Business) -> tuple[Business, Business]:
    """Return both as they are now, locked in one order whoever asks."""
    rows = Business.objects.select_for_update().order_by("pk").in_bulk([first.pk, second.pk])
    return rows[first.pk], rows[second.pk]


def _tell(template: str, kept: Business, gone: Business, now: datetime.datetime) -> None:
    """Tell everybody who is in either team now what becomes of the two listings."""
    for business in (kept, gone):
        tell_team(
            template=template,
            business=business,
            action=Action.SEE_BUSINESS,
            cause=f"{gone.pk}:{kept.pk}:{now.isoformat()}",
            now=now,
            kept=kept,
            gone=gone,
        )


def _move_rows(gone: Business, kept: Business) -> dict[str, list[Any]]:
    """Let every row that names ``gone`` name ``kept``; return the keys of those that could, by kind."""
    moved: dict[str, list[Any]] = {}
    for reference in list_references():
        keys = list(reference.find_movable(gone, kept).order_by("pk").values_list("pk", flat=True))
        reference.model._default_manager.filter(pk__in=keys).update(business=kept)
        moved[reference.name] = keys
    return moved


def _move_rows_back(gone: Business, kept: Business, moved: dict[str, Any]) -> None:
    """Let the rows that moved name ``gone`` again, but for those that are no more. Raises CannotUndo."""
    try:
        with transaction.atomic():
            for name, keys in moved["rows"].items():
                rows = find_reference(name).model._default_manager.filter(pk__in=keys, business=kept)
                rows.update(business=gone)
            _begin_doubles(gone, moved["doubles"])
    except IntegrityError as error:
        raise CannotUndo("changed") from error


def _end_doubles(gone: Business) -> list[dict[str, Any]]:
    """End the memberships of who is in both teams; return what makes them again."""
    doubles = gone.memberships.order_by("pk")
    former = [
        {"user": each.user_id, "role": each.role, "joined_at": each.joined_at.isoformat()} for each in doubles
    ]
    doubles.delete()
    return former


def _begin_doubles(gone: Business, former: list[dict[str, Any]]) -> None:
    """Make the memberships again of whom still has an account."""
    people = set(User.objects.filter(pk__in=[each["user"] for each in former]).values_list("pk", flat=True))
    Membership.objects.bulk_create(
        Membership(
            business=gone,
            user_id=each["user"],
            role=each["role"],
            joined_at=datetime.datetime.fromisoformat(each["joined_at"]),
        )
        for each in former
        if each["user"] in people
    )


def _carry_fields(gone: Business, kept: Business) -> dict[str, list[str]]:
    """Give ``kept`` what only ``gone`` has: company number, proof, and that a business stands behind it.

    Return what each field was before and is now.
    """
    changes: dict[str, list[str]] = {}
    if gone.company_number and not kept.company_number:
        changes["company_number"] = ["", gone.company_number]
        Business.objects.filter(pk=gone.pk).update(company_number="")
    if gone.is_verified and not kept.is_verified:
        changes["verification"] = [kept.verification, gone.verification]
    if gone.origin == Business.Origin.REGISTERED and kept.origin == Business.Origin.PUBLIC_RECORD:
        changes["origin"] = [kept.origin, gone.origin]
    Business.objects.filter(pk=kept.pk).update(**{name: after for name, (_before, after) in changes.items()})
    return changes


def _return_fields(gone: Business, kept: Business, changes: dict[str, list[str]]) -> None:
    """Take from ``kept`` what it got, unless it has got something else since. Raises CannotUndo."""
    number = changes.get("company_number")
    if number and kept.company_number != number[1]:
        raise CannotUndo("number")
    former = {name: before for name, (before, after) in changes.items() if getattr(kept, name) == after}
    Business.objects.filter(pk=kept.pk).update(**former)
    if number:
        Business.objects.filter(pk=gone.pk).update(company_number=number[1])


def _close_revision(gone: Business, now: datetime.datetime) -> dict[str, Any] | None:
    """Withdraw the text that the team of ``gone`` was writing; return what opens it again."""
    revision = gone.revisions.open().select_for_update().first()
    if revision is None:
        return None
    Revision.objects.filter(pk=revision.pk).update(
        status=Revision.Status.WITHDRAWN, decided_at=now, taken_by=None, version=revision.version + 1
    )
    return {"pk": revision.pk, "status": revision.status}


def _reopen_revision(former: dict[str, Any] | None) -> None:
    """Open the text again that a merger withdrew."""
    if former is not None:
        withdrawn = Revision.objects.filter(pk=former["pk"], status=Revision.Status.WITHDRAWN)
        withdrawn.update(status=former["status"], decided_at=None)
