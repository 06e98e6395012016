"""Adding the demonstration opportunities: each goes the way of a real one, by the same services."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from accounts.roles import STAFF
from directory.models import Cluster, Sector
from directory.services.demonstration import ReferenceMissing
from investors.demonstration_opportunities import OPPORTUNITIES, SOURCE, DemoOpportunity
from investors.models import Contact, Opportunity
from investors.opportunity_content import Content
from investors.services.opportunities import approve_revision, draft_opportunity, submit_revision
from investors.workflow import Actor


class DemonstrationMissing(Exception):
    """The demonstration accounts or contacts are not there."""


@transaction.atomic
def add_demo_opportunities(*, now: datetime.datetime) -> int:
    """See to it that every demonstration opportunity exists; return how many were added.

    Those that are there already stay as they stand. Add the demonstration accounts and contacts first.
    Raises ReferenceMissing, DemonstrationMissing.
    """
    clusters = set(Cluster.objects.values_list("pk", flat=True))
    sectors = set(Sector.objects.values_list("pk", flat=True))
    if any(each.cluster not in clusters or not sectors.issuperset(each.sectors) for each in OPPORTUNITIES):
        raise ReferenceMissing
    officer = User.objects.filter(role__in=STAFF, is_demo=True).order_by("pk").first()
    if officer is None:
        raise DemonstrationMissing
    known = set(Opportunity.objects.filter(is_example=True).values_list("slug", flat=True))
    missing = [each for each in OPPORTUNITIES if slugify(each.title) not in known]
    for each in missing:
        _add(each, _find_contact(each.cluster), officer, now)
    return len(missing)


def _find_contact(cluster: str) -> Contact:
    """Return the contact who looks after it: one with an account where there is one."""
    people = Contact.objects.active().filter(is_demo=True, cluster=cluster, role=Contact.Role.CONTACT)
    contact = people.order_by("user", "pk").first()
    if contact is None:
        raise DemonstrationMissing
    return contact


def _add(each: DemoOpportunity, contact: Contact, officer: User, now: datetime.datetime) -> None:
    at = now - datetime.timedelta(days=each.days_ago)
    actor = Actor.contact(contact)
    revision = draft_opportunity(
        values=_make_values(each, contact, at, now), by=contact.user, actor=actor, now=at, is_example=True
    )
    if each.then == "draft":
        return
    submit_revision(revision=revision, actor=actor, now=at)
    if not each.then:
        approve_revision(revision=revision, by=officer, now=at)


def _make_values(
    each: DemoOpportunity, contact: Contact, at: datetime.datetime, now: datetime.datetime
) -> Content:
    last = timezone.localdate(now) + datetime.timedelta(days=each.days_left)
    return {
        "title": each.title,
        "summary": each.summary,
        "description": each.description,
        "cluster": each.cluster,
        "place": "",
        "outcode": each.outcode,
        "sectors": list(each.sectors),
        "investment_types": [str(kind) for kind in each.types],
        "scale": str(each.scale),
        "stage": str(each.stage),
        "facts": [{"text": text, "source": SOURCE, "url": "", "date": ""} for text in each.facts],
        "contact": contact.pk,
        "valid_from": timezone.localdate(at).isoformat(),
        "valid_until": last.isoformat(),
    }
