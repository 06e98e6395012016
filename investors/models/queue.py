"""The questions that the desk's queue asks of enquiries."""

import datetime
import functools
import operator
from collections.abc import Collection
from typing import Self, TypeVar

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from directory.models import Cluster, Sector
from investors.models.referral import Referral

Row = TypeVar("Row", bound=models.Model)

# Nobody has accepted these yet, so the promises to the investor still run.
WAITING = ("received", "quarantined", "triage", "referred")
# In these an answer is owed to the investor, until it was given.
OWING = (*WAITING, "in_progress")
ROUTING_TAKES = datetime.timedelta(minutes=15)


# When something has to be done next: an owed reply is due, else the clock takes its step; else nothing has.
# (Conditions in the order of their names, as the migration has them: else it would be made again.)
NEXT_DUE = Case(When(replied_at=None, status__in=OWING, then=F("reply_due_at")), default=F("clock_at"))


class Lateness(models.TextChoices):
    """Which promise is broken; the worst first."""

    REPLY = "reply", _("Reply overdue")
    ANSWER = "answer", _("No answer in time")
    ROUTING = "routing", _("Routing is late")


def _live_lead() -> models.QuerySet[Referral]:
    return Referral.objects.live().filter(enquiry=OuterRef("pk"), role=Referral.Role.LEAD)


def _list_broken(by: datetime.datetime) -> dict[Lateness, Q]:
    """Return for each promise, the worst first, the condition that it was broken by then and is still."""
    unanswered = Referral.objects.filter(enquiry=OuterRef("pk")).filter(
        Q(status=Referral.Status.LAPSED, ended_at__lte=by) | Q(status=Referral.Status.OFFERED, due_at__lt=by)
    )
    return {
        Lateness.REPLY: Q(status__in=OWING, replied_at=None, reply_due_at__lt=by),
        Lateness.ANSWER: Q(Exists(unanswered), status__in=WAITING),
        Lateness.ROUTING: ~Q(status="closed") & Q(due_at__lt=by - ROUTING_TAKES),
    }


class QueueQuerySet(models.QuerySet[Row]):
    """Narrowing, lateness and ownership, as the desk shows them."""

    def with_lateness(self, now: datetime.datetime) -> Self:
        """Annotate ``late``: a value of Lateness, or empty.

        The reply is overdue when nobody replied by ``reply_due_at``; an answer, when a contact
        let an offer lapse or is letting one; routing, when it is due for over 15 minutes.
        """
        return self.annotate(
            late=Case(
                *(When(condition, then=Value(late)) for late, condition in _list_broken(now).items()),
                default=Value(""),
                output_field=models.CharField(),
            )
        )

    def late(self, now: datetime.datetime) -> Self:
        """Keep those with a broken promise."""
        return self.with_lateness(now).exclude(late="")

    def late_since(self, moment: datetime.datetime) -> Self:
        """Keep those with a promise that was broken by ``moment``, and is broken still."""
        return self.filter(functools.reduce(operator.or_, _list_broken(moment).values()))

    def with_owner(self) -> Self:
        """Annotate ``owner_name`` (staff who took it, else the lead contact) and ``lead_status``, or None."""
        lead = _live_lead()
        return self.annotate(
            owner_name=Coalesce(
                NullIf("taken_by__name", Value("")),
                "taken_by__email",
                Subquery(lead.values("contact__name")[:1]),
                output_field=models.CharField(),
            ),
            lead_status=Subquery(lead.values("status")[:1]),
        )

    def owned_by_contact(self, contact_id: int) -> Self:
        """Keep those whose live lead is this contact and which no member of staff took."""
        return self.filter(Exists(_live_lead().filter(contact=contact_id)), taken_by=None)

    def owned_by_staff(self, user_id: int) -> Self:
        """Keep those that this member of staff took."""
        return self.filter(taken_by=user_id)

    def unowned(self) -> Self:
        """Keep those that nobody has: no live lead, and not taken."""
        return self.filter(~Exists(_live_lead()), taken_by=None)

    def in_clusters(self, slugs: Collection[str]) -> Self:
        """Keep those that chose one of these clusters, or whose lead contact is there; with sub-clusters."""
        inside = Q(slug__in=slugs) | Q(parent__in=slugs)
        chosen = Cluster.objects.filter(inside, enquiries=OuterRef("pk"))
        lead = _live_lead().filter(contact__cluster__in=Cluster.objects.filter(inside))
        return self.filter(Exists(chosen) | Exists(lead))

    def in_sectors(self, codes: Collection[str]) -> Self:
        """Keep those that chose one of these sectors or one below."""
        inside = Q(code__in=codes) | Q(parent__in=codes)
        return self.filter(Exists(Sector.objects.filter(inside, enquiries=OuterRef("pk"))))

    def refused(self) -> Self:
        """Keep those at triage that somebody was asked to take, and nobody would."""
        asked = Referral.objects.filter(enquiry=OuterRef("pk"), role=Referral.Role.LEAD)
        return self.filter(Exists(asked), status="triage", taken_by=None)

    def without_taker(self) -> Self:
        """Keep those at triage that nobody was asked to take, since routing found nobody or was not to."""
        asked = Referral.objects.filter(enquiry=OuterRef("pk"), role=Referral.Role.LEAD)
        return self.filter(~Exists(asked), status="triage", taken_by=None)

    def of_scale(self, jobs: Collection[str], spend: Collection[str]) -> Self:
        """Keep those that promise one of these bands of jobs or of spend."""
        return self.filter(Q(jobs__in=jobs) | Q(spend__in=spend))

    def next_first(self) -> Self:
        """Order by when the next thing is due: the reply that is owed, else the next step of the clock."""
        return self.order_by(NEXT_DUE.asc(), "pk")

    def matching(self, text: str) -> Self:
        """Keep those with every word of ``text`` in reference, name, organisation or plan; accents folded."""
        kept = self
        for word in text.split():
            kept = kept.filter(
                Q(reference__icontains=word)
                | Q(name__unaccent__icontains=word)
                | Q(organisation__unaccent__icontains=word)
                | Q(plan__unaccent__icontains=word)
            )
        return kept

    def late_first(self) -> Self:
        """Order by what to do first; after ``with_lateness``: late ones, then the nearest promised reply."""
        return self.order_by(Case(When(late="", then=Value(1)), default=Value(0)), "reply_due_at", "pk")
