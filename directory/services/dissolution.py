"""Listings of companies that the register has as closed are taken down, whoever keeps them."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from directory.archiving import COMPANY_CLOSED
from directory.models import Business, BusinessEvent, Company, Membership
from directory.models.business import BusinessQuerySet
from directory.notices import tell_team
from directory.permissions import Action
from directory.profiles import REGISTER

BATCH = 1000  # listings in one transaction


def archive_dissolved(*, now: datetime.datetime) -> int:
    """Archive the published listings whose company is closed, and tell their teams; return how many.

    One that was put up again since, which staff alone can do while the register says closed, is left alone.
    Each batch is a transaction; inside the caller's, all are one.
    """
    archived = 0
    while count := _archive_batch(now):
        archived += count
    return archived


def select_dissolved() -> BusinessQuerySet:
    """Return the published listings of closed companies, but for those that were archived for it before.

    Each comes with ``closed_on``, a text. A company that came back and is closed anew has another day.
    """
    company = Company.objects.closed().filter(number=OuterRef("company_number"))
    closed_on = company.values(day=Coalesce(Cast("closed_on", TextField()), Value("", TextField())))
    archived_for_it = BusinessEvent.objects.annotate(day=KT("detail__closed_on")).filter(
        business=OuterRef("pk"), detail__reason=COMPANY_CLOSED, day=OuterRef("closed_on")
    )
    return (
        Business.objects.listed()
        .filter(company_number__in=Company.objects.closed().values("number"))
        .exclude(origin=Business.Origin.EXAMPLE)
        .annotate(closed_on=Subquery(closed_on))
        .exclude(Exists(archived_for_it))
    )


@transaction.atomic
def _archive_batch(now: datetime.datetime) -> int:
    listings = list(select_dissolved().select_for_update(of=("self",)).order_by("pk")[:BATCH])
    Business.objects.filter(pk__in=[each.pk for each in listings]).update(status=Business.Status.ARCHIVED)
    events = BusinessEvent.objects.bulk_create([_make_event(each, now) for each in listings])
    kept = Membership.objects.filter(business__in=listings).values_list("business", flat=True)
    with_team = set(kept)
    for business, event in zip(listings, events, strict=True):
        if business.pk in with_team:
            tell_team(
                template="profile-company-closed",
                business=business,
                action=Action.CONFIRM_FACTS,
                cause=str(event.pk),
                now=now,
                register_url=REGISTER + business.company_number,
            )
    return len(listings)


def _make_event(business: Business, now: datetime.datetime) -> BusinessEvent:
    return BusinessEvent(
        business=business,
        kind=BusinessEvent.Kind.ARCHIVED,
        at=now,
        actor_kind=BusinessEvent.ActorKind.SYSTEM,
        from_status=Business.Status.PUBLISHED,
        to_status=Business.Status.ARCHIVED,
        text=_("Companies House has the company as closed."),
        detail={
            "reason": COMPANY_CLOSED,
            "company": business.company_number,
            "closed_on": business.closed_on,  # type: ignore[attr-defined]  # by select_dissolved
        },
    )
