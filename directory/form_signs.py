"""What tells a program from a person who fills in a public form, and how many forms one address may send."""

import time
from collections.abc import Mapping

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SALT = "directory.report"
FASTEST_SECONDS = 4
MOST_IN_AN_HOUR = 10  # from one network address


def seal_opening() -> str:
    """Return the time now, sealed, to be sent back with the form."""
    return signing.dumps(time.time(), salt=SALT)


def find_signs(posted: Mapping[str, str], *, trap: str) -> list[str]:
    """Return what tells that a program sent the form: ``trap`` is what the hidden field holds."""
    signs = ["hidden field"] if trap else []
    try:
        opened = signing.loads(posted.get("opened", ""), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return [*signs, "no time"]
    return [*signs, "too fast"] if time.time() - opened < FASTEST_SECONDS else signs


def is_too_often(request: HttpRequest, *, name: str) -> bool:
    """Count this form of ``name``; say whether its network address sent too many in this hour.

    An address that cannot be told counts as none: that is no reason to refuse a report.
    """
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return False
    hour = int(time.time() // 3600)
    key = f"{name}:{salted_hmac(f'{SALT}.{hour}', address).hexdigest()}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, timeout=3600)
    return count > MOST_IN_AN_HOUR
