"""Letters with codes at the desk: which to print, where they go, and the PDF."""

import time

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, moderator_required
from directory.companies_house import RegisterUnavailable, fetch_address, is_set_up
from directory.forms.claims import LetterForm
from directory.models import Claim
from directory.services.claim_letters import Addressed, print_letters

BATCH = 20  # letters on the page
MOST_SECONDS = 20  # of asking Companies House for one page
AGAIN = 20  # printed ones, to print again where something went wrong

Sheet = list[tuple[Claim, LetterForm]]


@require_safe
@moderator_required
def list_letters(request: DeskRequest) -> HttpResponse:
    """Show the letters to print, each with room for its address; below, those printed last."""
    return _show(request, [(claim, _make_form(claim)) for claim in _find_claims()])


def _find_claims() -> list[Claim]:
    """Return the claims to print, the longest first, and then those printed last whose time runs."""
    waiting = _load(Claim.objects.to_print()).order_by("made_at", "pk")[:BATCH]
    running = Claim.objects.pending().filter(method=Claim.Method.LETTER, expires_at__gt=timezone.now())
    return [*waiting, *_load(running).order_by("-printed_at", "-pk")[:AGAIN]]


def _load(claims: "QuerySet[Claim]") -> "QuerySet[Claim]":
    return claims.select_related("business__outcode", "claimant")


def _make_form(claim: Claim, data: object = None, address: list[str] | None = None) -> LetterForm:
    initial = {"is_chosen": claim.printed_at is None, "address": "\n".join(address or [])}
    return LetterForm(data, prefix=f"letter_{claim.pk}", initial=initial)  # type: ignore[arg-type]


def _show(request: DeskRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {
        "waiting": [(claim, form) for claim, form in sheet if claim.printed_at is None],
        "printed": [(claim, form) for claim, form in sheet if claim.printed_at is not None],
        "has_errors": any(form.errors for _claim, form in sheet),
        "can_fetch": is_set_up(),
    }
    return render(request, "directory/desk/letters.html", context, status=status)


@require_POST
@moderator_required
def fetch_addresses(request: DeskRequest) -> HttpResponse:
    """Fill in the addresses of the chosen letters from Companies House; what was typed stays."""
    sheet: Sheet = []
    missing = 0
    is_available = True
    stop_at = time.monotonic() + MOST_SECONDS
    for claim in _find_claims():
        posted = _make_form(claim, request.POST)
        posted.is_valid()
        lines = list(posted.cleaned_data.get("address") or ())
        is_chosen = bool(posted.cleaned_data.get("is_chosen"))
        if is_chosen and not lines and is_available and time.monotonic() < stop_at:
            try:
                lines = fetch_address(claim.business.company_number)
            except RegisterUnavailable:
                is_available = False
        missing += is_chosen and not lines
        form = _make_form(claim, address=lines)
        form.initial["is_chosen"] = is_chosen
        sheet.append((claim, form))
    if missing:
        messages.warning(
            request,
            ngettext(
                "Companies House gave no address for %(count)d letter. Type it in, from its website.",
                "Companies House gave no address for %(count)d letters. Type them in, from its website.",
                missing,
            )
            % {"count": missing},
        )
    return _show(request, sheet)


@require_POST
@moderator_required
def print_chosen(request: DeskRequest) -> HttpResponse:
    """Answer with the PDF of the chosen letters; the time of their codes begins."""
    sheet = [(claim, _make_form(claim, request.POST)) for claim in _find_claims()]
    valid = [form.is_valid() for _claim, form in sheet]
    if not all(valid):
        return _show(request, sheet)
    chosen = [
        Addressed(claim, form.cleaned_data["address"])
        for claim, form in sheet
        if form.cleaned_data["is_chosen"]
    ]
    if not chosen:
        messages.error(request, _("Choose at least one letter."))
        return _show(request, sheet)
    now = timezone.now()
    response = HttpResponse(
        print_letters(letters=chosen, by=request.user, now=now), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="letters-{now:%Y-%m-%d-%H%M}.pdf"'
    return response
