"""The map of a search, and what its script fetches."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.cluster_maps import draw_areas, load_outlines
from directory.facets import describe_choices, describe_facets
from directory.filters import BusinessFilter
from directory.map_groups import choose_zoom, clamp_zoom
from directory.map_pages import DRAWN_WIDTH, describe_map, get_whole, list_points, write_outlines

OUTLINES_KEPT = 3600  # seconds; they change with the reference data alone


@require_safe
def show_map(request: HttpRequest) -> HttpResponse:
    """Show where the businesses of a search are, in groups, on a map and in a table."""
    search = BusinessFilter(request.GET, maps=True)
    context = {
        "search": search,
        "problems": search.problems,
        "text": request.GET.get("q", ""),
        "near": request.GET.get("near", ""),
        "facets": describe_facets(search),
        "choices": describe_choices(search),
        "total": len(search.matches),
        "areas": draw_areas(load_outlines()),
        "query": search.write_query(drop=("bbox",)),
        "tiles_url": settings.MAP_TILES_URL,
        "tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
        **describe_map(search),
    }
    return render(request, "directory/map.html", context)


@require_safe
def show_points(request: HttpRequest) -> JsonResponse:
    """Return the groups of a search in a part of the map (``bbox``) at a zoom (``z``), for the script."""
    search = BusinessFilter(request.GET, maps=True)
    box = search.box or get_whole()
    zoom = request.GET.get("z", "")
    level = clamp_zoom(int(zoom)) if zoom.isascii() and zoom.isdigit() else choose_zoom(box, DRAWN_WIDTH)
    return JsonResponse({"total": len(search.matches), "groups": list_points(search, level)})


@require_safe
@cache_control(public=True, max_age=OUTLINES_KEPT)
def show_outlines(request: HttpRequest) -> JsonResponse:
    """Return the outlines of the North and its clusters as GeoJSON."""
    return JsonResponse(write_outlines(), content_type="application/geo+json")
