"""Web addresses as people type them, and which of them a profile may lead to."""

import ipaddress
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 300
# Names that by their standards (RFC 6761, RFC 6762, RFC 8375) or by habit only a local network knows.
LOCAL_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test", ".invalid")
check_shape = URLValidator(schemes=["http", "https"])


def clean_web_address(text: str) -> str:
    """Return ``text`` as a whole address, with https where no scheme was typed; "" for nothing.

    Raises ValidationError for what is no address on the public web: another scheme, a name or password in it,
    a bare number or a host that only this machine or network knows. The address is never asked for.
    """
    text = text.strip()
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    refusal = ValidationError(_("Enter a web address, like www.example.com"), code="invalid")
    try:
        check_shape(address)
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        parts.port  # noqa: B018 - raises ValueError for a port that there cannot be
    except (ValidationError, ValueError):
        raise refusal from None
    if parts.username or parts.password or _is_local(host):
        raise refusal
    whole = parts._replace(scheme=parts.scheme.lower(), path=parts.path or "/").geturl()
    if len(whole) > MAX_LENGTH:
        raise ValidationError(_("Use an address of 300 characters or fewer"), code="max_length")
    return whole


def name_web_address(address: str) -> str:
    """Return what a link to ``address`` is called: its host, and its path where that says whose it is."""
    parts = urlsplit(address)
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


def _is_local(host: str) -> bool:
    host = host.rstrip(".")
    if "." not in host or host.endswith(LOCAL_NAMES):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
