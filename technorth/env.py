"""What the environment says, read and checked in one place.

Every variable is listed with its default and meaning in ``.env.example``. A value that
cannot be used raises ``environs.EnvError`` or ``ImproperlyConfigured`` with the variable's
name, before anything starts.
"""

from pathlib import Path

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()


def parse_database_url(url: str) -> dict[str, object]:
    """Turn a ``postgres://`` address into Django's database settings.

    Raises ImproperlyConfigured, naming DATABASE_URL, for anything that is not PostgreSQL.
    """
    try:
        parsed = dj_database_url.parse(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from None
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must be a postgres:// address.")
    return dict(parsed)


def parse_email_url(url: str) -> dict[str, object]:
    """Turn an ``smtp://``, ``smtp+tls://`` or ``smtp+ssl://`` address into Django's e-mail settings.

    Raises ImproperlyConfigured, naming EMAIL_URL, for any other address.
    """
    parsed = dj_email_url.parse(url)
    if parsed.get("EMAIL_BACKEND") != "django.core.mail.backends.smtp.EmailBackend" or not parsed.get("EMAIL_HOST"):
        raise ImproperlyConfigured("EMAIL_URL must be like smtp+tls://user:password@mail.example:587")
    return dict(parsed)
