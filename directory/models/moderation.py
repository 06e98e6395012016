"""What readers report, and listings that were merged."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

EMAIL_KEPT = datetime.timedelta(days=90)
UNDO_WITHIN = datetime.timedelta(days=30)


class ReportQuerySet(models.QuerySet["Report"]):
    """The questions asked of reports."""

    def open(self) -> "ReportQuerySet":
        """Keep those that nobody has settled."""
        return self.filter(status=Report.Status.OPEN)


class Report(models.Model):
    """A reader says that something is wrong with a profile.

    ``email`` is there to answer the reader and for nothing else; it is deleted 90 days after the report.
    ``signs`` are what makes it look like no person's; it is read all the same.
    """

    class Reason(models.TextChoices):
        WRONG = "wrong", _("Something in it is wrong")
        CLOSED = "closed", _("The business has closed")
        ELSEWHERE = "elsewhere", _("The business is not in the North of England")
        NOT_TECHNOLOGY = "not_technology", _("It is not a technology, media or telecoms business")
        TWICE = "twice", _("It is listed twice")
        IMPERSONATION = "impersonation", _("Somebody who does not speak for the business made it")
        UNLAWFUL = "unlawful", _("It is offensive or unlawful, or uses somebody else’s work")
        PERSONAL_DATA = "personal_data", _("It shows personal details of somebody")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        HANDLED = "handled", _("Handled: something was changed")
        DISMISSED = "dismissed", _("Dismissed: nothing had to be changed")

    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=16, choices=Reason)
    text = models.TextField(blank=True)
    email = models.EmailField(max_length=254, blank=True)
    signs = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    reported_at = models.DateTimeField()
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", settled_at=None)
                | (~Q(status="open") & Q(settled_at__isnull=False)),
                name="report_settled_has_time",
            )
        ]
        indexes = [
            # The desk's list: what is open, the longest first.
            models.Index(fields=["reported_at", "id"], condition=Q(status="open"), name="report_open"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.reason}"


class MergerQuerySet(models.QuerySet["Merger"]):
    """The questions asked of mergers."""

    def standing(self) -> "MergerQuerySet":
        """Keep those that were not undone."""
        return self.filter(undone_at=None)


class Merger(models.Model):
    """Two listings of one business made one: ``gone`` was removed, and its address leads to ``kept``.

    ``moved`` tells, by kind, the rows that moved, so that it can be undone within 30 days.
    """

    kept = models.ForeignKey("directory.Business", on_delete=models.PROTECT, related_name="mergers")
    gone = models.ForeignKey("directory.Business", on_delete=models.PROTECT, related_name="mergers_into")
    former_status = models.CharField(max_length=20)
    moved = models.JSONField()
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merger_of_two"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merger_standing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"

    def can_be_undone(self, now: datetime.datetime) -> bool:
        """Whether it stands, and is not too long ago."""
        return self.undone_at is None and now <= self.merged_at + UNDO_WITHIN
