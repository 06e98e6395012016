"""One's own account: the page about it, the name, where one is signed in, and its end."""

from typing import cast

from allauth.account.internal.flows.logout import logout
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows import sessions as session_flows
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services, sessions
from accounts.departures import DepartureRefused
from accounts.forms import DeleteAccountForm, NameForm
from accounts.models import User
from accounts.permissions import SECOND_FACTORS
from accounts.sections import describe_sections


@require_safe
@login_required
def show_account(request: HttpRequest) -> HttpResponse:
    """Show who one is here, and what other apps have to say to one."""
    user = cast(User, request.user)
    context = {
        "has_second_factor": Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists(),
        "sections": describe_sections(user),
    }
    return render(request, "account/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_name(request: HttpRequest) -> HttpResponse:
    """Let somebody be called otherwise."""
    user = cast(User, request.user)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    if not form.is_valid():
        return render(request, "account/name.html", {"form": form})
    services.rename_person(user=user, name=form.cleaned_data["name"])
    messages.success(request, _("Your name is changed."))
    return redirect("account")


@require_safe
@login_required
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in, this session first."""
    rows = sessions.list_sessions(user=cast(User, request.user), now=timezone.now())
    shown = [
        {
            "row": row,
            "browser": sessions.describe_browser(row.user_agent),
            "is_current": row.session_key == request.session.session_key,
        }
        for row in rows
    ]
    shown.sort(key=lambda session: not session["is_current"])
    return render(request, "usersessions/usersession_list.html", {"sessions": shown})


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out of one session of one's own; of the present one as by "Sign out"."""
    session = get_object_or_404(UserSession, user=cast(User, request.user), pk=pk)
    session_flows.end_sessions(request, [session])
    messages.success(request, _("That session is ended."))
    return redirect("usersessions_list")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    session_flows.end_other_sessions(request, request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("usersessions_list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@rate_limit(action="reauthenticate")
def delete_account(request: HttpRequest) -> HttpResponse:
    """Say what happens when the account goes; delete it when the password is entered."""
    user = cast(User, request.user)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, user=user)
    consequences = services.list_consequences(user)
    if form.is_valid():
        try:
            services.delete_account(user=user, now=timezone.now())
        except DepartureRefused as refusal:
            consequences = refusal.reasons
        else:
            logout(request, show_message=False)
            return redirect("account_deleted")
    context = {
        "form": form,
        "consequences": consequences,
        "is_blocked": any(consequence.blocks for consequence in consequences),
    }
    return render(request, "account/delete.html", context)


@require_safe
def show_deleted(request: HttpRequest) -> HttpResponse:
    """Say that the account is gone, to whoever has just deleted it."""
    return render(request, "account/deleted.html")
