"""A search taken away: as a table and as a feed."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.exports import write_csv
from directory.feeds import build_feed
from directory.filters import BusinessFilter
from directory.results import iterate_ids
from technorth.feed_answers import send_feed


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


def _refuse(search: BusinessFilter) -> HttpResponse:
    return HttpResponse(
        "\n".join(search.problems) + "\n", status=400, content_type="text/plain; charset=utf-8"
    )
