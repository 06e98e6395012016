"""System checks: what a deployment can get wrong, each with its own id and a hint.

E001 to E006, E008 and W001 run with ``manage.py check --deploy``; E007 with every check.
"""

import importlib.util
from collections.abc import Sequence
from typing import Any

from celery import current_app
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from technorth.catalogues.scope import LOCALES, find_po

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
Apps = Sequence[AppConfig] | None


@register(Tags.security, deploy=True)
def check_debug(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E001: DEBUG shows the code to strangers and opens the demonstration sign-ins."""
    if not settings.DEBUG:
        return []
    return [Error("DEBUG is on.", hint="Leave DEBUG unset, or set DEBUG=false.", id="technorth.E001")]


@register(Tags.security, deploy=True)
def check_secret_key(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E002: without a secret key of its own a site's sessions and links can be forged."""
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if key and key != settings.DEBUG_SECRET_KEY:
        return []
    hint = "Set SECRET_KEY to 50 or more random characters, the same for every process."
    return [Error("SECRET_KEY is not set.", hint=hint, id="technorth.E002")]


@register(Tags.security, deploy=True)
def check_celery_eager(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E003: an eager Celery runs tasks inside the request, and loses them with it."""
    if not (getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False) or current_app.conf.task_always_eager):
        return []
    hint = "Remove CELERY_TASK_ALWAYS_EAGER, and run a worker and beat."
    return [Error("Celery is eager: tasks run inside the request.", hint=hint, id="technorth.E003")]


@register(Tags.security, deploy=True)
def check_email(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E004: with no mail server, mail is kept in the local mailbox and reaches nobody."""
    if settings.EMAIL_BACKEND == SMTP_BACKEND and not settings.LOCAL_MAILBOX:
        return []
    hint = "Set EMAIL_URL, like smtp+tls://user:password@mail.example:587"
    return [Error("No mail server is set: mail reaches nobody.", hint=hint, id="technorth.E004")]


@register(Tags.security, deploy=True)
def check_database(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E005: the embedded engines are for one machine, without backup or a password."""
    unset = [name for name in ("DATABASE_URL", "REDIS_URL") if not getattr(settings, name)]
    if not unset:
        return []
    found = f"The embedded engines are used: {', '.join(unset)} unset."
    hint = "Set them to servers that are backed up, like postgres://user:password@host:5432/name"
    return [Error(found, hint=hint, id="technorth.E005")]


@register(Tags.security, deploy=True)
def check_hosts(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E006: without its hosts a site answers nobody; with any host, its links can be forged."""
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Set ALLOWED_HOSTS to the names of the site, separated by commas."
    return [Error("ALLOWED_HOSTS is not set, or allows any host.", hint=hint, id="technorth.E006")]


@register(Tags.security, deploy=True)
def check_addresses(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """W001: an example address in a mail is a dead end for who gets it."""
    examples = [
        name
        for name in ("SITE_URL", "DEFAULT_FROM_EMAIL", "TRIAGE_EMAIL")
        if "//127.0.0.1" in getattr(settings, name) or "technorth.example" in getattr(settings, name)
    ]
    if not examples:
        return []
    hint = "Set them to addresses that people can reach."
    return [Warning(f"Still examples: {', '.join(examples)}.", hint=hint, id="technorth.W001")]


@register(Tags.database)
def check_driver(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E007: Django silently prefers psycopg 3 over psycopg2 as soon as any package brings it in."""
    if importlib.util.find_spec("psycopg") is None:
        return []
    found = "psycopg 3 is installed, and replaces the driver psycopg2."
    hint = "Find what requires it with `pip show psycopg`, and remove it."
    return [Error(found, hint=hint, id="technorth.E007")]


@register(Tags.translation, deploy=True)
def check_catalogues(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """E008: a language whose catalogue was not compiled shows English below its own addresses."""
    codes = [code for code, _name in settings.LANGUAGES if code in LOCALES]
    absent = [code for code in codes if not find_po(code).with_suffix(".mo").exists()]
    if not absent:
        return []
    found = f"Offered, but not compiled: {', '.join(absent)}."
    return [Error(found, hint="Run `manage.py compile_catalogues` at build.", id="technorth.E008")]
