"""What readers say of a translation."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

EMAIL_KEPT = datetime.timedelta(days=90)


class TranslationReportQuerySet(models.QuerySet["TranslationReport"]):
    """The questions asked of reports on translations."""

    def open(self) -> "TranslationReportQuerySet":
        """Keep those that nobody has settled."""
        return self.filter(settled_at=None)


class TranslationReport(models.Model):
    """A reader says that a translated page reads wrongly.

    ``email`` is there to ask the reader back and for nothing else: it goes when the report is settled, and
    after ``EMAIL_KEPT`` in any case. ``signs`` make it look like no person's; it is read all the same.
    """

    language = models.CharField(max_length=8, help_text="A code of technorth.languages.")
    page = models.CharField(max_length=300, blank=True, help_text="Its path, with nothing personal in it.")
    text = models.TextField(help_text="What is wrong, in the reader's words.")
    email = models.EmailField(max_length=254, blank=True)
    signs = models.JSONField(default=list, blank=True)
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TranslationReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, email=""),
                name="translation_report_settled_has_no_address",
            )
        ]
        indexes = [
            # The desk's list: what is open, the longest first.
            models.Index(
                fields=["reported_at", "id"], condition=Q(settled_at=None), name="translation_report_open"
            ),
            # All of them, the newest first.
            models.Index(fields=["-reported_at", "-id"], name="translation_report_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.page}"
