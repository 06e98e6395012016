"""When a business last said that its facts are right, and how it is asked."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

NOTICE_GAP = datetime.timedelta(days=14)  # between the two notices, and from the last to the end


class FactGroup(models.TextChoices):
    """Facts that are confirmed by one button (directory.fact_groups says which sections they are)."""

    NAMES = "names", _("Name and what it does")
    WORK = "work", _("Sectors, offers and supply")
    PLACES = "places", _("Where it is")
    SIZE = "size", _("Age and size")
    WEB = "web", _("Website and social addresses")
    TIES = "ties", _("Ownership, markets and case studies")


class Confirmation(models.Model):
    """When the facts of one group were last confirmed. ``Business.confirmed_at`` is the oldest of all."""

    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="confirmations")
    group = models.CharField(max_length=8, choices=FactGroup)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "group"], name="confirmation_once"),
            models.CheckConstraint(condition=Q(group__in=FactGroup.values), name="confirmation_group_known"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.group}"


class ConfirmationRequestQuerySet(models.QuerySet["ConfirmationRequest"]):
    """The questions asked of requests to confirm."""

    def open(self) -> "ConfirmationRequestQuerySet":
        """Keep those that nobody has answered, and no clock ended."""
        return self.filter(ended_at=None)

    def due(self, now: datetime.datetime) -> "ConfirmationRequestQuerySet":
        """Keep those to be looked at by ``now``, the longest due first."""
        return self.open().filter(due_at__lte=now).order_by("due_at", "pk")


class ConfirmationRequest(models.Model):
    """One round of asking a team to confirm its facts: from the first mail to the answer, or to the archive.

    ``due_at`` is when the sweep looks at it next (ADR 2); ``directory.freshness`` says what it does then.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        ARCHIVED = "archived", _("Archived for want of an answer")
        OVERTAKEN = "overtaken", _("The listing was taken down otherwise")

    business = models.ForeignKey(
        "directory.Business", on_delete=models.CASCADE, related_name="confirmation_requests"
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    mails_sent = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)
    first_notice_at = models.DateTimeField(null=True, blank=True)
    last_notice_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business"], condition=Q(ended_at=None), name="confirmation_request_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="confirmation_request_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(mailed_at=None, mails_sent=0) | Q(mailed_at__isnull=False, mails_sent__gt=0),
                name="confirmation_request_mails_have_time",
            ),
            models.CheckConstraint(
                condition=Q(last_notice_at=None)
                | Q(first_notice_at__isnull=False, last_notice_at__gte=F("first_notice_at") + NOTICE_GAP),
                name="confirmation_request_notices_apart",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="archived")
                | Q(last_notice_at__isnull=False, ended_at__gte=F("last_notice_at") + NOTICE_GAP),
                name="confirmation_request_archived_after_notice",
            ),
        ]
        indexes = [
            # The sweep: what is due.
            models.Index(fields=["due_at", "id"], condition=Q(ended_at=None), name="confirmation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.opened_at:%Y-%m-%d}"
