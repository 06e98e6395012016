"""What the head of a search page says to search engines and to whoever shares its address."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.filters import BusinessFilter

# A page with fewer businesses says less than their profiles do.
FEWEST_INDEXED = 3
# One cluster, one sector, or one sector in one cluster: what people look for and we say something about.
INDEXED = {"cluster", "sector"}


@dataclass(frozen=True)
class SearchHead:
    """The one address for all ways to write the same search, and whether to find it elsewhere."""

    canonical: str
    query: str
    feed: str
    is_indexed: bool
    title: str
    description: str


def describe_head(search: BusinessFilter, *, total: int, page: int) -> SearchHead:
    """Return the head of the page numbered ``page`` of a search that found ``total``."""
    query = search.write_query(drop=("sort",), add={"page": str(page)} if page > 1 else None)
    feed = search.write_query(drop=("sort",))
    return SearchHead(
        canonical=_join(settings.SITE_URL + reverse("directory:businesses"), query),
        query=query,
        feed=_join(reverse("directory:businesses_atom"), feed),
        is_indexed=_is_indexed(search, total),
        title=write_title(search),
        description=ngettext(
            "%(total)s technology business in the North of England, with where it is and what it does.",
            "%(total)s technology businesses in the North of England, with where they are and what they do.",
            total,
        )
        % {"total": number_format(total, force_grouping=True)},
    )


def _is_indexed(search: BusinessFilter, total: int) -> bool:
    """Endless combinations of words, orders and filters are no use to a search engine, nor bad addresses."""
    chosen: dict[str, Any] = search.chosen
    if search.problems or not set(chosen) <= INDEXED:
        return False
    return all(len(values) == 1 for values in chosen.values()) and (not chosen or total >= FEWEST_INDEXED)


def write_title(search: BusinessFilter) -> str:
    """Name the search by its words, or by its one sector and one cluster."""
    chosen = search.chosen
    if "q" in chosen:
        return _("%(words)s in technology businesses of the North") % {"words": chosen["q"]}
    sectors = [each.local_name for each in search.sectors if chosen.get("sector") == [each.pk]]
    clusters = [each.local_name for each in search.clusters if chosen.get("cluster") == [each.pk]]
    if sectors and clusters:
        return _("%(sector)s businesses in %(cluster)s") % {"sector": sectors[0], "cluster": clusters[0]}
    if sectors:
        return _("%(sector)s businesses in the North") % {"sector": sectors[0]}
    if clusters:
        return _("Technology businesses in %(cluster)s") % {"cluster": clusters[0]}
    return _("Technology businesses in the North")


def _join(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
