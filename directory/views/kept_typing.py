"""Pages of one's own that lose nothing when the session has expired."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User

KEY = "typed_while_signed_out"
MOST_CHARACTERS = 100_000


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
        if request.method == "POST":
            typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
            if len(json.dumps(typed)) <= MOST_CHARACTERS:
                request.session[KEY] = {"path": request.path, "typed": typed}
                messages.info(request, _("You were signed out. Sign in: what you typed is kept."))
        return redirect_to_login(request.path)

    return guarded


def take_typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent to this page while signed out, once; None where nothing was."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    messages.warning(request, _("This is what you typed before you were signed out. It is not saved yet."))
    return typed
