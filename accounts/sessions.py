"""Where somebody is signed in."""

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.models import User

# The first that a browser names decides: each names those that it wants to be taken for as well.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]
SHOWN_LENGTH = 80


def list_sessions(*, user: User, now: datetime.datetime) -> list[UserSession]:
    """Return the sessions in which ``user`` is signed in at ``now``, the newest first, in two queries.

    Not those that a new password has ended: their rows stay until the hourly sweep.
    """
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk"))
    live = Session.objects.filter(expire_date__gt=now).in_bulk([row.session_key for row in rows])
    hashes = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    signed_in = {key for key, row in live.items() if row.get_decoded().get(HASH_SESSION_KEY) in hashes}
    return [row for row in rows if row.session_key in signed_in]


def describe_browser(user_agent: str) -> str:
    """Return the browser and the system that ``user_agent`` names, else the beginning of its text."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, [browser, system])) or user_agent[:SHOWN_LENGTH]
