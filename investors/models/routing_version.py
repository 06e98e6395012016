"""The rules of routing, version by version: which were in force when, and who saw to it."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils.translation import gettext as _

from investors.models.choices import VersionStatus


class RoutingVersionQuerySet(models.QuerySet["RoutingVersion"]):
    """The questions asked of versions."""

    def in_force(self, now: datetime.datetime) -> "RoutingVersionQuerySet":
        """Keep the version that decides at ``now``: at most one, by constraint."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=now), valid_from__lte=now)

    def scheduled(self, now: datetime.datetime) -> "RoutingVersionQuerySet":
        """Keep those that come into force after ``now``."""
        return self.filter(valid_from__gt=now)

    def with_status(self, now: datetime.datetime) -> "RoutingVersionQuerySet":
        """Annotate ``status``, which the dates say: a value of VersionStatus."""
        return self.annotate(
            status=Case(
                When(valid_from=None, then=Value(VersionStatus.DRAFT)),
                When(valid_until__lte=now, then=Value(VersionStatus.RETIRED)),
                When(valid_from__gt=now, then=Value(VersionStatus.SCHEDULED)),
                default=Value(VersionStatus.ACTIVE),
                output_field=models.CharField(),
            )
        )


class RoutingVersion(models.Model):
    """One version of the rules (``investors.routing_rules.Rules``, as JSON).

    A draft has no ``valid_from`` and may change; with one it is what decided, or will, and a
    trigger refuses that its rules change. Whether it is in force is said by its dates alone, so
    one that is scheduled needs nobody to switch it on.
    """

    Status = VersionStatus

    number = models.PositiveIntegerField(unique=True)
    note = models.CharField(max_length=300, help_text="What it changes, and why.")
    rules = models.JSONField()
    saves = models.PositiveIntegerField(
        default=0, help_text="Counts the saves of a draft: whoever saves must have seen the last one."
    )
    created_at = models.DateTimeField()
    author = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who drew it up; nobody for those that came with TechNorth.",
    )
    activated_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        status: str  # annotated by ``with_status``

    objects = RoutingVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="routing_version_one_in_force",
                expressions=[
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=Q(valid_from__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from__isnull=False, valid_until__gte=F("valid_from")),
                name="routing_version_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(number)s") % {"number": self.number}
