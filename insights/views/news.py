"""News, for everybody: the list, one announcement, the feed."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.descriptions import render_description
from directory.models import Source
from insights.models import Announcement
from insights.news_feed import build_feed
from technorth.feed_answers import send_feed
from technorth.paging import open_page

PAGE_SIZE = 20


@require_safe
def list_news(request: HttpRequest) -> HttpResponse:
    """Show what was announced, the newest first."""
    rows = Announcement.objects.published(timezone.now()).select_related("cluster")
    return render(request, "insights/news.html", {"page": open_page(request, rows, PAGE_SIZE)})


@require_safe
def show_announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one announcement with its sources."""
    rows = Announcement.objects.published(timezone.now()).select_related("cluster")
    announcement = get_object_or_404(rows, slug=slug)
    return render(request, "insights/announcement.html", describe_announcement(announcement))


def describe_announcement(announcement: Announcement) -> dict[str, object]:
    """Return the context of the page of an announcement. One query, for its sources."""
    return {
        "announcement": announcement,
        "body": render_description(announcement.body),
        "sources": Source.objects.filter(pk__in=announcement.sources).order_by("published", "pk"),
    }


@require_safe
def serve_feed(request: HttpRequest) -> HttpResponseBase:
    """Show the newest announcements as Atom; say so when nothing has changed."""
    return send_feed(request, build_feed(timezone.now()))  # announcements can be withdrawn
