"""Announcements for tests."""

import datetime

from insights.models import Announcement

NOW = datetime.datetime(2026, 11, 30, 10, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def make_announcement(**fields) -> Announcement:
    """Return an announcement that became public an hour before ``NOW``."""
    values = {
        "slug": "a-new-laboratory",
        "title": "A new laboratory",
        "summary": "It opens in spring.",
        "body": "It **opens** in spring.",
        "state": Announcement.State.READY,
        "publish_at": NOW - HOUR,
        "changed_at": NOW - 2 * HOUR,
    }
    return Announcement.objects.create(**values | fields)
