"""A search as an Atom feed: its newest listings."""

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from directory.filters import BusinessFilter
from directory.models import Business
from directory.results import find_newest

SHOWN = 50
# When a feed without entries was last changed: never since the site began.
BEGINNING = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


# What XML 1.0 cannot say.
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class SearchFeed(Atom1Feed):
    """An Atom feed that does not claim to have changed when it is empty, and that any text can go into."""

    def __init__(self, title: str, **facts: Any) -> None:
        super().__init__(_strip_controls(str(title)), **facts)

    def add_item(self, title: str, **facts: Any) -> None:  # type: ignore[override]  # passed on as they are
        """Add an entry, its texts without characters that no XML can hold."""
        clean: dict[str, Any] = {name: _strip_controls(value) for name, value in facts.items()}
        super().add_item(_strip_controls(str(title)), **clean)

    def latest_post_date(self) -> datetime.datetime:
        """Return when the newest entry was changed."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=BEGINNING)


def _strip_controls(value: Any) -> Any:
    return value.translate(CONTROL) if isinstance(value, str) else value


def build_feed(search: BusinessFilter) -> SearchFeed:
    """Return the newest listings of the search. Their ids stay as they are when a profile moves."""
    query = search.write_query()
    suffix = f"?{query}" if query else ""
    page = settings.SITE_URL + reverse("directory:businesses") + suffix
    feed = SearchFeed(
        title=_describe_search(search),
        link=page,
        description="",
        subtitle=_("The newest listings of this search. Examples are marked and are not real businesses."),
        feed_url=settings.SITE_URL + reverse("directory:businesses_atom") + suffix,
        feed_guid=write_id(f"search:{query}"),
        author_name="TechNorth",
        feed_copyright=_("Facts from public records: Open Government Licence v3.0, see the page Sources."),
    )
    for business in Business.objects.with_listing_facts().listed_in_order(find_newest(search, SHOWN)):
        _add_entry(feed, business)
    return feed


def _add_entry(feed: SearchFeed, business: Business) -> None:
    title = _("Example: %(name)s") % {"name": business.name} if business.is_example else business.name
    feed.add_item(
        title=title,
        link=settings.SITE_URL + business.get_absolute_url(),
        description=business.summary or business.cluster.name,
        unique_id=write_id(f"business:{business.pk}"),
        pubdate=business.listed_at,
        updateddate=max(business.listed_at, business.confirmed_at or business.listed_at),
        categories=[sector.name for sector in business.sectors.all()],
    )


def _describe_search(search: BusinessFilter) -> str:
    words = search.chosen.get("q")
    return _("TechNorth: %(words)s") % {"words": words} if words else _("TechNorth: businesses")


def write_id(name: str) -> str:
    """Return a lasting id (RFC 4151) under the site's host name."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"
