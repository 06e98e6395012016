"""What each role may do at the desk: the one table, which the doors of ``accounts.permissions`` ask.

It knows no table of the database, so that models, doors, tests and documents can all ask it.
docs/permissions.md shows it. What people do for a business is in ``directory.permissions``.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A person's work at the desk; most people have none."""

    NONE = "", _("No desk role")
    TRIAGE_OFFICER = "triage_officer", _("Triage officer")
    MANAGER = "manager", _("Manager")
    MODERATOR = "moderator", _("Moderator")
    REGIONAL_CONTACT = "regional_contact", _("Regional contact")
    SENIOR_LEAD = "senior_lead", _("Senior lead")
    AUDITOR = "auditor", _("Auditor")


class Action(models.TextChoices):
    """Something that a person does at the desk. Each address belongs to one."""

    OPEN_DESK = "open_desk", _("Open the desk and its front page")
    WORK_CASES = "work_cases", _("See cases and answer what was referred to oneself")
    SEARCH = "search", _("Look for cases by any words in them")
    REASSIGN = "reassign", _("Refer a case to a contact")
    KEEP_OWN_COVER = "keep_own_cover", _("Keep one's own absences and capacity")
    STEER = "steer", _("Steer cases; see contacts, rules of routing and the ledger of messages")
    KEEP_PROJECTS = "keep_projects", _("Make a project of a case, and keep it")
    KEEP_FOR_CLUSTER = (
        "keep_for_cluster",
        _("See opportunities and the words of clusters at the desk, and take them down"),
    )
    DRAFT_FOR_CLUSTER = (
        "draft_for_cluster",
        _("Draft what the public reads of one’s cluster: its words and its opportunities"),
    )
    APPROVE_FOR_CLUSTER = (
        "approve_for_cluster",
        _("Approve the words and opportunities of a cluster, or ask for changes"),
    )
    MODERATE = "moderate", _("Look after the directory: revisions, claims, reports, mergers, import")
    PUBLISH = "publish", _("Write the news, and edit published figures")
    MANAGE = "manage", _("Edit contacts, absences and the rules of routing")
    OVERSEE = "oversee", _("Oversee personal data: retention, erasure, copies, who opened a case")


class Access(models.IntegerChoices):
    """How far a role may go."""

    NONE = 0, "–"
    READ = 1, _("reads")
    ACT = 2, _("yes")


STAFF = (Role.MANAGER, Role.TRIAGE_OFFICER)
CONTACTS = (Role.SENIOR_LEAD, Role.REGIONAL_CONTACT)

# Who acts. An auditor reads whatever anybody sees and changes nothing; that words they look for are kept, so
# that these do not stand in the address, changes no case.
ACTING: dict[str, frozenset[str]] = {
    Action.OPEN_DESK: frozenset({*STAFF, *CONTACTS, Role.MODERATOR}),
    Action.WORK_CASES: frozenset({*STAFF, *CONTACTS}),
    Action.SEARCH: frozenset({*STAFF, *CONTACTS, Role.AUDITOR}),
    Action.REASSIGN: frozenset({*STAFF, Role.SENIOR_LEAD}),
    Action.KEEP_OWN_COVER: frozenset(CONTACTS),
    Action.STEER: frozenset(STAFF),
    Action.KEEP_PROJECTS: frozenset({*STAFF, *CONTACTS}),
    Action.KEEP_FOR_CLUSTER: frozenset({*STAFF, *CONTACTS}),
    Action.DRAFT_FOR_CLUSTER: frozenset(CONTACTS),
    Action.APPROVE_FOR_CLUSTER: frozenset(STAFF),
    Action.MODERATE: frozenset({Role.MANAGER, Role.MODERATOR}),
    Action.PUBLISH: frozenset(STAFF),
    Action.MANAGE: frozenset({Role.MANAGER}),
    Action.OVERSEE: frozenset({Role.MANAGER}),
}
# The forms of managers, projects and clusters show nothing that is not on the pages they belong to.
READ_BY_AUDITORS = frozenset(Action) - {
    Action.KEEP_OWN_COVER,
    Action.KEEP_PROJECTS,
    Action.DRAFT_FOR_CLUSTER,
    Action.MANAGE,
}


def find_access(role: str, action: str) -> Access:
    """Return how far ``role`` may go with ``action``. Of cases it says nothing: queries do, case by case."""
    if role in ACTING[action]:
        return Access.ACT
    if role == Role.AUDITOR and action in READ_BY_AUDITORS:
        return Access.READ
    return Access.NONE
