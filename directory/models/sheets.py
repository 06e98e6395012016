"""Spreadsheets of businesses that staff import."""

from django.conf import settings
from django.db import models


class ListingSheetQuerySet(models.QuerySet["ListingSheet"]):
    """The questions asked of spreadsheets."""

    def waiting(self) -> "ListingSheetQuerySet":
        """Keep those that were checked and not yet imported."""
        return self.filter(imported_at=None)


class ListingSheet(models.Model):
    """A spreadsheet that somebody chose: its rows between the check and the import, then only that it was.

    ``rows`` are pairs of a row's number and its texts by column. One that waits belongs to who chose it,
    and gives way to the next that they choose.
    """

    file_name = models.CharField(max_length=200)
    source = models.ForeignKey("directory.Source", on_delete=models.PROTECT, related_name="+")
    source_period = models.CharField(max_length=40)
    rows = models.JSONField(default=list)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = ListingSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chosen_by"],
                condition=models.Q(imported_at=None),
                name="listing_sheet_waits_once_per_person",
            ),
            models.CheckConstraint(
                condition=models.Q(imported_at=None) | models.Q(rows=[]),
                name="listing_sheet_imported_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
