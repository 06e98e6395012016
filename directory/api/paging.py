"""Pages that stay as they are while rows come and go: each begins after the last key of the one before."""

import base64
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

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
