"""Versions of the rules, for tests."""

import datetime

from accounts.models import User
from investors.models import RoutingVersion
from investors.routing_rules import BUILT_IN, Rules, write_rules
from investors.services.routing_versions import activate_version
from tests.accounts.people import UserFactory
from tests.investors.sent_enquiries import NOW

LONG_AGO = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)


def make_draft(rules: Rules = BUILT_IN, *, note: str = "A draft (test)") -> RoutingVersion:
    """Create a draft with ``rules`` and the next number."""
    last = RoutingVersion.objects.order_by("-number").first()
    return RoutingVersion.objects.create(
        number=(last.number if last else 0) + 1, note=note, rules=write_rules(rules), created_at=NOW
    )


def make_manager() -> User:
    """Create a manager who is not signed in."""
    return UserFactory(role=User.Role.MANAGER, name="Mina Manager")


def put_in_force(rules: Rules = BUILT_IN, *, now: datetime.datetime = NOW) -> RoutingVersion:
    """Create a version with ``rules`` and put it in force at ``now``."""
    draft = make_draft(rules, note="In force (test)")
    return activate_version(version=draft, day=now.date(), saves=0, by=make_manager(), now=now)
