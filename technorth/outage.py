"""What people see while PostgreSQL is away: what was not saved, and what they typed, to send again."""

import logging
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

logger = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., HttpResponse])
Rows = list[dict[str, str]]
RETRY_SECONDS = "30"


def carry_typed(
    *, lost: Any, describe: Callable[[QueryDict], Rows], note: Any = ""
) -> Callable[[View], View]:
    """Let the outage page give back what was posted to this view; the outermost decorator.

    ``lost`` is the sentence that says what did not arrive, ``note`` what else to know before
    sending it again. ``describe`` turns the posted fields
    into rows of a summary list, without a query. Never for a view that takes a password.
    """

    def mark(view: View) -> View:
        view.outage = (lost, describe, note)  # type: ignore[attr-defined]
        return view

    return mark


class OutageMiddleware:
    """Answers 503 when the database is away, wherever in the request that shows.

    A view's error comes by ``process_exception``. Those of other middleware, such as the session
    being saved, are 500 responses by the time they get here, so they are marked by Django's signal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, and replace the answer to one that met an absent database."""
        response = self.get_response(request)
        return answer_outage(request) if getattr(request, "database_is_away", False) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer in place of a view whose database is away."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("Database away: %s", type(exception).__name__)
        return answer_outage(request)


def mark_outage(request: HttpRequest | None = None, **_: Any) -> None:
    """Mark ``request`` when the exception that Django is handling came from an absent database."""
    if request is not None and isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        request.database_is_away = True  # type: ignore[attr-defined]


got_request_exception.connect(mark_outage, dispatch_uid="technorth.outage")


def answer_outage(request: HttpRequest) -> HttpResponse:
    """Return the 503 page. Rendered without context processors: nothing here may ask the database."""
    lost, describe, note = _find_outage_words(request)
    posted = request.POST if request.method == "POST" and describe else QueryDict()
    context = {
        "lost": lost,
        "note": note,
        "typed": describe(posted) if describe and posted else [],
        "fields": [(name, value) for name, values in _list_fields(posted) for value in values],
        "address": request.get_full_path(),
        "is_write": request.method == "POST",
        "csrf_token": get_token(request),
        "site_url": settings.SITE_URL,
        "is_demonstration": settings.DEBUG,
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = RETRY_SECONDS
    response["Cache-Control"] = "no-store"
    return response


def _find_outage_words(request: HttpRequest) -> tuple[Any, Callable[[QueryDict], Rows] | None, Any]:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return "", None, ""
    return getattr(view, "outage", ("", None, ""))


def _list_fields(posted: QueryDict) -> list[tuple[str, list[str]]]:
    return [(name, values) for name, values in posted.lists() if name != "csrfmiddlewaretoken"]
