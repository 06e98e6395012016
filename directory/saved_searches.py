"""Keeping searches: save, change, delete, and stop the mails about them."""

import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import SavedSearch

MOST_SEARCHES = 30
# Mails leave in the morning, where the portal is.
MORNING = 7
MONDAY = 0


class SearchKept(Exception):
    """This person keeps the same search already; ``search`` is it."""

    def __init__(self, search: SavedSearch) -> None:
        self.search = search
        super().__init__(search.pk)


class TooManySearches(Exception):
    """This person keeps as many searches as anybody may."""


def compute_due(frequency: str, now: datetime.datetime) -> datetime.datetime | None:
    """Return the first morning after ``now`` on which the frequency asks for a mail; None for never.

    All of one person's searches fall due at the same moment, so that one mail holds them.
    """
    if frequency == SavedSearch.Frequency.NEVER:
        return None
    here = localtime(now)
    due_at = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    while due_at <= here or (frequency == SavedSearch.Frequency.WEEKLY and due_at.weekday() != MONDAY):
        due_at += datetime.timedelta(days=1)
    return due_at


def save_search(*, user: User, name: str, query: str, frequency: str, now: datetime.datetime) -> SavedSearch:
    """Keep a search; only what is listed from ``now`` on is news.

    Raises SearchKept or TooManySearches.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # counts and looks once at a time
        kept = SavedSearch.objects.of(user)
        same = kept.filter(query=query).first()
        if same:
            raise SearchKept(same)
        if kept.count() >= MOST_SEARCHES:
            raise TooManySearches(
                _("You keep %(most)d searches. Delete one first.") % {"most": MOST_SEARCHES}
            )
        return SavedSearch.objects.create(
            user=user,
            name=name,
            query=query,
            frequency=frequency,
            told_until=now,
            due_at=compute_due(frequency, now),
            created_at=now,
        )


def change_search(*, search: SavedSearch, name: str, frequency: str, now: datetime.datetime) -> None:
    """Call the search ``name`` and tell of it ``frequency``. One that was silent begins anew at ``now``."""
    with transaction.atomic():
        kept = SavedSearch.objects.select_for_update().get(pk=search.pk)
        if kept.due_at is None:
            kept.told_until = now
        if kept.frequency != frequency:
            kept.due_at = compute_due(frequency, now)
        kept.name, kept.frequency = name, frequency
        kept.save(update_fields=["name", "frequency", "told_until", "due_at"])


def stop_alerts(*, user_id: int) -> int:
    """Send no more mails about any search of this person; return how many were told of. The searches stay."""
    told = SavedSearch.objects.filter(user=user_id, due_at__isnull=False)
    return told.update(frequency=SavedSearch.Frequency.NEVER, due_at=None)
