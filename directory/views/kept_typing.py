"""Pages of one's own that lose nothing when the session has expired."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache

from accounts.models import User

KEY = "typed_and_not_sent"
MOST_CHARACTERS = 100_000
# Pages that take what was typed back when their form was sent with the proof of an earlier session.
KEEPING_PAGES = {"directory:edit_section"}


class OwnRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


P = ParamSpec("P")
OwnView = Callable[Concatenate[OwnRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: OwnView[P]) -> View[P]:
    """Send who is signed out to sign in and back; what they sent is kept in the session meanwhile.

    The view gets it with ``take_typed``. Files are not kept.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(OwnRequest, request), *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        page = find_page_of_form(request)
        if urlsplit(page).path == request.path and keep_typed(request):
            messages.info(request, _("You were signed out. Sign in: what you typed is kept."))
        else:
            messages.info(request, _("You were signed out, so nothing was done. Sign in and try again."))
        return redirect_to_login(page)

    return guarded


def find_page_of_form(request: HttpRequest) -> str:
    """Return the address of the page whose form was sent, as the browser names it.

    A form may be sent to an address that is no page. Where the browser names none, it is the address itself.
    """
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return request.path
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def keep_typed(request: HttpRequest) -> bool:
    """Keep what was sent in the session, for the same address; return whether it was short enough."""
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if len(json.dumps(typed)) > MOST_CHARACTERS:
        return False
    request.session[KEY] = {"path": request.path, "typed": typed}
    return True


def take_typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent to this page and kept, once; None where nothing was."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    messages.warning(request, _("This is what you typed before you were signed out. It is not saved yet."))
    return typed


def answer_unproven_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that lacks the proof that it is ours, for CSRF_FAILURE_VIEW: as Django does, but for one.

    A page that stayed open while its person signed in anew elsewhere has the proof of the earlier session.
    Nothing is saved; what was typed is on the page again, to be looked at and sent. Only with the cookie of
    the session, which a browser does not send along from another site.
    """
    page = request.resolver_match.view_name if request.resolver_match else ""
    is_old_proof = reason.startswith("CSRF token")
    if is_old_proof and page in KEEPING_PAGES and request.user.is_authenticated and keep_typed(request):
        return redirect(request.path)
    return csrf_failure(request, reason)
