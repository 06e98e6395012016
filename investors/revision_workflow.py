"""The life of a revision that UKTI decides on: every legal move, and the one way to make each.

What a revision is about (an opportunity, the words of a cluster) adds its own events and mails. Each function
is called inside the transaction that writes the event.
"""

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from investors.models.revisions import Revision

R = TypeVar("R", bound=Revision)
Status = Revision.Status
Content = dict[str, Any]

REVISION_MOVES: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.IN_REVIEW, Status.DISCARDED}),
    Status.IN_REVIEW: frozenset({Status.DRAFT, Status.CHANGES_REQUESTED, Status.APPROVED, Status.DISCARDED}),
    Status.CHANGES_REQUESTED: frozenset({Status.IN_REVIEW, Status.DISCARDED}),
    Status.APPROVED: frozenset(),
    Status.DISCARDED: frozenset(),
}


class IllegalRevisionMove(Exception):
    """The table has no such move."""


class StaleRevision(Exception):
    """Somebody else saved or decided the revision, or moved what it is about, first."""


class Refused(Exception):
    """It cannot be sent, or decided so, as it is."""


class NothingChanged(Refused):
    """The revision says what is public already."""


class OwnWork(Refused):
    """Who wrote a revision cannot approve it."""


def open_revision(
    revisions: Any, *, read: Callable[[], Content], by: User | None, now: datetime.datetime
) -> Any:
    """Return the open one of ``revisions``, a related manager, or a new one with the content of ``read``."""
    open_one = revisions.open().first()
    if open_one is not None:
        return open_one
    try:
        with transaction.atomic():
            return revisions.create(
                content=read(), author=by, saved_at=now, version=count_versions(revisions)
            )
    except IntegrityError:  # somebody else began one at the same moment
        return revisions.open().get()


def count_versions(revisions: Any) -> int:
    """Return the version that a new one of ``revisions``, a related manager, begins with: above all before.

    So a version names one state of all revisions of a subject, and a page that is older than a decision
    cannot be taken for one about the next revision.
    """
    latest = revisions.aggregate(latest=Max("version"))["latest"]
    return 0 if latest is None else latest + 1


def see_version(revisions: Any, revision: Revision | None) -> int:
    """Return the version that a person sees: of the open ``revision``, or what a new one would begin with."""
    return revision.version if revision else count_versions(revisions)


def save_content(*, revision: Revision, values: Content, by: User, now: datetime.datetime) -> bool:
    """Put ``values`` into the content of ``revision``; say whether that changed it.

    Raises StaleRevision, IllegalRevisionMove.
    """
    if not revision.can_edit:
        raise IllegalRevisionMove(f"revision {revision.pk} is {revision.status}")
    content = {**revision.content, **values}
    if content == revision.content:
        return False
    _change(revision, content=content, author=by, saved_at=now)
    return True


def move_revision(*, revision: Revision, to: str, **changes: Any) -> None:
    """Move ``revision`` to the status ``to`` and set ``changes`` on it.

    A compare-and-set on status and version: raises StaleRevision, or IllegalRevisionMove when the table has
    no such move.
    """
    before = revision.status
    if to not in REVISION_MOVES[before]:
        raise IllegalRevisionMove(f"revision {revision.pk}: {before} to {to}")
    _change(revision, status=to, **changes)


def approve(*, revision: Revision, by: User, now: datetime.datetime) -> None:
    """Approve ``revision``. Raises OwnWork where ``by`` wrote it, StaleRevision, IllegalRevisionMove."""
    if revision.author_id == by.pk:
        raise OwnWork
    move_revision(revision=revision, to=Status.APPROVED, decided_at=now, decided_by=by)


def send_back(*, revision: Revision, reason: str, by: User, now: datetime.datetime) -> None:
    """Ask for changes with a ``reason``. Raises StaleRevision, IllegalRevisionMove."""
    move_revision(
        revision=revision, to=Status.CHANGES_REQUESTED, decided_at=now, decided_by=by, reason=reason
    )


def _change(revision: Revision, **changes: Any) -> None:
    """Set ``changes`` on ``revision`` and count them: a compare-and-set, raises StaleRevision."""
    rows = type(revision)._default_manager
    seen = rows.filter(pk=revision.pk, status=revision.status, version=revision.version)
    changes["version"] = revision.version + 1
    if not seen.update(**changes):
        raise StaleRevision(revision.pk)
    for field, value in changes.items():
        setattr(revision, field, value)
