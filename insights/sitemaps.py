"""The public pages, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from directory.models import Business, Cluster


class PageSitemap(Sitemap[str]):
    """Pages that stand by themselves."""

    def items(self) -> list[str]:
        return [
            "insights:home", "directory:clusters", "directory:businesses", "directory:sources",
            "insights:privacy", "insights:cookies", "insights:accessibility",
        ]  # fmt: skip

    def location(self, item: str) -> str:
        return reverse(item)


class ClusterSitemap(Sitemap[Cluster]):
    """Clusters and sub-clusters."""

    def items(self) -> QuerySet[Cluster]:
        return Cluster.objects.order_by("position", "pk")


class BusinessSitemap(Sitemap[Business]):
    """Listed businesses, without the generated examples, which nobody should find elsewhere."""

    limit = 5000

    def items(self) -> QuerySet[Business]:
        return Business.objects.listed().exclude(origin=Business.Origin.EXAMPLE).only("slug").order_by("pk")


SITEMAPS = {"pages": PageSitemap, "clusters": ClusterSitemap, "businesses": BusinessSitemap}
