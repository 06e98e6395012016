"""A search taken away: as a table and as a feed."""

import datetime
import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from directory.exports import write_csv
from directory.feeds import build_feed
from directory.filters import BusinessFilter
from directory.results import iterate_ids

FEED_SECONDS = 300


@require_safe
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """Send every row of a search as CSV, as it is read.

    Unlike the page, it refuses what it cannot read: nobody would see the message in a file.
    """
    search = BusinessFilter(request.GET)
    if search.problems:
        return _refuse(search)
    rows = iter([b""]) if request.method == "HEAD" else write_csv(iterate_ids(search))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"technorth-businesses-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def show_feed(request: HttpRequest) -> HttpResponseBase:
    """Show the newest of a search as Atom; say so when nothing has changed."""
    search = BusinessFilter(request.GET)
    if search.problems:
        return _refuse(search)
    feed = build_feed(search)
    return send_feed(request, feed, changed_at=feed.latest_post_date())


def send_feed(
    request: HttpRequest, feed: Atom1Feed, *, changed_at: datetime.datetime | None = None
) -> HttpResponseBase:
    """Return ``feed``, to be kept for some minutes, or that it did not change since it was last asked for.

    ``changed_at`` goes into Last-Modified: none for a feed that an entry can leave, since what is left is no
    newer than before.
    """
    content = feed.writeString("utf-8").encode()
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=FEED_SECONDS)
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    seconds = int(changed_at.timestamp()) if changed_at else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    return get_conditional_response(request, response["ETag"], seconds, response) or response


def _refuse(search: BusinessFilter) -> HttpResponse:
    return HttpResponse(
        "\n".join(search.problems) + "\n", status=400, content_type="text/plain; charset=utf-8"
    )
