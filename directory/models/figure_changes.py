"""The history of published figures that staff edit at the desk."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

Key = tuple[Any, ...]


class FigureChangeQuerySet(models.QuerySet["FigureChange"]):
    """The questions asked of the history."""

    def list_replaced_keys(self) -> set[Key]:
        """Return what identifies each figure as it was before staff changed or withdrew it."""
        rows = self.exclude(before=None).values_list("before", flat=True)
        names = ("cluster", "metric", "geography", "year", "source")
        return {tuple(before[name] for name in names) for before in rows}


class FigureChange(models.Model):
    """One figure added, changed or withdrawn by staff. Append-only: a trigger refuses the rest.

    ``before`` and ``after`` are the figure as ``directory.figure_documents`` writes it; ``figure_number`` is
    the key of its row, which is gone once it is withdrawn. Who did it is kept by the account's number.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    figure_number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    user = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=300)

    objects = FigureChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="added", before=None, after__isnull=False)
                | Q(kind="changed", before__isnull=False, after__isnull=False)
                | Q(kind="withdrawn", before__isnull=False, after=None),
                name="figure_change_is_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="figure_change_has_reason"),
        ]
        indexes = [
            # The history of one figure, and of all, the newest first.
            models.Index(fields=["figure_number", "-at", "-id"], name="figure_change_of_one"),
            models.Index(fields=["-at", "-id"], name="figure_change_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
