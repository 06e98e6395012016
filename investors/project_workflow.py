"""The life of a project: every legal move in one table, and the one way to change it."""

import datetime
from typing import Any

from investors.models import Project, ProjectEvent
from investors.workflow import Actor

Stage = Project.Stage
Status = Project.Status
Kind = ProjectEvent.Kind

NEXT: dict[str, str] = {
    Stage.PROSPECT: Stage.ASSIGN_PM,
    Stage.ASSIGN_PM: Stage.ACTIVE,
    Stage.ACTIVE: Stage.VERIFY_WIN,
    Stage.VERIFY_WIN: Stage.WON,
}
BACK: dict[str, frozenset[str]] = {
    Stage.PROSPECT: frozenset(),
    Stage.ASSIGN_PM: frozenset({Stage.PROSPECT}),
    Stage.ACTIVE: frozenset({Stage.PROSPECT, Stage.ASSIGN_PM}),
    Stage.VERIFY_WIN: frozenset({Stage.PROSPECT, Stage.ASSIGN_PM, Stage.ACTIVE}),
    Stage.WON: frozenset({Stage.ACTIVE, Stage.VERIFY_WIN}),
}
_GOING = frozenset({Status.ONGOING, Status.DELAYED, Status.DORMANT})
_GIVEN_UP = frozenset({Status.ABANDONED, Status.LOST})
STATUS_MOVES: dict[str, frozenset[str]] = {
    **{status: (_GOING | _GIVEN_UP) - {status} for status in _GOING},
    **{status: frozenset({Status.ONGOING}) for status in _GIVEN_UP},
}


class IllegalProjectMove(Exception):
    """The tables have no such move."""


class StaleProject(Exception):
    """Somebody else changed the project first."""


def list_statuses(project: Project) -> frozenset[str]:
    """Return the statuses that ``project`` may have next; what was won is neither lost nor abandoned."""
    moves = STATUS_MOVES[project.status]
    return moves - _GIVEN_UP if project.stage == Stage.WON else moves


def lock_project(project: Project) -> None:
    """Lock the row of ``project`` until the transaction ends.

    Raises StaleProject when it was changed since the caller read it.
    """
    row = Project.objects.select_for_update().only("version").get(pk=project.pk)
    if row.version != project.version:
        raise StaleProject(project.reference)


def move_stage(
    *, project: Project, to: str, actor: Actor, now: datetime.datetime, reason: str = "", **changes: Any
) -> ProjectEvent:
    """Move ``project`` to the stage ``to``, on or back, set ``changes`` on it, and write the event.

    Call it inside a transaction. A compare-and-set like ``change_project``. Raises IllegalProjectMove where
    the tables have no such move. It does not look at the gates.
    """
    before = project.stage
    is_next = NEXT.get(before) == to
    if not is_next and to not in BACK[before]:
        raise IllegalProjectMove(f"{project.reference}: {before} to {to}")
    change_project(project=project, stage=to, **changes)
    return record_project_event(
        project=project,
        kind=Kind.MOVED_ON if is_next else Kind.MOVED_BACK,
        actor=actor,
        now=now,
        text=reason,
        from_stage=before,
        to_stage=to,
    )


def move_status(
    *, project: Project, to: str, actor: Actor, now: datetime.datetime, reason: str
) -> ProjectEvent:
    """Give ``project`` the status ``to``, and write the event; see ``move_stage``."""
    before = project.status
    if to not in list_statuses(project):
        raise IllegalProjectMove(f"{project.reference}: {before} to {to}")
    change_project(project=project, status=to)
    return record_project_event(
        project=project, kind=Kind.STATUS, actor=actor, now=now, text=reason, from_status=before, to_status=to
    )


def change_project(*, project: Project, **changes: Any) -> None:
    """Set ``changes`` on ``project`` and count them: a compare-and-set on the version that the caller saw.

    Call it inside a transaction that writes an event as well. Raises StaleProject.
    """
    seen = Project.objects.filter(
        pk=project.pk, version=project.version, stage=project.stage, status=project.status
    )
    changes["version"] = project.version + 1
    if not seen.update(**changes):
        raise StaleProject(project.reference)
    for field, value in changes.items():
        setattr(project, field, value)


def record_project_event(
    *, project: Project, kind: str, actor: Actor, now: datetime.datetime, text: str = "", **moves: str
) -> ProjectEvent:
    """Write one event of ``project`` and return it; inside the transaction of its cause."""
    return ProjectEvent.objects.create(
        project=project,
        kind=kind,
        at=now,
        actor_kind=actor.kind,
        actor_name=actor.name,
        user_id=actor.user_id,
        text=text,
        **moves,
    )
