"""News: what staff announce to the public."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """The questions asked of announcements."""

    def published(self, now: datetime.datetime) -> "AnnouncementQuerySet":
        """Keep what the public sees at ``now``, the newest first."""
        ready = self.filter(state=Announcement.State.READY, publish_at__lte=now)
        return ready.order_by("-publish_at", "-pk")


class Announcement(models.Model):
    """One announcement. The public sees it once it is ready and its time has come.

    ``body`` is Markdown (``directory.descriptions``). ``sources`` are keys of ``directory.Source``, kept as
    words since the first announcement is there before the reference data is loaded; a key that no source
    has is left out on the page. ``language`` is that of its words, which are shown as they were written.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        READY = "ready", _("Ready: public from its time on")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    body = models.TextField(max_length=10_000)
    language = models.CharField(max_length=8, default="en")
    cluster = models.ForeignKey(
        "directory.Cluster", null=True, blank=True, on_delete=models.PROTECT, related_name="announcements"
    )
    sources = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    publish_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-publish_at", "-id"], condition=models.Q(state="ready"), name="announcement_newest"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("insights:announcement", args=[self.slug])
