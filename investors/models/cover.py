"""The questions that the desk asks of contacts: how much they carry, and whether they are there."""

import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from investors.models.choices import ContactRole
from investors.models.referral import Referral
from outbox.models import Suppression

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", bound=models.Model)


class ContactQuerySet(models.QuerySet[Row]):
    """Narrowing and annotation of contacts, as the desk shows them."""

    def with_reach(self) -> Self:
        """Annotate ``is_unreachable``: whether mail to the contact is held back (``outbox.suppressions``)."""
        return self.annotate(is_unreachable=Exists(Suppression.objects.of_address("email")))

    def active(self) -> Self:
        """Keep those who may be asked."""
        return self.filter(is_active=True)

    def referable_by(self, user: "User") -> Self:
        """Keep those to whom ``user`` may refer a case: a senior lead in their cluster, staff anybody."""
        if user.is_triage:
            return self
        led = self.model._default_manager.filter(user=user, role=ContactRole.SENIOR_LEAD, is_active=True)
        clusters = led.values("cluster") if user.is_senior_lead else led.none().values("cluster")
        return self.filter(Q(cluster__in=clusters) | Q(cluster__parent__in=clusters))

    def with_load(self) -> Self:
        """Annotate ``load``: how many referrals the contact has offered or accepted."""
        loads = (
            Referral.objects.live()
            .filter(contact=OuterRef("pk"))
            .order_by()
            .values("contact")
            .annotate(count=Count("*"))  # of rows, not of a column: the index alone answers
            .values("count")
        )
        return self.annotate(load=Coalesce(Subquery(loads), 0))

    def with_absence(self, day: datetime.date) -> Self:
        """Annotate ``away_until``: the last day of the absence that ``day`` falls in, or None."""
        return self.annotate(
            away_until=Max(
                "absences__last_day", filter=Q(absences__first_day__lte=day, absences__last_day__gte=day)
            )
        )

    def away(self, day: datetime.date) -> Self:
        """Keep those who are absent on ``day``."""
        return self.with_absence(day).exclude(away_until=None)

    def present(self, day: datetime.date) -> Self:
        """Keep those who may be asked, can be reached and are not absent on ``day``."""
        reached = self.active().exclude(Exists(Suppression.objects.of_address("email")))
        return reached.with_absence(day).filter(away_until=None)

    def in_cluster(self, slug: str) -> Self:
        """Keep those of this cluster and of its sub-clusters."""
        return self.filter(Q(cluster=slug) | Q(cluster__parent=slug))

    def matching(self, text: str) -> Self:
        """Keep those with every word of ``text`` in name, organisation or e-mail; accents folded."""
        kept = self
        for word in text.split():
            kept = kept.filter(
                Q(name__unaccent__icontains=word)
                | Q(organisation__unaccent__icontains=word)
                | Q(email__icontains=word)
            )
        return kept
