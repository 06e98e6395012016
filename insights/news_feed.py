"""The news as an Atom feed."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.descriptions import render_description
from directory.feeds import SearchFeed, write_id
from insights.models import Announcement

SHOWN = 20


class NewsFeed(SearchFeed):
    """A feed whose entries hold their whole text."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry, and its text as HTML."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def build_feed(now: datetime.datetime) -> NewsFeed:
    """Return the newest announcements that are public at ``now``, each with its whole text. One query."""
    feed = NewsFeed(
        title=_("TechNorth: news"),
        link=settings.SITE_URL + reverse("insights:news"),
        description="",
        feed_url=settings.SITE_URL + reverse("insights:news_atom"),
        feed_guid=write_id("news"),
        author_name="TechNorth",
    )
    for announcement in Announcement.objects.published(now).select_related("cluster")[:SHOWN]:
        feed.add_item(
            title=announcement.title,
            link=settings.SITE_URL + announcement.get_absolute_url(),
            description=announcement.summary,
            content=render_description(announcement.body),
            unique_id=write_id(f"news:{announcement.pk}"),
            pubdate=announcement.publish_at,
            updateddate=max(announcement.publish_at, announcement.changed_at),
            categories=[announcement.cluster.name] if announcement.cluster else [],
        )
    return feed
