"""What an opportunity is to say, before, while and after UKTI looks at it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OpportunityRevisionQuerySet(models.QuerySet["OpportunityRevision"]):
    """The questions asked of revisions."""

    def open(self) -> "OpportunityRevisionQuerySet":
        """Keep what is not decided for good: drafts, what waits for review, what was sent back."""
        return self.filter(status__in=OpportunityRevision.OPEN)


class OpportunityRevision(models.Model):
    """One state of an opportunity, whole: ``content`` is as ``investors.opportunity_content`` has it.

    At most one is open an opportunity; ``version`` counts its saves and moves, so that one does not undo
    another unseen. A published opportunity stays up while an open revision waits.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        DISCARDED = "discarded", _("Discarded")

    OPEN = (Status.DRAFT, Status.IN_REVIEW, Status.CHANGES_REQUESTED)

    opportunity = models.ForeignKey(
        "investors.Opportunity", on_delete=models.CASCADE, related_name="revisions"
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Why changes were requested: the drafter sees it.")

    objects = OpportunityRevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(status__in=["draft", "in_review", "changes_requested"]),
                name="opportunity_revision_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_review") | Q(submitted_at__isnull=False),
                name="opportunity_revision_in_review_was_sent",
            ),
            models.CheckConstraint(
                condition=~Q(status="changes_requested") | ~Q(reason=""),
                name="opportunity_revision_back_has_reason",
            ),
        ]
        indexes = [
            # UKTI's list: what waits, the longest first.
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(status="in_review"),
                name="opportunity_rev_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.status}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be edited, sent, taken back or decided."""
        return self.status in self.OPEN

    @property
    def can_edit(self) -> bool:
        """Whether its words may be changed: not while UKTI reads them."""
        return self.status in (self.Status.DRAFT, self.Status.CHANGES_REQUESTED)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for UKTI."""
        return self.status == self.Status.IN_REVIEW
