"""The public pages of opportunities: the list, the map, the feed, one of them, and its files."""

from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from directory.cluster_maps import draw_areas, load_outlines
from directory.views.businesses import HtmxRequest
from investors.filters.opportunities import SORTS, OpportunityFilter
from investors.models import Opportunity, OpportunityFile
from investors.opportunity_facets import describe_choices, describe_facets
from investors.opportunity_feed import build_feed
from investors.opportunity_maps import draw_spots, group_by_place
from investors.opportunity_pages import describe_opportunity
from technorth.feed_answers import send_feed
from technorth.paging import find_page

PAGE_SIZE = 20
ON_MAP = 500  # more would be no map
FILE_SECONDS = 3600
OTHERS_SHOWN = 3
OPEN_STAGES = (Opportunity.Stage.SEEKING, Opportunity.Stage.PART_FUNDED)


@require_safe
def list_opportunities(request: HtmxRequest) -> HttpResponse:
    """Show a search: its results, its facets and the choices made. The address is the search.

    A parameter that cannot be read is named in a message and left out; the rest still counts.
    """
    search = OpportunityFilter(request.GET)
    page, problem = find_page(search.qs.with_card_facts(), request.GET.get("page"), PAGE_SIZE)
    context = _describe_search(request, search) | {
        "page": page,
        "problems": [*search.problems, problem] if problem else search.problems,
        "has_examples": any(each.is_example for each in page),
        "sorts": SORTS,
        "sort": search.sort_name,
    }
    response = render(request, "investors/opportunities/list.html", context)
    if request.htmx:  # the address without what the form sends empty
        query = search.write_query()
        response["HX-Push-Url"] = reverse("investors:opportunities") + ("?" + query if query else "")
    return response


@require_safe
def show_map(request: HttpRequest) -> HttpResponse:
    """Show where the opportunities of a search are, on a drawing and as a list."""
    search = OpportunityFilter(request.GET)
    spots = group_by_place(search.qs.with_card_facts()[:ON_MAP])
    context = _describe_search(request, search) | {
        "has_examples": any(each.is_example for spot in spots for each in spot.opportunities),
        "problems": search.problems,
        "spots": spots,
        "total": sum(len(spot.opportunities) for spot in spots),
        "areas": draw_areas(load_outlines()),
        **draw_spots(spots),
    }
    return render(request, "investors/opportunities/map.html", context)


def _describe_search(request: HttpRequest, search: OpportunityFilter) -> dict[str, Any]:
    return {
        "search": search,
        "text": request.GET.get("q", ""),
        "facets": describe_facets(search),
        "choices": describe_choices(search),
        "query": search.write_query(),
        "is_indexed": not search.chosen and not search.problems,
    }


@require_safe
def show_feed(request: HttpRequest) -> HttpResponseBase:
    """Show the newest of a search as Atom; say so when nothing has changed. Refuses what it cannot read."""
    search = OpportunityFilter(request.GET)
    if search.problems:
        text = "\n".join(search.problems) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    return send_feed(request, build_feed(search))  # opportunities expire


@require_safe
def show_opportunity(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one opportunity; of one that is over say so, with what else there is."""
    shown = Opportunity.objects.published().with_card_facts()
    opportunity = shown.filter(slug=slug).first()
    if opportunity is None:
        return _answer_over(request, slug)
    sectors = list(opportunity.sectors.all())
    context = describe_opportunity(opportunity, sectors, settings.SITE_URL)
    return render(request, "investors/opportunities/opportunity.html", context)


def _answer_over(request: HttpRequest, slug: str) -> HttpResponse:
    over = Opportunity.objects.over(timezone.localdate()).select_related("cluster__parent")
    opportunity = get_object_or_404(over, slug=slug)
    nearby = opportunity.cluster.parent_id or opportunity.cluster_id
    open_ones = Opportunity.objects.published().filter(stage__in=OPEN_STAGES)
    others = open_ones.in_clusters([nearby]).with_card_facts()
    context = {
        "opportunity": opportunity,
        "others": others.order_by("-published_at", "-pk")[:OTHERS_SHOWN],
        "nearby": nearby,
    }
    return render(request, "investors/opportunities/over.html", context, status=410)


@require_safe
def give_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give out a document, to save, or a picture, to show, that a published opportunity has."""
    opportunity = get_object_or_404(Opportunity.objects.published(), slug=slug)
    public = {entry["file"] for entry in (*opportunity.documents, *opportunity.images)}
    if pk not in public:
        raise Http404
    response = give_opportunity_file(opportunity, pk)
    patch_cache_control(response, public=True, max_age=FILE_SECONDS)
    return response


def give_opportunity_file(opportunity: Opportunity, pk: int) -> HttpResponse:
    """Answer with a file of ``opportunity``. Raises Http404 unless it may be opened."""
    file = get_object_or_404(OpportunityFile.objects.downloadable(), opportunity=opportunity, pk=pk)
    try:
        content = file.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    is_document = file.kind == OpportunityFile.Kind.DOCUMENT
    response = FileResponse(
        content, as_attachment=is_document, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)  # decorators name the narrower type, and use what both have
