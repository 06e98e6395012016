"""Opportunities, drafted and published, for tests."""

import datetime
from typing import Any

from accounts.models import User
from investors.models import Opportunity, OpportunityRevision
from investors.opportunity_content import Content
from investors.services.opportunities import approve_revision, draft_opportunity, submit_revision
from investors.workflow import Actor
from tests.accounts.people import UserFactory
from tests.directory.listings import OutcodeFactory, SectorFactory
from tests.investors.asked_contacts import make_contact
from tests.investors.sent_enquiries import NOW, make_cluster

LAST_DAY = datetime.date(2026, 12, 31)


def make_values(**changes: Any) -> Content:
    """Return a complete content; ``changes`` replace some of it. What it names is made where missing."""
    cluster = make_cluster(changes.pop("cluster", "leeds"))
    values: Content = {
        "title": "A test hall for robots",
        "summary": "A hall in which robots are tested before they are sold.",
        "description": "The hall has **two** floors.",
        "cluster": cluster.pk,
        "place": "Holbeck",
        "outcode": OutcodeFactory(code="LS11", cluster=make_cluster("leeds")).pk,
        "investment_types": ["property"],
        "scale": "5m-25m",
        "stage": "seeking",
        "facts": [{"text": "The hall has 4,000 m².", "source": "Sample survey", "url": "", "date": "2026"}],
        "valid_from": NOW.date().isoformat(),
        "valid_until": LAST_DAY.isoformat(),
    }
    if "sectors" not in changes:
        changes["sectors"] = [SectorFactory(code="robotics").pk]
    if "contact" not in changes:
        changes["contact"] = make_contact(f"Owner {cluster.pk} {User.objects.count()}", cluster=cluster.pk).pk
    return values | changes


def make_author(**fields: Any) -> User:
    """Create an account of a regional contact."""
    user: User = UserFactory(**{"role": User.Role.REGIONAL_CONTACT} | fields)
    return user


def make_draft(
    *, by: User | None = None, now: datetime.datetime = NOW, **changes: Any
) -> OpportunityRevision:
    """Draft an opportunity; keywords are those of ``make_values``, and ``is_example``."""
    is_example = changes.pop("is_example", False)
    return draft_opportunity(
        values=make_values(**changes),
        by=by or make_author(),
        actor=Actor.system(),
        now=now,
        is_example=is_example,
    )


def submit_draft(*, now: datetime.datetime = NOW, **changes: Any) -> OpportunityRevision:
    """Draft an opportunity and send it to UKTI."""
    revision = make_draft(now=now, **changes)
    submit_revision(revision=revision, actor=Actor.system(), now=now)
    return revision


def publish_opportunity(*, now: datetime.datetime = NOW, **changes: Any) -> Opportunity:
    """Draft, send and approve an opportunity, and return it."""
    revision = submit_draft(now=now, **changes)
    approve_revision(revision=revision, by=UserFactory(role=User.Role.TRIAGE_OFFICER), now=now)
    return Opportunity.objects.get(pk=revision.opportunity_id)
