"""Progress towards the 400,000 jobs, and the critical mass of the clusters: pages made from snapshots."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory.models import Cluster
from insights.cluster_pages import list_crumbs
from insights.critical_mass import describe_cluster_mass, describe_north_mass
from insights.progress import Progress, find_snapshot, list_csv_rows, read_progress
from investors.sheets import write_sheet


@require_safe
def show_progress(request: HttpRequest, day: datetime.date | None = None) -> HttpResponse:
    """Show the three measures as of the latest night, or of ``day`` at an address that can be cited."""
    progress = open_progress(day)
    context = {"progress": progress, "day": day, "cited": cite(progress)}
    return render(request, "insights/progress.html", context)


@require_safe
def download_progress(request: HttpRequest, day: datetime.date | None = None) -> HttpResponse:
    """Give the numbers of the page as CSV."""
    progress = open_progress(day)
    sheet = write_sheet(list_csv_rows(progress, cite(progress)))
    response = HttpResponse(sheet, content_type="text/csv; charset=utf-8")
    name = f"progress-{progress.snapshot}.csv" if progress.snapshot else "progress.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def open_progress(day: datetime.date | None) -> Progress:
    """Return the progress of ``day``, or the latest. Raises Http404 for a day without a snapshot."""
    snapshot = find_snapshot(day)
    if day and snapshot is None:
        raise Http404
    return read_progress(snapshot)


def cite(progress: Progress) -> str:
    """Return the whole address at which these numbers stay."""
    return settings.SITE_URL + (
        progress.snapshot.get_absolute_url() if progress.snapshot else reverse("insights:progress")
    )


@require_safe
def show_north_mass(request: HttpRequest) -> HttpResponse:
    """Show the indicators of critical mass of the North, and of its clusters side by side."""
    return render(request, "insights/critical_mass_north.html", describe_north_mass())


@require_safe
def show_cluster_mass(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the indicators of critical mass of one cluster or sub-cluster beside the North."""
    cluster = get_object_or_404(Cluster.objects.select_related("parent"), slug=slug)
    crumbs = [*list_crumbs(cluster), (cluster.local_name, cluster.get_absolute_url())]
    context = describe_cluster_mass(cluster) | {"crumbs": crumbs}
    return render(request, "insights/critical_mass.html", context)
