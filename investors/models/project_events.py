"""The history of a project."""

from django.db import models

from investors.models.choices import ProjectEventKind, ProjectStage, ProjectStatus
from investors.models.events import EnquiryEvent


class ProjectEvent(models.Model):
    """One thing that happened to a project, and who did it. Append-only: a trigger refuses update and delete.

    The four ``from`` and ``to`` fields are set where stage or status moved.
    """

    Kind = ProjectEventKind

    project = models.ForeignKey("investors.Project", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=ProjectEventKind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=EnquiryEvent.ActorKind)
    actor_name = models.CharField(max_length=160, blank=True)
    user = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    from_stage = models.CharField(max_length=12, choices=ProjectStage, blank=True)
    to_stage = models.CharField(max_length=12, choices=ProjectStage, blank=True)
    from_status = models.CharField(max_length=12, choices=ProjectStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=ProjectStatus, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        indexes = [
            # The timeline of one project.
            models.Index(fields=["project", "at", "id"], name="project_event_timeline")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
