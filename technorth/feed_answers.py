"""How every Atom feed is answered: kept for some minutes, and not sent again while nothing has changed."""

import datetime
import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date

FEED_SECONDS = 300


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
