"""What the desk's page of anything with revisions shows: the open one, and what happened."""

from typing import Any

from accounts.models import User

EVENTS_SHOWN = 40


def find_open_revision(revisions: Any) -> Any:
    """Return the one of ``revisions``, a related manager, that is not decided for good, or None."""
    return revisions.open().select_related("author", "decided_by").first()


def describe_events(events: Any) -> list[dict[str, Any]]:
    """Return the latest of ``events``, a related manager, as the timeline shows them, the newest first."""
    rows = events.select_related("user").order_by("-at", "-pk")[:EVENTS_SHOWN]
    return [
        {"title": event.get_kind_display(), "at": event.at, "actor": event.actor, "text": event.text}
        for event in rows
    ]


def list_permissions(user: User, revision: Any, *, was_public: bool) -> dict[str, bool]:
    """Return what ``user`` may do with the open ``revision``, or without one, in words of the template."""
    is_drafter, is_waiting = user.drafts_for_cluster, revision is not None and revision.is_waiting
    return {
        "may_edit": is_drafter and (revision.can_edit if revision else was_public),
        "may_take_back": is_drafter and is_waiting,
        "may_discard": is_drafter and revision is not None and was_public,
        "may_decide": user.approves_for_cluster and is_waiting,
    }
