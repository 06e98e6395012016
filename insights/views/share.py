"""The pictures for sharing, each under an address of its own."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Cluster
from insights.figure_groups import pick_latest
from insights.front import find_progress
from insights.share_images import ShareWords, find_share_image, gather_areas
from investors.models import Opportunity

FRESH_SECONDS = 3600


@require_safe
def show_site_image(request: HttpRequest) -> HttpResponseBase:
    """Show the five clusters: the picture of every page that has none of its own."""
    words = ShareWords(
        _("Technology in the North of England"),
        _("Five clusters, their businesses, and one enquiry that reaches the right person."),
    )
    return send_image(request, words, [])


@require_safe
def show_cluster_image(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a cluster on the map, with its latest sourced count."""
    cluster = get_object_or_404(Cluster, slug=slug)
    figures = list(cluster.figures.select_related("source").order_by("position", "pk"))
    words = ShareWords(_("%(name)s technology cluster") % {"name": cluster.name})
    for figure in pick_latest(figures)[:1]:
        words = ShareWords(
            words.title,
            _("%(label)s: %(value)s (%(year)s)")
            % {"label": figure.label, "value": figure.value_text, "year": figure.year or _("no year given")},
            _("Source: %(title)s. Area: %(area)s.")
            % {"title": figure.source.title, "area": figure.geography},
        )
    return send_image(request, words, [cluster.pk])


@require_safe
def show_opportunity_image(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show where a published opportunity is, what is sought and how far it is; an example is marked."""
    published = Opportunity.objects.published().select_related("cluster")
    opportunity = get_object_or_404(published, slug=slug)
    words = ShareWords(
        opportunity.title,
        _("%(stage)s in %(place)s. Scale: %(scale)s.")
        % {
            "stage": opportunity.get_stage_display(),
            "place": opportunity.cluster.name,
            "scale": opportunity.get_scale_display(),
        },
        mark=_("Invented example") if opportunity.is_example else "",
    )
    return send_image(request, words, [opportunity.cluster_id])


@require_safe
def show_progress_image(request: HttpRequest) -> HttpResponseBase:
    """Show the ambition of 2014 and where it began."""
    progress = find_progress()
    words = ShareWords(_("Technology jobs in the North of England"))
    if progress:
        words = ShareWords(
            _("Towards %(goal)s technology jobs in the North") % {"goal": f"{progress.ambition.value:,.0f}"},
            _("The ambition of 2014. Published, reported and verified jobs, each counted apart."),
            _("Source: %(title)s") % {"title": progress.ambition.source.title},
        )
    return send_image(request, words, [])


def send_image(request: HttpRequest, words: ShareWords, hues: list[str]) -> HttpResponseBase:
    """Return the PNG, or that it did not change since it was last asked for."""
    image = find_share_image(words, gather_areas(hues))
    response = HttpResponse(image.content, content_type="image/png")
    response["ETag"] = f'"{image.digest}"'
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return get_conditional_response(request, response["ETag"], None, response) or response
