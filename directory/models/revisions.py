"""What a business wants its profile to say, before, while and after a moderator looks at it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet["Revision"]):
    """The questions asked of revisions."""

    def open(self) -> "RevisionQuerySet":
        """Keep what is not decided for good: drafts, what waits for review, what was sent back."""
        return self.filter(status__in=Revision.OPEN)

    def waiting(self) -> "RevisionQuerySet":
        """Keep what waits for a moderator: sent for review, or live by itself and to be looked at."""
        return self.filter(
            Q(status=Revision.Status.IN_REVIEW) | Q(is_automatic=True, is_sampled=True, sampled_at=None)
        )


class Revision(models.Model):
    """One state of a profile, whole: ``content`` is what ``directory.content`` reads and writes.

    The published profile stands in ``Business``; an edit is an open revision, at most one a business, which
    several editors save to (``version`` counts the saves, so that one does not undo the other unseen).
    ``base`` is the published content that it began from. ``is_automatic``: a verified business's harmless
    edit, live at once; ``is_sampled``: a moderator looks at it all the same, as was done at ``sampled_at``.
    ``taken_by`` is the moderator who is reading it, so that two do not do the same work.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Reason(models.TextChoices):
        """Why a moderator sent a revision back or refused it: the business sees these words."""

        NOT_TECHNOLOGY = "not_technology", _("It is not a technology, media or telecoms business")
        NOT_NORTH = "not_north", _("It has no site in the North of England")
        NOT_REAL = "not_real", _("We could not find that the business exists")
        DUPLICATE = "duplicate", _("The business is listed already")
        WRONG_FACTS = "wrong_facts", _("Some facts do not agree with public records")
        UNCLEAR = "unclear", _("The text does not say what the business does")
        ADVERTISING = "advertising", _("The text makes claims that cannot be checked")
        UNLAWFUL = "unlawful", _("The text or picture is offensive, unlawful or somebody else’s")
        PERSONAL_DATA = "personal_data", _("It shows personal details of somebody")
        OTHER = "other", _("Another reason, given below")

    OPEN = (Status.DRAFT, Status.IN_REVIEW, Status.CHANGES_REQUESTED)

    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="revisions")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    content = models.JSONField()
    base = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_automatic = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason), default=list, blank=True)
    reason_text = models.TextField(blank=True)
    is_sampled = models.BooleanField(default=False)
    sampled_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business"],
                condition=Q(status__in=["draft", "in_review", "changes_requested"]),
                name="revision_open_once_per_business",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_review") | Q(submitted_at__isnull=False),
                name="revision_in_review_was_submitted",
            ),
        ]
        indexes = [
            # The moderators' queue: what waits, the longest first.
            models.Index(
                fields=["submitted_at", "id"], condition=Q(status="in_review"), name="revision_waiting"
            ),
            # The same queue: what is live and to be looked at.
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(is_automatic=True, is_sampled=True, sampled_at=None),
                name="revision_to_sample",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.status}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be edited, sent, withdrawn or decided."""
        return self.status in self.OPEN
