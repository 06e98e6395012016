"""Pressing the buttons of a shortlist, as a browser does."""

from typing import Any

from django.core import signing
from django.test import Client

from investors.shortlist_entries import Entry, read_entries
from investors.shortlist_keeping import COOKIE, SALT

ORIGIN = "http://testserver"
CHANGE = "/shortlist/change/"


def press(
    client: Client, page: str = "/businesses/", headers: dict[str, str] | None = None, **button: str
) -> Any:
    """Press the button ``keep="business:1"`` or ``remove=…`` on ``page``."""
    named = {"Origin": ORIGIN, "Referer": ORIGIN + page} | (headers or {})
    return client.post(CHANGE, button, headers=named)


def keep(client: Client, *refs: str) -> None:
    """Keep all of ``refs``."""
    for ref in refs:
        assert press(client, keep=ref).status_code == 302


def read_cookie(client: Client) -> list[Entry]:
    """Return what the browser's cookie holds."""
    if COOKIE not in client.cookies or not client.cookies[COOKIE].value:
        return []
    return read_entries(signing.loads(client.cookies[COOKIE].value, salt=SALT))
