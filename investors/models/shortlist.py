"""What somebody with an account has kept to look at again."""

import datetime

from django.conf import settings
from django.db import models

KEPT = datetime.timedelta(days=365)


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    """The questions asked of shortlists."""

    def unused(self, now: datetime.datetime) -> "ShortlistQuerySet":
        """Keep those that nobody has changed, nor signed in to, for their time."""
        return self.filter(used_at__lte=now - KEPT)


class Shortlist(models.Model):
    """The shortlist of an account; without an account it is a cookie (``investors.shortlist_keeping``).

    ``entries`` is a list of pairs of reference and note (``investors.shortlist_entries``). A reference is no
    foreign key, so that what was archived, merged or removed since can be said, and a merger undone.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shortlist")
    entries = models.JSONField(default=list)
    used_at = models.DateTimeField(help_text="When it was changed or signed in to last.")

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        indexes = [
            # Retention: what nobody has used for long.
            models.Index(fields=["used_at"], name="shortlist_used")
        ]

    def __str__(self) -> str:
        return f"{self.used_at:%Y-%m-%d %H:%M}"
