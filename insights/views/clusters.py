"""The five clusters, and the profile of each and of its sub-clusters."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directory.models import Cluster
from insights.cluster_pages import describe_cluster, describe_clusters


@require_safe
def list_clusters(request: HttpRequest) -> HttpResponse:
    """Show the clusters on a map and in a list, each with its main figures."""
    return render(request, "insights/clusters.html", describe_clusters())


@require_safe
def show_cluster(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one cluster or sub-cluster in the order in which an investor decides."""
    cluster = get_object_or_404(Cluster.objects.select_related("parent", "wider_source"), slug=slug)
    return render(request, "insights/cluster.html", describe_cluster(cluster, settings.SITE_URL))
