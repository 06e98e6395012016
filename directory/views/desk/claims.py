"""Claims at the desk: what waits, what was decided, and deciding."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, moderator_required
from directory.claim_filters import ClaimFilter
from directory.forms.claims import ApproveForm, ReasonForm
from directory.models import Claim, Company
from directory.moderation_work import count_work
from directory.services import claim_decisions
from directory.workflow import IllegalMove, StaleClaim
from technorth.paging import open_page

PAGE_SIZE = 25


@require_safe
@moderator_required
def list_claims(request: DeskRequest) -> HttpResponse:
    """Show the claims, those that wait for staff unless the address says otherwise."""
    filterset = ClaimFilter(request.GET, Claim.objects.all())
    rows = filterset.qs.select_related("business__cluster", "claimant").order_by("made_at", "pk")
    context = {
        "form": filterset.form,
        "page": open_page(request, rows, PAGE_SIZE),
        "now": timezone.now(),
        "work": count_work(),
        "letters": Claim.objects.to_print().count(),
    }
    return render(request, "directory/desk/claims.html", context)


@require_safe
@moderator_required
def show_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a claim with all that a decision needs."""
    claim = _find_claim(pk)
    return _show(request, claim)


def _find_claim(pk: int) -> Claim:
    claims = Claim.objects.select_related("business__cluster", "claimant", "decided_by", "printed_by")
    return get_object_or_404(claims, pk=pk)


def _show(
    request: DeskRequest,
    claim: Claim,
    *,
    approve_form: ApproveForm | None = None,
    reason_form: ReasonForm | None = None,
) -> HttpResponse:
    """Answer with the page of ``claim``; a form that was refused takes the place of an empty one."""
    business = claim.business
    members = list(business.memberships.select_related("user").order_by("joined_at", "pk"))
    bound = approve_form or reason_form
    context = {
        "claim": claim,
        "business": business,
        "members": members,
        "company": Company.objects.filter(number=business.company_number).first(),
        "others": business.claims.exclude(pk=claim.pk)
        .select_related("claimant")
        .order_by("-made_at", "-pk")[:20],
        "approve_form": approve_form or ApproveForm(claim=claim, has_team=bool(members)),
        "deny_form": reason_form if reason_form and claim.is_pending else ReasonForm(auto_id="deny_%s"),
        "revoke_form": reason_form
        if reason_form and not claim.is_pending
        else ReasonForm(auto_id="revoke_%s"),
        "form": bound,
    }
    return render(request, "directory/desk/claim.html", context)


@require_POST
@moderator_required
def approve_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Approve a claim that waits for staff."""
    claim = _find_claim(pk)
    form = ApproveForm(request.POST, claim=claim, has_team=claim.business.memberships.exists())
    if not form.is_valid():
        return _show(request, claim, approve_form=form)
    try:
        claim_decisions.approve_claim(
            claim=claim,
            verification=form.read_verification(),
            is_transfer=form.is_transfer(),
            by=request.user,
            now=timezone.now(),
        )
    except (StaleClaim, IllegalMove):
        messages.error(request, _("It was decided meanwhile, so this did not count."))
    else:
        messages.success(request, _("Approved. The claimant is an admin of the team now, and gets a mail."))
    return redirect("directory:desk_claim", pk)


@require_POST
@moderator_required
def deny_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Deny a claim, with a reason."""
    claim = _find_claim(pk)
    form = ReasonForm(request.POST, auto_id="deny_%s")
    if not form.is_valid():
        return _show(request, claim, reason_form=form)
    reason = form.cleaned_data["reason"]
    try:
        claim_decisions.deny_claim(claim=claim, text=reason, by=request.user, now=timezone.now())
    except (StaleClaim, IllegalMove):
        messages.error(request, _("It was decided meanwhile, so this did not count."))
    else:
        messages.success(request, _("Denied. The claimant gets the reason by mail."))
    return redirect("directory:desk_claim", pk)


@require_POST
@moderator_required
def revoke_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back what an approved claim gave."""
    claim = _find_claim(pk)
    form = ReasonForm(request.POST, auto_id="revoke_%s")
    if not form.is_valid():
        return _show(request, claim, reason_form=form)
    reason = form.cleaned_data["reason"]
    try:
        claim_decisions.revoke_claim(claim=claim, text=reason, by=request.user, now=timezone.now())
    except (StaleClaim, IllegalMove):
        messages.error(request, _("It was decided meanwhile, so this did not count."))
    else:
        messages.success(request, _("Revoked: the team is ended and the business verified no more."))
    return redirect("directory:desk_claim", pk)
