"""The public pages, for search engines."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from directory.models import Business, Cluster
from investors.models import Opportunity
from technorth.languages import list_offered

# What one file may hold (sitemaps.org).
PART_SIZE = 50_000

# Which parts have a listing at all: one look into the primary key for each part, however many rows there are.
FILLED_PARTS = """
SELECT part FROM generate_series(0, (SELECT max(id) FROM directory_business) / %(size)s) part
WHERE EXISTS (
    SELECT 1 FROM directory_business
    WHERE id >= part * %(size)s AND id < (part + 1) * %(size)s
        AND status = 'published' AND origin <> 'example'
)
ORDER BY part
"""


class JourneySitemap(Sitemap):
    """Pages in every language that is offered, each with the others.

    Profiles are named in English only, in parts of their own: their heads name the other languages.
    """

    i18n = alternates = x_default = True

    def get_languages_for_item(self, item: object) -> list[str]:
        """Return the languages that are offered now."""
        return [language.code for language in list_offered()]


class PageSitemap(JourneySitemap):
    """Pages of the journey that stand by themselves."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return [
            "insights:home", "insights:clusters", "insights:compare", "insights:critical_mass_north",
            "insights:progress", "directory:businesses", "investors:opportunities",
            "investors:enquiry_new",
        ]  # fmt: skip

    def location(self, item: str) -> str:
        """Return the address of one."""
        return reverse(item)


class EnglishSitemap(Sitemap):
    """Pages in English only."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return [
            "insights:news", "directory:sources", "directory:api_docs",
            "insights:privacy", "insights:cookies", "insights:accessibility",
        ]  # fmt: skip

    def location(self, item: str) -> str:
        """Return the address of one."""
        return reverse(item)


class ClusterSitemap(JourneySitemap):
    """Clusters and sub-clusters."""

    def items(self) -> QuerySet[Cluster]:
        """Return all, in the order of the map."""
        return Cluster.objects.order_by("position", "pk")


class CriticalMassSitemap(ClusterSitemap):
    """The critical mass of each cluster and sub-cluster."""

    def location(self, item: Cluster) -> str:
        """Return the address of one."""
        return reverse("insights:critical_mass", args=[item.pk])


class OpportunitySitemap(JourneySitemap):
    """Published opportunities, without invented examples."""

    def items(self) -> QuerySet[Opportunity]:
        """Return them, the oldest first."""
        return Opportunity.objects.published().filter(is_example=False).order_by("pk")

    def lastmod(self, item: Opportunity) -> datetime.datetime | None:
        """Return when its words were published last."""
        return item.published_at


SITEMAPS = {
    "pages": PageSitemap,
    "english": EnglishSitemap,
    "clusters": ClusterSitemap,
    "critical-mass": CriticalMassSitemap,
    "opportunities": OpportunitySitemap,
}


def list_sitemaps() -> list[str]:
    """Return the address of every sitemap. One query, without going through the listings."""
    with connection.cursor() as cursor:
        cursor.execute(FILLED_PARTS, {"size": PART_SIZE})
        parts = [part for (part,) in cursor.fetchall()]
    sections = [reverse("insights:sitemap", args=[section]) for section in SITEMAPS]
    sections += [reverse("insights:sitemap_part", args=[part]) for part in parts]
    return [settings.SITE_URL + address for address in sections]


def write_part(part: int) -> Iterator[str]:
    """Yield one file of listed businesses: those whose primary keys fall in the part, so none needs counting.

    Generated examples are left out: nobody should find them elsewhere.
    """
    listed = Business.objects.listed().exclude(origin=Business.Origin.EXAMPLE)
    ids = listed.filter(pk__gte=part * PART_SIZE, pk__lt=(part + 1) * PART_SIZE).order_by("pk")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    address = settings.SITE_URL + reverse("directory:business", args=["slug"]).replace("slug", "%s")
    line = f"<url><loc>{address}</loc><lastmod>%s</lastmod></url>\n"
    for slug, listed_at, confirmed_at in ids.values_list("slug", "listed_at", "confirmed_at"):
        changed_at = max(listed_at, confirmed_at or listed_at)
        yield line % (slug, localtime(changed_at).date().isoformat())
    yield "</urlset>\n"
