"""All that the desk's page of an opportunity shows."""

from typing import Any

from accounts.models import User
from investors.models import Opportunity, OpportunityRevision
from investors.opportunity_changes import describe_changes
from investors.opportunity_content import list_missing, read_content, read_public_content
from investors.opportunity_workflow import MOVES

EVENTS_SHOWN = 40


def find_open_revision(opportunity: Opportunity) -> OpportunityRevision | None:
    """Return the revision that is being written, waits or was sent back, with its author."""
    return opportunity.revisions.open().select_related("author", "decided_by").first()


def describe_sheet(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the context of the page. The same number of queries, however much there is."""
    revision = find_open_revision(opportunity)
    before = read_public_content(opportunity)
    after = revision.content if revision else read_content(opportunity)
    is_drafter = user.drafts_opportunities
    return {
        "opportunity": opportunity,
        "revision": revision,
        "title": after["title"] if revision else opportunity.title,
        "changes": describe_changes(opportunity, before, after) if revision else [],
        "missing": list_missing(after) if revision else [],
        "events": describe_events(opportunity),
        "may_edit": is_drafter and (revision.can_edit if revision else opportunity.was_public),
        "may_take_back": is_drafter and revision is not None and revision.is_waiting,
        "may_discard": is_drafter and revision is not None and opportunity.was_public,
        "may_decide": user.approves_opportunities and revision is not None and revision.is_waiting,
        "may_withdraw": (is_drafter or user.approves_opportunities)
        and Opportunity.Status.WITHDRAWN in MOVES[opportunity.status],
    }


def describe_events(opportunity: Opportunity) -> list[dict[str, Any]]:
    """Return the latest events as the timeline shows them, the newest first."""
    rows = opportunity.events.select_related("user").order_by("-at", "-pk")[:EVENTS_SHOWN]
    return [
        {
            "title": event.get_kind_display(),
            "at": event.at,
            "actor": f"{event.user} ({event.get_actor_kind_display()})"
            if event.user
            else event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in rows
    ]
