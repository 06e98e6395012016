"""What something is to say in public, before, while and after UKTI looks at it; and the history of that."""

from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from investors.models.events import EnquiryEvent

R = TypeVar("R", bound="Revision")


class RevisionQuerySet(models.QuerySet[R]):
    """The questions asked of revisions."""

    def open(self) -> "RevisionQuerySet[R]":
        """Keep what is not decided for good: drafts, what waits for review, what was sent back."""
        return self.filter(status__in=Revision.OPEN)

    def waiting(self) -> "RevisionQuerySet[R]":
        """Keep what waits for UKTI."""
        return self.filter(status=Revision.Status.IN_REVIEW)


class Revision(models.Model):
    """One state of a subject, whole: ``content`` is a document whose fields the subject knows.

    At most one is open a subject (``constrain_revisions``); ``version`` counts the saves and moves of
    all of a subject's, one after the other, so that none undoes another unseen. What is published stays up
    while an open revision waits.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        DISCARDED = "discarded", _("Discarded")

    OPEN = (Status.DRAFT, Status.IN_REVIEW, Status.CHANGES_REQUESTED)

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

    class Meta:
        abstract = True

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


def constrain_revisions(subject: str) -> list[Any]:
    """Return what the database holds of the revisions whose subject is their field ``subject``."""
    return [
        models.UniqueConstraint(
            fields=[subject],
            condition=Q(status__in=["draft", "in_review", "changes_requested"]),
            name=f"{subject}_revision_open_once",
        ),
        models.CheckConstraint(
            condition=~Q(status="in_review") | Q(submitted_at__isnull=False),
            name=f"{subject}_revision_in_review_was_sent",
        ),
        models.CheckConstraint(
            condition=~Q(status="changes_requested") | ~Q(reason=""),
            name=f"{subject}_revision_back_has_reason",
        ),
    ]


def index_waiting(subject: str) -> models.Index:
    """Return the index for UKTI's list: what waits, the longest first."""
    return models.Index(
        fields=["submitted_at", "id"], condition=Q(status="in_review"), name=f"{subject}_rev_waiting"
    )


class RevisionEvent(models.Model):
    """One thing that happened to a subject, and who did it. Append-only: a trigger refuses the rest.

    Who it was is kept by the account's number and never by name, so a deleted account leaves no name
    behind. ``text`` is a reason in words.
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=EnquiryEvent.ActorKind)
    user = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    text = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def actor(self) -> str:
        """Who did it, in words; the account is loaded."""
        kind = str(EnquiryEvent.ActorKind(self.actor_kind).label)
        return f"{self.user} ({kind})" if self.user else kind
