"""The search for businesses and the profile of one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from directory.cards import load_cards
from directory.facets import (
    describe_choices,
    describe_facets,
    suggest_choices,
    suggest_correction,
    suggest_widening,
)
from directory.filters import BusinessFilter
from directory.freshness_words import find_stale_since
from directory.models import Business
from directory.profiles import describe_profile
from directory.search import find_close_names
from directory.search_head import describe_head
from directory.search_suggestions import suggest_texts
from directory.services.merging import find_successor
from technorth.paging import find_page

PAGE_SIZE = 24
SUGGESTIONS_KEPT = 60  # seconds
TAKEN_DOWN = (Business.Status.ARCHIVED, Business.Status.REMOVED)


class HtmxRequest(HttpRequest):
    """A request as the middleware of django-htmx passes it on."""

    htmx: HtmxDetails


@require_safe
def list_businesses(request: HtmxRequest) -> HttpResponse:
    """Show a search: its results, its facets and the choices made. The address is the search.

    A parameter that cannot be read is named in a message and left out; the rest still counts.
    """
    search = BusinessFilter(request.GET)
    page, problem = find_page(search.matches, request.GET.get("page"), PAGE_SIZE)
    page.object_list = load_cards(
        list(page.object_list), clusters=search.clusters, sectors=search.sectors, near=search.surroundings
    )
    total = page.paginator.count
    context = {
        "search": search,
        "head": describe_head(search, total=total, page=page.number),
        "page": page,
        "problems": [*search.problems, problem] if problem else search.problems,
        "text": request.GET.get("q", ""),
        "place": request.GET.get("near", ""),
        "facets": describe_facets(search),
        "choices": describe_choices(search),
        "correction": suggest_correction(search),
        "suggestions": suggest_choices(search),
        "sorts": search.sorts,
        "widenings": [] if total else suggest_widening(search),
        "close_names": [] if total else find_close_names(search.chosen.get("q", "")),
    }
    response = render(request, "directory/businesses.html", context)
    if request.htmx:
        query = search.write_query()
        response["HX-Push-Url"] = reverse("directory:businesses") + ("?" + query if query else "")
    return response


def answer_unlisted(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead on where two listings became one; say that a profile was taken down; else raise Http404."""
    successor = find_successor(slug)
    if successor is not None:
        return redirect(successor, permanent=True)
    gone = get_object_or_404(Business, slug=slug, status__in=TAKEN_DOWN)
    return render(request, "directory/business_gone.html", {"business": gone}, status=410)


@require_safe
@cache_control(public=True, max_age=SUGGESTIONS_KEPT)
def suggest(request: HttpRequest) -> HttpResponse:
    """Return options for the search field: what goes on like the words typed so far."""
    return render(request, "directory/suggestions.html", {"texts": suggest_texts(request.GET.get("q", ""))})


@require_safe
def show_business(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the profile of a listed business."""
    business = Business.objects.listed().with_profile_facts().filter(slug=slug).first()
    if business is None:
        return answer_unlisted(request, slug)
    context = describe_profile(business, settings.SITE_URL)
    context["has_team"] = business.memberships.exists()
    context["stale_since"] = find_stale_since(business, now=timezone.now())
    return render(request, "directory/business.html", context)
