"""A search that somebody keeps, to hear what is new in it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """The questions asked of saved searches."""

    def of(self, user: models.Model) -> "SavedSearchQuerySet":
        """Keep those of ``user``."""
        return self.filter(user=user.pk)

    def due(self, now: datetime.datetime) -> "SavedSearchQuerySet":
        """Keep those whose news are to be told at ``now``, of people who can sign in."""
        return self.filter(due_at__lte=now, user__is_active=True)


class SavedSearch(models.Model):
    """A search, as ``BusinessFilter.write_query`` writes it. What was listed by ``told_until`` is no news."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every Monday")
        NEVER = "never", _("Never")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    frequency = models.CharField(max_length=8, choices=Frequency)
    told_until = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(fields=["user", "query"], name="saved_search_once"),
            models.CheckConstraint(
                condition=Q(frequency="never", due_at=None)
                | (~Q(frequency="never") & Q(due_at__isnull=False)),
                name="saved_search_due_if_told",
            ),
        ]
        indexes = [
            # The sweep: what is due.
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="saved_search_due")
        ]

    def __str__(self) -> str:
        return self.name
