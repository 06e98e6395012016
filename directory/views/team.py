"""The team of one's own business: who is in it, who is invited, who asks."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.forms.teams import InviteForm, RoleForm
from directory.models import Business, Claim, Invitation, JoinRequest, Membership
from directory.permissions import Action, Role
from directory.services import claim_decisions, invitations, teams
from directory.services.invitations import AlreadyAsked, AlreadyInTeam, Answered, TooMany
from directory.services.teams import LastAdmin, NotInTeam
from directory.views.kept_typing import OwnRequest, signed_in, take_typed
from directory.views.own_businesses import find_business, list_permitted
from directory.workflow import StaleClaim

LAST_ADMIN = gettext_lazy(
    "A team always has an admin, and this is the only one. Make somebody else an admin first."
)


@require_safe
@signed_in
def show_team(request: OwnRequest, slug: str) -> HttpResponse:
    """Show the team, and to its admins who is invited and who asks."""
    return _show(request, find_business(request, slug, Action.SEE_TEAM))


def _show(request: OwnRequest, business: Business, refused: RoleForm | None = None) -> HttpResponse:
    """Answer with the page of the team; ``refused`` takes the place of the form with the same ``auto_id``."""
    may = list_permitted(request, business)
    members = business.memberships.select_related("user").order_by("joined_at", "pk")
    waiting = business.invitations.waiting().select_related("invited_by").order_by("invited_at", "pk")
    asking = business.join_requests.waiting().select_related("user").order_by("asked_at", "pk")
    claims = business.claims.for_staff().filter(team_refused_at=None).exclude(claimant=request.user)
    context = {
        "business": business,
        "may": may,
        "form": refused,
        "rows": [(member, _make_role_form(member.pk, member.role, refused)) for member in members],
        "invitations": waiting if may[Action.INVITE] else [],
        "requests": [
            (each, RoleForm(initial={"role": Role.MEMBER}, auto_id=f"request_{each.pk}_%s"))
            for each in asking
        ]
        if may[Action.ANSWER_REQUESTS]
        else [],
        "claims": claims.select_related("claimant").order_by("made_at", "pk")
        if may[Action.ANSWER_CLAIMS]
        else [],
        "now": timezone.now(),
    }
    return render(request, "directory/own/team.html", context, status=200)


def _make_role_form(pk: int, role: str, refused: RoleForm | None) -> RoleForm:
    form = RoleForm(initial={"role": role}, auto_id=f"member_{pk}_%s")
    return refused if refused is not None and refused.auto_id == form.auto_id else form


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invite(request: OwnRequest, slug: str) -> HttpResponse:
    """Invite somebody by mail."""
    business = find_business(request, slug, Action.INVITE)
    form = InviteForm(request.POST if request.method == "POST" else take_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite_person(
                business=business, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except AlreadyInTeam:
            form.add_error("email", _("Somebody with this address is in the team already"))
        except AlreadyAsked:
            form.add_error("email", _("This address is invited already. You can send the mail again."))
        except TooMany:
            form.add_error("email", _("Too many invitations within a day. Try again tomorrow."))
        else:
            messages.success(request, _("Invited. The mail says how to join; it works for 14 days."))
            return redirect("directory:team", slug)
    return render(request, "directory/own/invite.html", {"business": business, "form": form})


@require_POST
@signed_in
def send_again(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Send the mail of an invitation once more."""
    business = find_business(request, slug, Action.INVITE)
    invitation = get_object_or_404(Invitation.objects.select_related("business"), pk=pk, business=business)
    try:
        invitations.send_again(invitation=invitation, now=timezone.now())
    except Answered:
        messages.error(request, _("This invitation was accepted or taken back meanwhile."))
    except TooMany:
        messages.error(
            request, _("The mail went out often enough. Take the invitation back and ask the person.")
        )
    else:
        messages.success(request, _("Sent again. The new link works for 14 days, the old one no more."))
    return redirect("directory:team", slug)


