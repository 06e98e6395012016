"""What the environment says, read and checked in one place.

Every variable is listed with its default and meaning in ``.env.example``. A value that
cannot be used raises ``environs.EnvError`` or ``ImproperlyConfigured`` with the variable's
name, before anything starts.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}

CONNECT_SECONDS = 5
SHORTEST_SECRET = 16

env = Env()


def parse_database_url(url: str) -> dict[str, object]:
    """Turn a ``postgres://`` address into Django's database settings.

    Raises ImproperlyConfigured, naming DATABASE_URL, for anything that is not PostgreSQL.
    """
    try:
        parsed = dj_database_url.parse(url)
    except ValueError:  # its message may carry the password
        parsed = {}
    if parsed.get("ENGINE") != "django.db.backends.postgresql" or not parsed.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL must be like postgres://user:password@host:5432/name")
    # A server that does not answer must not hold a page: the page says so instead.
    return dict(parsed) | {"OPTIONS": {"connect_timeout": CONNECT_SECONDS} | parsed.get("OPTIONS", {})}


def parse_email_url(url: str) -> dict[str, object]:
    """Turn an ``smtp://``, ``smtp+tls://`` or ``smtp+ssl://`` address into Django's e-mail settings.

    ``smtp+tls`` begins in the clear and changes to TLS (port 587); ``smtp+ssl`` is TLS from
    the start (port 465). Raises ImproperlyConfigured, naming EMAIL_URL, for any other address.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or MAIL_PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must be like smtp+tls://user:password@mail.example:587")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
    }


def parse_redis_url(url: str) -> str:
    """Return a ``redis://`` or ``rediss://`` address as it is, or the empty text for none.

    Raises ImproperlyConfigured, naming REDIS_URL, for anything else.
    """
    parts = urlsplit(url)
    if url and (parts.scheme not in ("redis", "rediss") or not parts.hostname):
        raise ImproperlyConfigured("REDIS_URL must be like redis://host:6379/0")
    return url


def parse_tiles_url(url: str) -> str:
    """Return an address of map tiles as it is, or the empty text for none.

    Raises ImproperlyConfigured, naming MAP_TILES_URL, for what is not https or has no {z}, {x} and {y}.
    Sub-domains by {s} are refused too: the content-security policy could not name them.
    """
    parts = urlsplit(url)
    placeholders = set(re.findall(r"\{(\w+)\}", url))
    if url and (parts.scheme != "https" or not parts.hostname or placeholders - {"r"} != {"z", "x", "y"}):
        raise ImproperlyConfigured("MAP_TILES_URL must be like https://tiles.example/{z}/{x}/{y}.png")
    return url


def read_origins(url: str) -> list[str]:
    """Return the origin of ``url`` for the content-security policy; nothing for the empty text."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if url else []


def parse_mail_domain(domain: str) -> str:
    """Return the domain of a mail address in small letters, or the empty text for none.

    Raises ImproperlyConfigured, naming INBOUND_DOMAIN, for anything else.
    """
    if domain and not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", domain):
        raise ImproperlyConfigured("INBOUND_DOMAIN must be like replies.technorth.example")
    return domain.lower()


def parse_basic_auth(secret: str) -> str:
    """Return a user and a password as they are, with a colon between them.

    Raises ImproperlyConfigured, naming POSTMARK_WEBHOOK_SECRET, without a colon or with a short password.
    """
    user, _colon, password = secret.partition(":")
    if secret and (not user or len(password) < SHORTEST_SECRET):
        raise ImproperlyConfigured("POSTMARK_WEBHOOK_SECRET must be like user:a-long-random-password")
    return secret
