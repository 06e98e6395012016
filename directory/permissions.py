"""What each role in the team of a business may do: the one table, which docs/permissions.md shows.

It knows no table of the database, so that models, services, views and documents can all ask it.
Staff do not need a role in a team: their pages stand at the desk (``accounts.permissions``).
"""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A place in the team of a business."""

    ADMIN = "admin", _("Admin")
    EDITOR = "editor", _("Editor")
    MEMBER = "member", _("Member")


class Action(models.TextChoices):
    """Something that a person does for a business."""

    SEE_BUSINESS = "see_business", _("See its drafts, decisions and history")
    SEE_TEAM = "see_team", _("See the team")
    LEAVE_TEAM = "leave_team", _("Leave the team")
    EDIT_PROFILE = "edit_profile", _("Edit the profile and send it for review")
    CONFIRM_FACTS = "confirm_facts", _("Confirm that the facts are right")
    INVITE = "invite", _("Invite people, and take an invitation back")
    ANSWER_REQUESTS = "answer_requests", _("Answer who asks to join")
    CHANGE_ROLES = "change_roles", _("Change the role of a member")
    REMOVE_MEMBERS = "remove_members", _("Remove a member")
    VERIFY = "verify", _("Verify the business, by mail or letter")
    ANSWER_CLAIMS = "answer_claims", _("Answer a second claim on the business")
    ARCHIVE = "archive", _("Take the profile down, and put it up again")


MEMBER_ACTIONS = frozenset({Action.SEE_BUSINESS, Action.SEE_TEAM, Action.LEAVE_TEAM})
EDITOR_ACTIONS = MEMBER_ACTIONS | {Action.EDIT_PROFILE, Action.CONFIRM_FACTS}

MATRIX: dict[str, frozenset[str]] = {
    Role.ADMIN: frozenset(Action),
    Role.EDITOR: EDITOR_ACTIONS,
    Role.MEMBER: MEMBER_ACTIONS,
}


def roles_with(action: str) -> Collection[str]:
    """Return the roles that may take ``action``."""
    return [str(role) for role, actions in MATRIX.items() if action in actions]
