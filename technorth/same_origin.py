"""A small form that stands on many pages, and proves without a token that it was sent from ours.

A CSRF token in it would set a cookie for everybody who only looks, and keep those pages out of shared caches.
Instead the browser says where the form stood: it writes ``Sec-Fetch-Site`` and ``Origin`` itself, and no page
can change them.
"""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_callable
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

REASON = "The form was not sent from a page of this site."


def same_origin_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only a POST through that a page of this site sent; others get the page of ``CSRF_FAILURE_VIEW``.

    For what costs a visitor nothing much if it should be forged after all. Other forms carry a token.
    """

    @csrf_exempt
    @require_POST
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_from_here(request):
            return view(request, *args, **kwargs)
        refuse: Callable[..., HttpResponse] = get_callable(settings.CSRF_FAILURE_VIEW)
        return refuse(request, reason=REASON)

    return answer


def is_from_here(request: HttpRequest) -> bool:
    """Say whether the browser names a page of this site as the sender. One that names none is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = request.headers.get("Origin") or _read_origin(request.headers.get("Referer", ""))
    own = f"{request.scheme}://{request.get_host()}"
    return sender == own or sender in settings.CSRF_TRUSTED_ORIGINS


def _read_origin(address: str) -> str:
    """Return scheme and host of ``address``; nothing where it has none or cannot be read."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
