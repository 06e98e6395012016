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
from accounts.roles import Access, Action


class DeskRequest(HttpRequest):
    """A request that was let through to the desk, so its user is a person with a role."""

    user: User


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
DeskView = Callable[Concatenate[DeskRequest, P], HttpResponse]

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


READING = ("GET", "HEAD", "OPTIONS")


def desk_required(view: DeskView[P]) -> View[P]:
    """Admit whoever has a desk role; see ``admit_to_desk`` for the rest.

    This and each door below asks ``accounts.roles``: who reads there gets through by GET alone.
    """
    return _admit(view, Action.OPEN_DESK)


def triage_required(view: DeskView[P]) -> View[P]:
    """Admit UKTI staff, who see and steer every enquiry: triage officers and managers. Auditors read."""
    return _admit(view, Action.STEER)


def caseworker_required(view: DeskView[P]) -> View[P]:
    """Admit who works on enquiries: UKTI staff, senior leads and regional contacts. Auditors read."""
    return _admit(view, Action.WORK_CASES)


def searcher_required(view: DeskView[P]) -> View[P]:
    """Admit who looks for cases by words: who works on enquiries, and auditors, though it is a POST."""
    return _admit(view, Action.SEARCH)


def reassigner_required(view: DeskView[P]) -> View[P]:
    """Admit who refers a case to a contact: UKTI staff, and senior leads within their cluster."""
    return _admit(view, Action.REASSIGN)


def contact_required(view: DeskView[P]) -> View[P]:
    """Admit who answers for a region: senior leads and regional contacts."""
    return _admit(view, Action.KEEP_OWN_COVER)


def project_keeper_required(view: DeskView[P]) -> View[P]:
    """Admit who makes projects and keeps them: UKTI staff and contacts; which ones, queries say."""
    return _admit(view, Action.KEEP_PROJECTS)


def cluster_keeper_required(view: DeskView[P]) -> View[P]:
    """Admit who sees what is drafted for a cluster: UKTI staff and contacts. Auditors read."""
    return _admit(view, Action.KEEP_FOR_CLUSTER)


def cluster_drafter_required(view: DeskView[P]) -> View[P]:
    """Admit who drafts for a cluster: senior leads and regional contacts; for which, queries say."""
    return _admit(view, Action.DRAFT_FOR_CLUSTER)


def cluster_approver_required(view: DeskView[P]) -> View[P]:
    """Admit who approves what was drafted for a cluster: UKTI staff. Auditors read."""
    return _admit(view, Action.APPROVE_FOR_CLUSTER)


def moderator_required(view: DeskView[P]) -> View[P]:
    """Admit who looks after the directory: moderators and managers. Auditors read."""
    return _admit(view, Action.MODERATE)


def publisher_required(view: DeskView[P]) -> View[P]:
    """Admit who writes what the public reads: UKTI staff. Auditors read."""
    return _admit(view, Action.PUBLISH)


def manager_required(view: DeskView[P]) -> View[P]:
    """Admit managers, who edit contacts, cover and absences; their forms are not for auditors."""
    return _admit(view, Action.MANAGE)


def overseer_required(view: DeskView[P]) -> View[P]:
    """Admit who answers for personal data: managers. Auditors read."""
    return _admit(view, Action.OVERSEE)


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


def _admit(view: DeskView[P], action: Action) -> View[P]:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        needed = Access.READ if request.method in READING else Access.ACT
        refusal = admit_to_desk(request, lambda user: user.find_access(action) >= needed)
        return refusal or view(cast(DeskRequest, request), *args, **kwargs)

    return guarded
