"""Businesses that the demonstration people keep: one published, one in review. All are made up."""

import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from directory.content import apply_content, make_content
from directory.models import Business, BusinessEvent, Outcode, Revision
from directory.permissions import Role
from directory.services.demonstration import ReferenceMissing
from directory.services.reports import report_business
from directory.services.revisions import submit_revision
from directory.services.teams import join_team
from directory.workflow import Actor, record_event

LOOM: dict[str, Any] = {
    "name": "Loom Software (example)",
    "trading_names": ["Webster & Co (example)"],
    "kind": Business.Kind.COMPANY,
    "summary": "Scheduling software for weaving mills, from the warp to the dispatch of the cloth.",
    "description": (
        "A generated example for demonstration: there is no such business.\n\n"
        "Loom plans **every loom of a mill** by the minute:\n\n"
        "- orders and yarn in one plan\n- maintenance before the breakdown\n- energy by the hour\n"
    ),
    "sectors": ["software"],
    "keywords": ["scheduling", "manufacturing", "textiles"],
    "sites": [
        {"name": "Head office", "address": "1 Example Mill", "postcode": "LS11 9XX", "is_main": True},
        {"name": "Support", "address": "", "postcode": "BD1 1AA", "is_main": False},
    ],
    "founded_year": 2011,
    "size_band": Business.SizeBand.SMALL,
    "offers": "Software as a service for mills of 20 looms and more, with training on site.",
    "looking_for": [Business.Wanted.CUSTOMERS, Business.Wanted.TALENT],
    "looking_for_text": "Mills in Portugal and Turkey, and people who know optimisation.",
    "supply_capabilities": "Interfaces to machine controls of all common makers.",
    "supply_needs": "Translation into Portuguese and Turkish.",
    "markets": ["PT", "TR", "DE"],
    "languages": ["en", "de", "pt"],
    "case_studies": [
        {
            "title": "A mill of 120 looms",
            "customer": "Example Mill",
            "text": "Eleven per cent more cloth from the same looms within a year. A made-up example.",
            "address": "",
        }
    ],
}
QUAYSIDE: dict[str, Any] = {
    "name": "Quayside Robotics (example)",
    "kind": Business.Kind.COMPANY,
    "summary": "Robots that clean ship hulls while the ship is loaded.",
    "description": "A generated example for demonstration: there is no such business.",
    "sectors": ["hardware-electronics"],
    "sites": [{"name": "", "address": "", "postcode": "NE1 3XX", "is_main": True}],
    "size_band": Business.SizeBand.MICRO,
}
PEOPLE = {"anna@loom.example": LOOM, "ben@quayside.example": QUAYSIDE}


@transaction.atomic
def add_demonstration_register(*, now: datetime.datetime) -> int:
    """See to it that the demonstration people have their businesses; return how many were added.

    Raises ReferenceMissing without reference data. People who are not there get none.
    """
    if not Outcode.objects.exists():
        raise ReferenceMissing
    added = 0
    for email, values in PEOPLE.items():
        user = User.objects.filter(email=email, is_demo=True).first()
        if user is None or user.memberships.exists():
            continue
        business = _add_business(user, values, now)
        if values is LOOM:
            _publish(business, values, now)
        else:
            _send(business, values, user, now)
        added += 1
    return added


def _add_business(user: User, values: dict[str, Any], now: datetime.datetime) -> Business:
    outcode = Outcode.objects.order_by("pk")[0]
    business = Business.objects.create(
        slug=values["name"].removesuffix(" (example)").lower().replace(" ", "-") + "-example",
        name=values["name"],
        cluster_id=outcode.cluster_id,
        status=Business.Status.DRAFT,
        origin=Business.Origin.EXAMPLE,
        listed_at=now,
    )
    actor = Actor.member(user)
    record_event(business=business, kind=BusinessEvent.Kind.REGISTERED, actor=actor, now=now)
    join_team(business=business, user=user, role=Role.ADMIN, actor=actor, now=now)
    return business


def _publish(business: Business, values: dict[str, Any], now: datetime.datetime) -> None:
    business.status = Business.Status.PUBLISHED
    business.verification = Business.Verification.LETTER
    business.confirmed_at = now
    apply_content(business=business, content=make_content(**values))
    reason = "A made-up report for demonstration: the second site has moved."
    report_business(business=business, reason="wrong", text=reason, email="", signs=[], now=now)


def _send(business: Business, values: dict[str, Any], user: User, now: datetime.datetime) -> None:
    revision = Revision.objects.create(
        business=business, content=make_content(**values), author=user, started_at=now, saved_at=now
    )
    submit_revision(revision=revision, by=Actor.member(user), now=now)
