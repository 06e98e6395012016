"""Where a shortlist is kept: in a signed cookie without an account, in the account of who is signed in.

A page asks no query for it. What is in the cookie is there; of an account the references, not the notes, are
mirrored in the session, which is read for who is signed in anyway. So the mirror of another browser may be
old until its next change, or until the shortlist is opened there.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from investors.services.shortlists import Change, bring_along, change_shortlist, read_shortlist
from investors.shortlist_entries import Entry, ShortlistFull, is_reference, read_entries, write_entries

COOKIE = "shortlist"
COOKIE_AGE = datetime.timedelta(days=180)
# A browser keeps 4,096 bytes of a cookie with its name and attributes, and drops a larger one without a word.
COOKIE_LENGTH = 3_800
SALT = "investors.shortlist"
MIRROR = "shortlist"


def list_refs(request: HttpRequest) -> list[str]:
    """Return the references of what is kept, from the cookie or the session; no query of its own."""
    if request.user.is_authenticated:
        mirror = request.session.get(MIRROR, [])
        return mirror if isinstance(mirror, list) else []
    return [entry.ref for entry in _read_cookie(request)]


def load_entries(request: HttpRequest) -> list[Entry]:
    """Return what is kept, with its notes; of an account one query."""
    if not request.user.is_authenticated:
        return _read_cookie(request)
    entries = read_shortlist(request.user)
    _mirror(request, entries)
    return entries


def change_entries(request: HttpRequest, change: Change, now: datetime.datetime) -> list[Entry]:
    """Let ``change`` make the entries anew, and return them. Raises ShortlistFull.

    Without an account they are kept by ``write_cookie``, which the view calls with its response.
    """
    if request.user.is_authenticated:
        entries = change_shortlist(user=request.user, change=change, now=now)
        _mirror(request, entries)
        return entries
    entries = change(_read_cookie(request))
    if len(_seal(entries)) > COOKIE_LENGTH:
        raise ShortlistFull(is_browser=True)
    _remember(request, entries)
    return entries


def write_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep the shortlist in the browser for another half year, or forget it where it is empty."""
    if request.user.is_authenticated:
        return
    entries = _read_cookie(request)
    if entries or COOKIE in request.COOKIES:
        _set_cookie(response, entries)


def _set_cookie(response: HttpResponseBase, entries: Sequence[Entry]) -> None:
    if not entries:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        _seal(entries),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class Taken(NamedTuple):
    """How many things an account took from the cookie, and how many it had no room for."""

    taken: int
    left_out: int


def take_to_account(
    request: HttpRequest, response: HttpResponseBase | None, user: User, now: datetime.datetime
) -> Taken:
    """Move what the cookie holds into the account of ``user``, who signs in; what has no room stays in it."""
    brought = _read_cookie(request)
    entries, left_out = bring_along(user=user, brought=brought, now=now)
    _mirror(request, entries)
    if response is not None and COOKIE in request.COOKIES:
        _set_cookie(response, left_out)
    return Taken(len(brought) - len(left_out), len(left_out))


def _read_cookie(request: HttpRequest) -> list[Entry]:
    """Return what the cookie holds, or what was put in its place since; nothing of one that is not ours."""
    kept: list[Entry] | None = getattr(request, "shortlist_entries", None)
    if kept is None:
        kept = _unseal(request.COOKIES.get(COOKIE, ""))
        _remember(request, kept)
    return kept


def _remember(request: HttpRequest, entries: list[Entry]) -> None:
    request.shortlist_entries = entries  # type: ignore[attr-defined]


def _mirror(request: HttpRequest, entries: Sequence[Entry]) -> None:
    refs = [entry.ref for entry in entries]
    if request.session.get(MIRROR, []) != refs:
        request.session[MIRROR] = refs


def _seal(entries: Sequence[Entry]) -> str:
    return signing.dumps(write_entries(entries), salt=SALT, compress=True)


def _unseal(sealed: str) -> list[Entry]:
    if not sealed:
        return []
    try:
        return read_entries(signing.loads(sealed, salt=SALT, max_age=COOKIE_AGE))
    except signing.BadSignature:
        return []


def write_token(refs: Sequence[str]) -> str:
    """Return ``refs`` as the signed part of an address: public things alone, never a note, never who."""
    return signing.Signer(salt=f"{SALT}.shared").sign_object(list(refs), compress=True)


def read_token(token: str) -> list[str]:
    """Return the references that ``token`` names. Raises ``signing.BadSignature`` where it was altered."""
    stored: Any = signing.Signer(salt=f"{SALT}.shared").unsign_object(token)
    return [ref for ref in stored if isinstance(ref, str) and is_reference(ref)]
