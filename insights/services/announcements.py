"""Writing news: saving an announcement, and taking it back."""

import datetime

from django.db import IntegrityError, transaction
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
    announcement.changed_at = now
    announcement.changed_by = by
    if announcement.pk:
        announcement.save()
    else:
        _create(announcement)


def _create(announcement: Announcement) -> None:
    """Save a new one under the first address that is free, whoever else saves at this moment."""
    while True:
        announcement.slug = choose_slug(announcement.title)
        try:
            with transaction.atomic():
                announcement.save()
                return
        except IntegrityError:
            if not Announcement.objects.filter(slug=announcement.slug).exists():
                raise


def choose_slug(title: str) -> str:
    """Return an address for ``title`` that none has yet; ``news`` where none of its letters will do."""
    beginning = slugify(title)[:LONGEST_SLUG].strip("-") or "news"
    taken = set(Announcement.objects.filter(slug__startswith=beginning).values_list("slug", flat=True))
    numbered = (f"{beginning}-{number}" for number in range(2, len(taken) + 3))
    return beginning if beginning not in taken else next(slug for slug in numbered if slug not in taken)