@require_POST
@signed_in
def take_back(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Close an invitation."""
    business = find_business(request, slug, Action.INVITE)
    invitation = get_object_or_404(Invitation, pk=pk, business=business)
    try:
        invitations.take_back_invitation(invitation=invitation, now=timezone.now())
    except Answered:
        messages.error(request, _("This invitation was accepted or taken back meanwhile."))
    else:
        messages.success(request, _("Taken back. Its link opens nothing any more."))
    return redirect("directory:team", slug)


@require_POST
@signed_in
def change_role(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Give a member another role."""
    business = find_business(request, slug, Action.CHANGE_ROLES)
    membership = get_object_or_404(
        Membership.objects.select_related("business", "user"), pk=pk, business=business
    )
    form = RoleForm(request.POST, auto_id=f"member_{pk}_%s")
    if form.is_valid():
        try:
            teams.change_role(
                membership=membership, role=form.cleaned_data["role"], by=request.user, now=timezone.now()
            )
        except LastAdmin:
            form.add_error("role", LAST_ADMIN)
        except NotInTeam:
            messages.error(request, _("This person has left the team meanwhile."))
            return redirect("directory:team", slug)
        else:
            messages.success(request, _("%(name)s has the role now.") % {"name": membership.user})
            return redirect("directory:team", slug)
    return _show(request, business, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove_member(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once, then take a member out of the team."""
    business = find_business(request, slug, Action.REMOVE_MEMBERS)
    membership = get_object_or_404(
        Membership.objects.select_related("business", "user"), pk=pk, business=business
    )
    if membership.user_id == request.user.pk:
        return redirect("directory:leave_team", slug)
    problem: Any = ""
    if request.method == "POST":
        try:
            teams.remove_member(membership=membership, by=request.user, now=timezone.now())
        except LastAdmin:
            problem = LAST_ADMIN
        except NotInTeam:
            return redirect("directory:team", slug)
        else:
            messages.success(
                request, _("%(name)s is out of the team, and gets a mail.") % {"name": membership.user}
            )
            return redirect("directory:team", slug)
    context = {"business": business, "membership": membership, "problem": problem}
    return render(request, "directory/own/remove_member.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: OwnRequest, slug: str) -> HttpResponse:
    """Say what follows, then leave the team."""
    business = find_business(request, slug, Action.LEAVE_TEAM)
    membership = get_object_or_404(
        Membership.objects.select_related("business"), business=business, user=request.user
    )
    problem: Any = ""
    if request.method == "POST":
        try:
            teams.leave_team(membership=membership, now=timezone.now())
        except LastAdmin:
            problem = LAST_ADMIN
        except NotInTeam:
            return redirect("directory:own_businesses")
        else:
            messages.success(request, _("You have left the team of %(name)s.") % {"name": business.name})
            return redirect("directory:own_businesses")
    context = {
        "business": business,
        "problem": problem,
        "is_alone": business.memberships.count() == 1,
        "is_shown": business.status not in Business.NEVER_SHOWN,
    }
    return render(request, "directory/own/leave.html", context)


@require_POST
@signed_in
def answer_request(request: OwnRequest, slug: str, pk: int, is_accepted: bool) -> HttpResponse:
    """Take somebody who asked into the team, or decline."""
    business = find_business(request, slug, Action.ANSWER_REQUESTS)
    asked = get_object_or_404(
        JoinRequest.objects.select_related("business", "user"), pk=pk, business=business
    )
    form = RoleForm(request.POST)
    now = timezone.now()
    try:
        if not is_accepted:
            invitations.decline_request(request=asked, by=request.user, now=now)
        elif form.is_valid():
            role = form.cleaned_data["role"]
            invitations.accept_request(request=asked, role=role, by=request.user, now=now)
        else:
            messages.error(request, _("Choose a role for the new member."))
            return redirect("directory:team", slug)
    except Answered:
        messages.error(request, _("Somebody else answered a moment ago."))
    else:
        messages.success(request, _("Answered. %(name)s gets a mail.") % {"name": asked.user})
    return redirect("directory:team", slug)


@require_POST
@signed_in
def answer_claim(request: OwnRequest, slug: str, pk: int, is_accepted: bool) -> HttpResponse:
    """Take somebody who claims the business into the team as a member, or say no."""
    business = find_business(request, slug, Action.ANSWER_CLAIMS)
    claims = Claim.objects.exclude(claimant=request.user).select_related("business", "claimant")
    claim = get_object_or_404(claims, pk=pk, business=business)
    act = claim_decisions.take_in_claimant if is_accepted else claim_decisions.refuse_claimant
    try:
        act(claim=claim, by=request.user, now=timezone.now())
    except StaleClaim:
        messages.error(request, _("Somebody else answered a moment ago."))
    else:
        done = (
            _("%(name)s is a member of the team now.")
            if is_accepted
            else _("Noted. TechNorth staff have the last word, and see that you said no to %(name)s.")
        )
        messages.success(request, done % {"name": claim.claimant})
    return redirect("directory:team", slug)
