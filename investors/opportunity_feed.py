"""A search for opportunities as an Atom feed: the newest."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.feeds import SHOWN, SearchFeed, write_id
from investors.filters.opportunities import OpportunityFilter
from investors.models import Opportunity


def build_feed(search: OpportunityFilter) -> SearchFeed:
    """Return the newest opportunities of the search. Two queries."""
    query = search.write_query(drop=("sort",))
    suffix = f"?{query}" if query else ""
    words = search.chosen.get("q")
    feed = SearchFeed(
        title=_("TechNorth: opportunities to invest: %(words)s") % {"words": words}
        if words
        else _("TechNorth: opportunities to invest"),
        link=settings.SITE_URL + reverse("investors:opportunities") + suffix,
        description="",
        subtitle=_("The newest opportunities of this search. Invented examples are marked as such."),
        feed_url=settings.SITE_URL + reverse("investors:opportunities_atom") + suffix,
        feed_guid=write_id(f"opportunities:{query}"),
        author_name="TechNorth",
    )
    for opportunity in search.narrow().with_card_facts().order_by("-published_at", "-pk")[:SHOWN]:
        _add_entry(feed, opportunity)
    return feed


def _add_entry(feed: SearchFeed, opportunity: Opportunity) -> None:
    title = opportunity.title
    if opportunity.is_example:
        title = _("Invented example: %(title)s") % {"title": title}
    feed.add_item(
        title=title,
        link=settings.SITE_URL + opportunity.get_absolute_url(),
        description=opportunity.summary,
        unique_id=write_id(f"opportunity:{opportunity.pk}"),
        pubdate=opportunity.first_published_at,
        updateddate=opportunity.published_at,
        categories=[sector.name for sector in opportunity.sectors.all()],
    )
