"""Files of enquiries with personal data that staff asked for, and the log of who asked and took them."""

import secrets
from typing import TYPE_CHECKING

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


def pick_export_storage() -> Storage:
    """Return where the files are kept: outside all that the web server gives out."""
    return storages["exports"]


def pick_export_path(export: "Export", name: str) -> str:
    """Return a random path; nothing of ``name`` is in it."""
    return secrets.token_hex(16)


class ExportQuerySet(models.QuerySet["Export"]):
    """The questions asked of exports."""

    def visible_to(self, user: "User") -> "ExportQuerySet":
        """Keep those whose log ``user`` may read: managers and auditors all, triage officers their own."""
        if user.is_manager or user.is_auditor:
            return self
        return self.filter(asked_by=user) if user.is_triage else self.none()

    def downloadable_by(self, user: "User") -> "ExportQuerySet":
        """Keep those that are ready for ``user``, who asked for them; nobody else opens the file."""
        return self.filter(asked_by=user, status=Export.Status.READY)


class Export(models.Model):
    """One file: asked for with a reason, made by a worker, deleted when its time is over."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Deleted")

    asked_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by_name = models.CharField(max_length=160)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500, help_text="Why, as the person typed it.")
    query = models.TextField(blank=True, help_text="The queue's filters, as in an address.")
    filters = models.TextField(blank=True, help_text="The same in words.")
    most_rows = models.PositiveIntegerField(help_text="The cap that was in force.")
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When the sweep must make it.")
    found = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many enquiries the filters kept."
    )
    rows = models.PositiveIntegerField(null=True, blank=True, help_text="How many of them are in the file.")
    file = models.FileField(
        storage=pick_export_storage, upload_to=pick_export_path, max_length=80, blank=True
    )
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When the file is deleted.")

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="export_has_a_reason"),
            models.CheckConstraint(
                condition=Q(status="queued", due_at__isnull=False) | (~Q(status="queued") & Q(due_at=None)),
                name="export_due_while_queued",
            ),
            models.CheckConstraint(
                condition=(Q(status="ready", expires_at__isnull=False) & ~Q(file=""))
                | (~Q(status="ready") & Q(file="")),
                name="export_file_while_ready",
            ),
            models.CheckConstraint(
                condition=Q(rows=None) | Q(rows__lte=models.F("most_rows")), name="export_rows_within_cap"
            ),
        ]
        indexes = [
            # The sweep: what is to be made, and what is to be deleted.
            models.Index(fields=["due_at"], condition=Q(status="queued"), name="export_due"),
            models.Index(fields=["expires_at"], condition=Q(status="ready"), name="export_expiry"),
            # One's own, and how many of them today.
            models.Index(fields=["asked_by", "asked_at"], name="export_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d} {self.get_status_display()}"

    @property
    def is_ready(self) -> bool:
        """Whether the file is there to download."""
        return self.status == self.Status.READY


class ExportEvent(models.Model):
    """What happened to an export, and by whom. Append-only: a trigger refuses update and delete."""

    class Kind(models.TextChoices):
        ASKED = "asked", _("Asked for")
        MADE = "made", _("Made")
        FAILED = "failed", _("Failed")
        DOWNLOADED = "downloaded", _("Downloaded")
        EXPIRED = "expired", _("File deleted")

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=160)
    user = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            # The log of one export.
            models.Index(fields=["export", "at", "id"], name="export_event_log")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
