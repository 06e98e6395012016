"""What staff promise themselves to do about an enquiry, with a date, and whom a note is for."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    import datetime

    from accounts.models import User


class CaseTaskQuerySet(models.QuerySet["CaseTask"]):
    """The questions asked of tasks."""

    def open(self) -> "CaseTaskQuerySet":
        """Keep those still to be done; a closed case asks for nothing, until it is reopened."""
        return self.filter(done_at=None).exclude(enquiry__status="closed")

    def due(self, day: "datetime.date") -> "CaseTaskQuerySet":
        """Keep the open ones whose day is ``day`` or has passed."""
        return self.open().filter(due_on__lte=day)

    def of(self, user: "User") -> "CaseTaskQuerySet":
        """Keep those that ``user`` is to do."""
        return self.filter(assignee=user)


class CaseTask(models.Model):
    """Something to do about an enquiry by a day. Whoever does it hears of it once, that morning."""

    enquiry = models.ForeignKey("investors.Enquiry", on_delete=models.CASCADE, related_name="tasks")
    text = models.CharField(max_length=300)
    due_on = models.DateField(help_text="The day, in England.")
    assignee = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="case_tasks",
        help_text="Who is to do it; empty once their account is gone: anybody at triage.",
    )
    added_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True, help_text="The due day that was reminded of.")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CaseTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="case_task_has_words"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by=None), name="case_task_done_has_time"
            ),
        ]
        indexes = [
            # What a person has to do, and the sweep that reminds: open tasks by day.
            models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="case_task_open"),
        ]

    def __str__(self) -> str:
        return self.text


class MentionQuerySet(models.QuerySet["Mention"]):
    """The questions asked of mentions."""

    def unread(self) -> "MentionQuerySet":
        """Keep the notes that their reader has not ticked off."""
        return self.filter(read_at=None)


class Mention(models.Model):
    """A note that somebody at the desk should read. It stays on their front page until they tick it off."""

    event = models.ForeignKey("investors.EnquiryEvent", on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="mentions")
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="mention_once")]
        indexes = [
            # The front page of one person: what is still to be read.
            models.Index(fields=["user"], condition=Q(read_at=None), name="mention_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.user_id}"
