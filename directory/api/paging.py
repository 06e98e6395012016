"""Pages that stay as they are while rows come and go: each begins after the last key of the one before."""

import base64
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_filters import FilterSet
from rest_framework.request import Request
from rest_framework.response import Response

from directory.api.answers import describe_terms
from directory.api.problems import BadParameters

USUAL_SIZE = 50
LARGEST_SIZE = 100
LONGEST_CURSOR = 200
PAGE_PARAMETERS = ("cursor", "limit")


def refuse_unknown(request: HttpRequest, known: Iterable[str]) -> None:
    """Raise ``BadParameters`` where the address has a parameter that is not ``known``."""
    names = sorted(known)
    reason = _("There is no such parameter here. There are: %(names)s.") % {"names": ", ".join(names) or "–"}
    unknown = {name: [reason] for name in request.GET if name not in names}
    if unknown:
        raise BadParameters(unknown)


def read_size(request: HttpRequest) -> int:
    """Return how many rows a page shall have."""
    written = request.GET.get("limit", str(USUAL_SIZE))
    if written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= LARGEST_SIZE:
        return int(written)
    raise BadParameters({"limit": [_("A whole number from 1 to %(most)d.") % {"most": LARGEST_SIZE}]})


def read_text_key(request: HttpRequest) -> str:
    """Return the key after which the page begins; "" for the first page."""
    cursor = request.GET.get("cursor", "")[:LONGEST_CURSOR]
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode("ascii")
    except ValueError:  # bad base64 and bad text both
        raise _bad_cursor() from None
    if "\0" in key:
        raise _bad_cursor()
    return key


def read_number_key(request: HttpRequest) -> int:
    """Return the number after which the page begins; 0 for the first page."""
    key = read_text_key(request) or "0"
    if not key.isdigit() or len(key) > 18:  # what a bigint holds
        raise _bad_cursor()
    return int(key)


def write_next(request: HttpRequest, last: int | str) -> str:
    """Return the address of the page that begins after the key ``last``."""
    query = request.GET.copy()
    query["cursor"] = base64.urlsafe_b64encode(str(last).encode()).decode().rstrip("=")
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"


def _bad_cursor() -> BadParameters:
    return BadParameters({"cursor": [_("Take the address in “next” as it is; this one is broken.")]})


def narrow_rows(request: HttpRequest, filter_class: type[FilterSet], rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the rows that the parameters ask for; raise ``BadParameters``."""
    choices = filter_class(request.GET, rows)
    refuse_unknown(request, {*choices.filters, *PAGE_PARAMETERS})
    if choices.errors:
        raise BadParameters(choices.errors)
    found: QuerySet[Any] = choices.qs
    return found


def answer_page(
    request: Request, rows: QuerySet[Any], serializer: type[Any], terms: dict[str, Any] | None = None
) -> Response:
    """Answer with the page of ``rows``, which begin after its cursor and are in the order of their keys.

    ``terms`` are those of its use (``describe_terms``), the usual ones without.
    """
    size = read_size(request)
    found = list(rows[: size + 1])
    following = write_next(request, found[size - 1].pk) if len(found) > size else None
    results = serializer(found[:size], many=True).data
    return Response({**(terms or describe_terms()), "next": following, "results": results})
