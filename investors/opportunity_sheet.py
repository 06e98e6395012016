"""All that the desk's page of an opportunity shows."""

from typing import Any

from accounts.models import User
from investors.models import Opportunity
from investors.opportunity_changes import describe_changes
from investors.opportunity_content import list_missing, read_content, read_public_content
from investors.opportunity_workflow import MOVES
from investors.revision_sheet import describe_events, find_open_revision, list_permissions


def describe_sheet(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the context of the page. The same number of queries, however much there is."""
    revision = find_open_revision(opportunity.revisions)
    before = read_public_content(opportunity)
    after = revision.content if revision else read_content(opportunity)
    return {
        "opportunity": opportunity,
        "revision": revision,
        "title": after["title"] if revision else opportunity.title,
        "changes": describe_changes(opportunity, before, after) if revision else [],
        "missing": list_missing(after) if revision else [],
        "events": describe_events(opportunity.events),
        **list_permissions(user, revision, was_public=opportunity.was_public),
        "may_withdraw": (user.drafts_for_cluster or user.approves_for_cluster)
        and Opportunity.Status.WITHDRAWN in MOVES[opportunity.status],
    }
