"""Businesses with somebody who keeps them, and their revisions, for tests."""

from django.test import Client

from accounts.models import User
from directory.content import make_content
from directory.models import Business, Membership, Revision
from directory.permissions import Role
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW, BusinessFactory, OutcodeFactory, SectorFactory


def make_team(business: Business | None = None, role: str = Role.ADMIN) -> Membership:
    """Return the membership of a new person in the team of ``business``."""
    return Membership.objects.create(
        business=business or BusinessFactory(), user=UserFactory(), role=role, joined_at=NOW
    )


def sign_in_member(client: Client, role: str = Role.ADMIN, **fields) -> Membership:
    """Sign a new person in who is in the team of a new business; return the membership."""
    business = BusinessFactory(**fields)
    if role != Role.ADMIN:
        make_team(business)
    membership = make_team(business, role)
    client.force_login(membership.user)
    return membership


def write_content(**values) -> dict:
    """Return a content that lacks nothing that is required."""
    OutcodeFactory(code="LS1")
    SectorFactory(code="software")
    site = {"name": "", "address": "", "postcode": "LS1 1AA", "is_main": True}
    complete = {
        "name": "Loom",
        "kind": "company",
        "summary": "Software for looms.",
        "sectors": ["software"],
        "sites": [site],
        "size_band": "10-49",
    }
    return make_content(**complete | values)


def make_draft(status: str = Business.Status.DRAFT, by: User | None = None, **values) -> Revision:
    """Return a complete draft of the profile of a business of ``status`` that has an admin."""
    membership = make_team(BusinessFactory(status=status, name="Loom"))
    return Revision.objects.create(
        business=membership.business,
        content=write_content(**values),
        author=by or membership.user,
        started_at=NOW,
        saved_at=NOW,
    )
