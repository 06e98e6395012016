"""Aftercare: the days on which somebody looks after an investor who has landed."""

from django.db import models
from django.db.models import Q


class AftercareDate(models.Model):
    """One day of aftercare, with who owns it. Its owner is reminded once, at ``remind_at``."""

    project = models.ForeignKey("investors.Project", on_delete=models.PROTECT, related_name="aftercare")
    owner = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField()
    remind_at = models.DateTimeField(help_text="The morning of that day in London.")
    purpose = models.CharField(max_length=200)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "due_on", "purpose"], name="aftercare_once_a_day_and_purpose"
            )
        ]
        indexes = [
            # The sweep: of what somebody is still to be reminded.
            models.Index(
                fields=["remind_at"], condition=Q(reminded_at=None, done_at=None), name="aftercare_to_remind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.purpose}"
