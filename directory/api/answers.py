"""What holds for every answer of the open data: who may read it, how long it keeps, how it is licensed."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control

from directory.licences import OPEN_GOVERNMENT, Licence
from directory.models import Attribution, Source

FRESH_SECONDS = 60
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}

View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """Let pages of any origin read the answer, keep it for a minute, and ask whether it has changed.

    The outermost decorator. An error is never kept. The view may set an ETag of its own.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":  # a browser asks before it sends If-None-Match
            return HttpResponse(status=204, headers=CROSS_ORIGIN | PREFLIGHT)
        response: Any = view(request, *args, **kwargs)
        if not response.streaming and not getattr(response, "is_rendered", True):
            response.render()
        if response.status_code == 200:
            response = _keep(request, response)
        elif response.status_code != 304:
            add_never_cache_headers(response)
        for name, value in CROSS_ORIGIN.items():
            response[name] = value
        return response

    return answer


def describe_terms(*, licence: Licence = OPEN_GOVERNMENT, file: str = "") -> dict[str, Any]:
    """Return what every list says of its use: the licence, the lines to show, and what it was made from.

    ``file`` is the reference file that a list is; a business names the source of its own. One query, and one
    for the sources of a file.
    """
    lines = Attribution.objects.order_by("position").values_list("text", flat=True)
    sources = Source.objects.filter(files__contains=[file]).order_by("title", "key") if file else []
    return {
        "licence": licence.name,
        "licence_url": licence.url,
        "attribution": list(lines),
        "sources": [{"title": each.title, "licence": each.licence, "url": each.url} for each in sources],
    }


def _keep(request: HttpRequest, response: Any) -> Any:
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    if "ETag" not in response:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, response["ETag"], None, response)
