"""Coming into a team: the page that an invitation's mail opens, and asking to be taken in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from directory.forms.teams import JoinForm
from directory.models import Business, Invitation
from directory.services import invitations
from directory.services.invitations import (
    AlreadyAsked,
    AlreadyInTeam,
    Answered,
    NoTeam,
    OtherAddress,
    TooMany,
)
from directory.views.kept_typing import OwnRequest, signed_in, take_typed
from outbox.links import live_links
from outbox.models import SecretLink


def _find_invitation(token: str) -> Invitation | None:
    """Return the invitation that ``token`` opens now."""
    now = timezone.now()
    links = live_links(purpose=SecretLink.Purpose.INVITATION, token=token, now=now)
    opened = Invitation.objects.acceptable(now).filter(pk__in=links.values("subject_id"))
    return opened.select_related("business", "invited_by").first()


@never_cache
@require_safe
def show_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what. Changes nothing, since mail scanners follow links."""
    invitation = _find_invitation(token)
    if invitation is None:
        return _answer(request, "directory/invitation_over.html", {}, status=410)
    user = request.user if isinstance(request.user, User) else None
    context = {
        "invitation": invitation,
        "business": invitation.business,
        "token": token,
        "is_addressee": user is not None and invitations.owns_address(user, invitation.email),
    }
    return _answer(request, "directory/invitation.html", context)


@never_cache
@require_POST
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join the team, signed in with the address that was invited."""
    invitation = _find_invitation(token)
    if invitation is None:
        return _answer(request, "directory/invitation_over.html", {}, status=410)
    if not isinstance(request.user, User):
        return redirect_to_login(request.path.removesuffix("accept/"))
    try:
        invitations.accept_invitation(invitation=invitation, user=request.user, now=timezone.now())
    except (OtherAddress, Answered):
        return redirect("directory:invitation", token)  # the page says what is wrong
    messages.success(request, _("You are in the team of %(name)s.") % {"name": invitation.business.name})
    return redirect("directory:own_business", invitation.business.slug)


def _answer(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """Answer with a page that a secret link opens: its address is for nobody else."""
    response = render(request, template, context | {"contact_email": settings.TRIAGE_EMAIL}, status=status)
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask_to_join(request: OwnRequest, slug: str) -> HttpResponse:
    """Ask the team of a listed business to be taken in."""
    business = get_object_or_404(Business.objects.listed(), slug=slug)
    form = JoinForm(request.POST if request.method == "POST" else take_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitations.ask_to_join(
                business=business, user=request.user, text=form.cleaned_data["text"], now=timezone.now()
            )
        except AlreadyInTeam:
            return redirect("directory:own_business", slug)
        except NoTeam:
            messages.info(request, _("Nobody keeps this profile yet, so you can claim it."))
            return redirect("directory:claim", slug)
        except AlreadyAsked:
            form.add_error("text", _("You have asked already, and wait for the answer"))
        except TooMany:
            form.add_error("text", _("You have asked very often today. Try again tomorrow."))
        else:
            messages.success(request, _("Asked. You get a mail when an admin of the team has answered."))
            return redirect("directory:claim", slug)
    return render(request, "directory/claim/join.html", {"business": business, "form": form})
