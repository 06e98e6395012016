"""Enquiries that are not finished yet."""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef

from investors.models.enquiry import Enquiry
from technorth.languages import HOUSE_LANGUAGE

KEPT = datetime.timedelta(days=14)
REMINDED_AFTER = datetime.timedelta(days=3)


class DraftQuerySet(models.QuerySet["EnquiryDraft"]):
    """The questions asked of drafts."""

    def old(self, now: datetime.datetime) -> "DraftQuerySet":
        """Keep those whose time is over."""
        return self.filter(updated_at__lte=now - KEPT)

    def to_remind(self, now: datetime.datetime) -> "DraftQuerySet":
        """Keep those left for three days, never reminded of, and whose address has sent no enquiry since."""
        sent = Enquiry.objects.filter(
            email__iexact=OuterRef("email"), received_at__gte=OuterRef("created_at")
        )
        left = self.filter(reminded_at=None, updated_at__lte=now - REMINDED_AFTER, updated_at__gt=now - KEPT)
        return left.exclude(Exists(sent))


class EnquiryDraft(models.Model):
    """Answers that somebody saved to go on with later, from any browser, by the link in a mail.

    ``key`` names the writing (``KeptAnswers.key``): saved again to the same address it is the same draft,
    and the enquiry that comes of it deletes all its drafts.
    """

    key = models.UUIDField()
    email = models.EmailField(max_length=254)
    answers = models.JSONField()
    page_language = models.CharField(
        max_length=8,
        default=HOUSE_LANGUAGE,
        help_text="Of the pages it is written on, and so of mails about it: technorth.languages.",
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="There is no second reminder.")

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "email"], name="draft_once_per_address")]
        indexes = [
            # The sweep: what to remind of, and what to delete.
            models.Index(F("updated_at"), name="draft_updated")
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def expires_at(self) -> datetime.datetime:
        """When it is deleted."""
        return self.updated_at + KEPT
