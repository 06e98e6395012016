"""Claiming a business, and verifying one's own: the ways, the code, and what became of it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from directory.claim_ways import find_claim_domain, find_standing, list_ways
from directory.forms.claims import CodeForm, EmailClaimForm, EvidenceForm
from directory.models import Business, Claim
from directory.registration_answers import load_answers
from directory.services import claims
from directory.services.claims import AlreadyClaiming, Entered, TooManyClaims, WayClosed
from directory.views.kept_typing import OwnRequest, signed_in, take_typed
from directory.workflow import StaleClaim

TOO_MANY = gettext_lazy("That was asked for too often. Try again tomorrow, or choose another way.")
METHODS = ["GET", "HEAD", "POST"]


def find_claimable(request: HttpRequest, slug: str) -> Business:
    """Return the business ``slug`` if this person may know of it and it can be claimed. Raises Http404.

    The public ones, one's own, those one claims already, and the one whose company number one registers.
    Examples are nobody's.
    """
    known = Q(status=Business.Status.PUBLISHED)
    number = load_answers(request.session).number
    if number:
        known |= Q(company_number=number)
    if isinstance(request.user, User):
        known |= Q(memberships__user=request.user) | Q(claims__claimant=request.user)
    found = Business.objects.filter(known).exclude(origin=Business.Origin.EXAMPLE)
    kept = found.exclude(status=Business.Status.REMOVED).values("pk")
    return get_object_or_404(Business.objects.select_related("cluster"), slug=slug, pk__in=kept)


@never_cache
@require_safe
def show_claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the ways to claim a business, or how one's claim stands."""
    business = find_claimable(request, slug)
    user_id = request.user.pk if isinstance(request.user, User) else None
    standing = find_standing(business, user_id)
    latest = business.claims.filter(claimant=user_id).order_by("-made_at", "-pk").first() if user_id else None
    context = {
        "business": business,
        "standing": standing,
        "claim": latest,
        "ways": list_ways(business, standing),
        "domain": find_claim_domain(business),
    }
    return render(request, "directory/claim/claim.html", context)


@require_safe
@signed_in
def list_own_claims(request: OwnRequest) -> HttpResponse:
    """Show one's claims, those that wait first."""
    own = Claim.objects.filter(claimant=request.user).select_related("business__cluster")
    rows = sorted(own.order_by("-made_at", "-pk"), key=lambda claim: not claim.is_pending)
    return render(request, "directory/claim/own_claims.html", {"claims": rows})


@require_http_methods(METHODS)
@signed_in
def claim_by_email(request: OwnRequest, slug: str) -> HttpResponse:
    """Ask for an address at the domain of the website, and send a code there."""
    business = find_claimable(request, slug)
    domain = find_claim_domain(business)
    if not domain:
        return redirect("directory:claim", slug)
    data = request.POST if request.method == "POST" else take_typed(request)
    form = EmailClaimForm(data, domain=domain)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            claims.claim_by_email(business=business, user=request.user, email=email, now=timezone.now())
        except (WayClosed, AlreadyClaiming):
            return redirect("directory:claim", slug)
        except TooManyClaims:
            form.add_error("email", TOO_MANY)
        else:
            messages.success(request, _("The code is on its way to %(email)s.") % {"email": email})
            return redirect("directory:claim_code", slug)
    return render(request, "directory/claim/email.html", {"business": business, "form": form})


@require_http_methods(METHODS)
@signed_in
def claim_by_letter(request: OwnRequest, slug: str) -> HttpResponse:
    """Say what the letter does, and ask for it."""
    business = find_claimable(request, slug)
    if not business.company_number:
        return redirect("directory:claim", slug)
    problem: Any = ""
    if request.method == "POST":
        try:
            claims.claim_by_letter(business=business, user=request.user, now=timezone.now())
        except (WayClosed, AlreadyClaiming):
            return redirect("directory:claim", slug)
        except TooManyClaims:
            problem = TOO_MANY
        else:
            messages.success(request, _("Asked for. You get a mail when the letter is posted."))
            return redirect("directory:claim", slug)
    return render(request, "directory/claim/letter.html", {"business": business, "problem": problem})


@require_http_methods(METHODS)
@signed_in
def claim_by_evidence(request: OwnRequest, slug: str) -> HttpResponse:
    """Ask for what staff are to look at."""
    business = find_claimable(request, slug)
    form = EvidenceForm(request.POST if request.method == "POST" else take_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            claims.claim_by_evidence(
                business=business, user=request.user, now=timezone.now(), **form.cleaned_data
            )
        except (WayClosed, AlreadyClaiming):
            return redirect("directory:claim", slug)
        except TooManyClaims:
            form.add_error("evidence", TOO_MANY)
        else:
            messages.success(request, _("We have your claim. You get a mail when it is decided."))
            return redirect("directory:claim", slug)
    context = {"business": business, "form": form, "standing": find_standing(business, request.user.pk)}
    return render(request, "directory/claim/evidence.html", context)


def _find_own_claim(request: OwnRequest, slug: str) -> Claim:
    """Return the claim for which this person has a code. Raises Http404."""
    waiting = Claim.objects.pending().filter(claimant=request.user, business__slug=slug)
    coded = waiting.exclude(expires_at=None).filter(proven_at=None)
    return get_object_or_404(coded.select_related("business", "claimant"))


@require_http_methods(METHODS)
@signed_in
def enter_code(request: OwnRequest, slug: str) -> HttpResponse:
    """Take the code of the mail or letter."""
    claim = _find_own_claim(request, slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome = claims.enter_code(claim=claim, code=form.cleaned_data["code"], now=timezone.now())
        if outcome == Entered.RIGHT:
            messages.success(request, _("The code is right: %(name)s is yours.") % {"name": claim.business})
            return redirect("directory:own_business", slug)
        if outcome != Entered.WRONG:
            _explain(request, outcome)
            return redirect("directory:claim", slug)
        left = _("This is not the code. You can try %(count)d more times.") % {"count": claim.tries_left}
        form.add_error("code", left)
    return render(request, "directory/claim/code.html", {"claim": claim, "form": form})


def _explain(request: OwnRequest, outcome: str) -> None:
    """Say what became of a code that did not open the business."""
    if outcome == Entered.RIGHT_BUT_TEAM:
        messages.info(
            request,
            _("The code is right, but the business has got a team meanwhile. It and TechNorth staff decide."),
        )
    elif outcome == Entered.LAST_WRONG:
        messages.error(request, _("That was the last try. You can begin a new claim."))
    else:
        messages.error(request, _("The time of this code is over. You can begin a new claim."))


@require_POST
@signed_in
def send_code_again(request: OwnRequest, slug: str) -> HttpResponse:
    """Send the mail with the code once more."""
    claim = _find_own_claim(request, slug)
    try:
        claims.send_code_again(claim=claim, now=timezone.now())
    except TooManyClaims:
        messages.error(
            request, _("The code was sent three times. Look into your spam, or choose another way.")
        )
    except StaleClaim:
        messages.error(request, _("The time of this code is over. You can begin a new claim."))
    else:
        messages.success(request, _("Sent again to %(email)s.") % {"email": claim.email})
    return redirect("directory:claim_code", slug)
