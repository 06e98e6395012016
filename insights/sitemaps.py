"""The public pages, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from directory.models import Business, Cluster


class PageSitemap(Sitemap):
    """Pages that stand by themselves."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return [
            "insights:home", "directory:clusters", "directory:businesses", "directory:sources",
            "insights:privacy", "insights:cookies", "insights:accessibility",
        ]  # fmt: skip

    def location(self, item: str) -> str:
        """Return the address of one."""
        return reverse(item)


class ClusterSitemap(Sitemap):
    """Clusters and sub-clusters."""

    def items(self) -> QuerySet[Cluster]:
        """Return all, in the order of the map."""
        return Cluster.objects.order_by("position", "pk")


class BusinessSitemap(Sitemap):
    """Listed businesses, without the generated examples, which nobody should find elsewhere."""

    limit = 5000

    def items(self) -> QuerySet[Business]:
        """Return them in a stable order, since a sitemap has pages."""
        return Business.objects.listed().exclude(origin=Business.Origin.EXAMPLE).only("slug").order_by("pk")


SITEMAPS = {"pages": PageSitemap, "clusters": ClusterSitemap, "businesses": BusinessSitemap}
