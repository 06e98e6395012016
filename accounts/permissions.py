"""Who may open a page of the desk: decorators for its views."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User


class DeskRequest(HttpRequest):
    """A request that was let through to the desk, so its user is a person with a role."""

    user: User


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
DeskView = Callable[Concatenate[DeskRequest, P], HttpResponse]

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def desk_required(view: DeskView[P]) -> View[P]:
    """Admit whoever has a desk role; see ``admit_to_desk`` for the rest."""
    return _admit(view, lambda user: user.is_desk)


def triage_required(view: DeskView[P]) -> View[P]:
    """Admit UKTI staff, who see and steer every enquiry: triage officers and managers."""
    return _admit(view, lambda user: user.is_triage)


def caseworker_required(view: DeskView[P]) -> View[P]:
    """Admit who works on enquiries: UKTI staff and regional contacts."""
    return _admit(view, lambda user: user.is_caseworker)


def moderator_required(view: DeskView[P]) -> View[P]:
    """Admit who looks after the directory: moderators and managers."""
    return _admit(view, lambda user: user.is_moderator)


def manager_required(view: DeskView[P]) -> View[P]:
    """Admit managers, who edit contacts, cover and absences."""
    return _admit(view, lambda user: user.is_manager)


def admit_to_desk(request: HttpRequest, is_allowed: Callable[[User], bool]) -> HttpResponse | None:
    """Return None if the person may go on, else the page where they must go first.

    Anonymous: to sign in. Without a second factor: to set it up. With one that this session
    has not used: to use it. Raises Http404 for a person whose role ``is_allowed`` refuses,
    so that an address tells a stranger nothing.
    """
    user = request.user
    back_to = request.get_full_path() if request.method in {"GET", "HEAD"} else resolve_url("/desk/")
    if not isinstance(user, User):
        return redirect_to_login(back_to)
    if not is_allowed(user):
        raise Http404
    if not Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists():
        messages.info(request, _("Set up a second step of sign-in first: the desk holds personal data."))
        return HttpResponseRedirect(resolve_url("mfa_activate_totp"))
    if not has_used_second_factor(request):
        return HttpResponseRedirect(f"{resolve_url('mfa_reauthenticate')}?{urlencode({'next': back_to})}")
    return None


def has_used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was proven by a code or a passkey, at sign-in or later."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _admit(view: DeskView[P], is_allowed: Callable[[User], bool]) -> View[P]:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return admit_to_desk(request, is_allowed) or view(cast(DeskRequest, request), *args, **kwargs)

    return guarded
