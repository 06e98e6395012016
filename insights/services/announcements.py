"""Writing news: saving an announcement, and taking it back."""

import datetime

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from insights.models import Announcement

LONGEST_SLUG = 70  # leaves room for a number behind


class StaleAnnouncement(Exception):
    """Somebody else changed it since it was opened."""


@transaction.atomic
def save_announcement(
    announcement: Announcement,
    *,
    by: User,
    now: datetime.datetime,
    opened_at: datetime.datetime | None = None,
) -> None:
    """Save a new or changed announcement under an address of its own, which then never changes.

    ``opened_at`` is ``changed_at`` as the editor saw it; None for a new one. Raises StaleAnnouncement where
    it was changed since.
    """
    if announcement.pk:
        current = Announcement.objects.select_for_update().get(pk=announcement.pk)
        if current.changed_at != opened_at:
            raise StaleAnnouncement
        announcement.slug = current.slug
    else:
        announcement.slug = choose_slug(announcement.title)
    announcement.changed_at = now
    announcement.changed_by = by
    announcement.save()


def choose_slug(title: str) -> str:
    """Return an address for ``title`` that none has yet; ``news`` where none of its letters will do."""
    beginning = slugify(title)[:LONGEST_SLUG].strip("-") or "news"
    taken = set(Announcement.objects.filter(slug__startswith=beginning).values_list("slug", flat=True))
    numbered = (f"{beginning}-{number}" for number in range(2, len(taken) + 3))
    return beginning if beginning not in taken else next(slug for slug in numbered if slug not in taken)
