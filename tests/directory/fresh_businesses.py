"""Businesses whose facts were confirmed, and the clock that runs on from there, for tests."""

import datetime
from collections import Counter

import time_machine

from directory import tasks
from directory.models import Business, Membership
from directory.permissions import Role
from outbox.models import Message
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_team

DAY = datetime.timedelta(days=1)


def make_confirmed(*roles: str, **fields) -> Business:
    """Return a published business confirmed at NOW, with a person of each of ``roles``, else an admin."""
    business = BusinessFactory(**{"confirmed_at": NOW} | fields)
    for role in roles or (Role.ADMIN,):
        make_team(business, role)
    return business


def make_person(business: Business, role: str = Role.EDITOR) -> Membership:
    """Return somebody new in the team of ``business``."""
    return make_team(business, role)


def sweep(moment: datetime.datetime) -> None:
    """Run the beat's task at ``moment``."""
    with time_machine.travel(moment, tick=False):
        tasks.sweep_freshness()


def sweep_daily(start: datetime.datetime, days: int, every: int = 1) -> None:
    """Run the beat's task on so many days from ``start``: on each of them, or with ``every`` days between."""
    for day in range(0, days, every):
        sweep(start + day * DAY)


def list_mails(business: Business) -> list[tuple[str, str]]:
    """Return kind and month (as 2026-12) of each mail to the first person of the team, in order."""
    address = business.memberships.order_by("pk")[0].user.email
    mails = Message.objects.filter(to_email=address).order_by("pk")
    return [(mail.kind, f"{mail.created_at:%Y-%m}") for mail in mails]


def count_mails(business: Business) -> dict[str, int]:
    """Return how many mails each person of the team got, by role."""
    roles = {person.user.email: person.role for person in business.memberships.select_related("user")}
    mails = Message.objects.filter(to_email__in=roles).values_list("to_email", flat=True)
    return dict(Counter(roles[address] for address in mails))
