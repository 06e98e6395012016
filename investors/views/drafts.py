"""Save an enquiry that is not finished, and go on with it later from any browser."""

import uuid
from dataclasses import asdict

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from investors import answers
from investors.answers import KeptAnswers
from investors.forms.following import AddressForm
from investors.forms.steps import STEPS
from investors.models import EnquiryDraft
from investors.services import drafts
from investors.views.enquiry import find_step_url
from outbox.links import find_link, live_links
from outbox.models import SecretLink
from technorth.languages import current_language
from technorth.outage import carry_typed
from technorth.private_pages import private_page


def describe_address(posted: QueryDict) -> list[dict[str, str]]:
    """Return the row of the address in ``posted``."""
    return [{"key": _("E-mail address"), "value": posted.get("email", "")}]


@carry_typed(lost=gettext_lazy("Your enquiry was not saved"), describe=describe_address)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="save_draft")
def save_draft(request: HttpRequest) -> HttpResponse:
    """Ask where to send the link (GET), then save the answers of this browser and send it (POST)."""
    now = timezone.now()
    kept = answers.load_answers(request.session, now=now)
    if not kept.pages:
        return redirect("investors:enquiry_new")
    typed = kept.pages.get("about-you", {}).get("email", [""])
    posted = request.POST if request.method == "POST" else None
    form = AddressForm(posted, initial={"email": typed[-1] if typed else ""})
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            draft = drafts.save_draft(
                writing=uuid.UUID(kept.key),
                email=email,
                answers=asdict(kept),
                now=now,
                page_language=current_language().code,
            )
        except drafts.TooManyLinks:
            form.add_error(
                "email", _("This address got many links today. Use the last one, or another address")
            )
        else:
            messages.success(request, _tell_saved(draft))
            return redirect("investors:enquiry_saved")
    context = {"form": form, "back_url": _find_back_url(kept)}
    return render(request, "investors/save_draft.html", context)


def _tell_saved(draft: EnquiryDraft) -> str:
    day = date_format(timezone.localtime(draft.expires_at), "j F Y")
    return _("Saved. We have written to %(email)s: the link works until %(day)s.") % {
        "email": draft.email,
        "day": day,
    }


def _find_back_url(kept: KeptAnswers) -> str:
    """Return the address of the step that was answered last."""
    return find_step_url([step for step in STEPS if step in kept.pages][-1])


@require_safe
def tell_saved(request: HttpRequest) -> HttpResponse:
    """Say what follows once the enquiry is saved."""
    return render(request, "investors/draft_saved.html")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_draft(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link opens (GET), then put the answers into this browser's session (POST)."""
    links = live_links(purpose=SecretLink.Purpose.DRAFT, token=token, now=timezone.now())
    draft = EnquiryDraft.objects.filter(pk__in=links.values("subject_id")).first()
    if draft is None:
        return _tell_it_is_over(request, token)
    kept = answers.restore_answers(draft.answers)
    if request.method == "POST":
        answers.keep_answers(request.session, kept)
        step = kept.find_unfinished()
        return redirect(find_step_url(step) if step else "investors:enquiry_check")
    began_here = answers.load_answers(request.session, now=timezone.now())
    context = {
        "draft": draft,
        "answered": len(kept.pages),
        "total": len(STEPS) + 1,
        "replaces": bool(began_here.pages) and began_here.key != kept.key,
    }
    return render(request, "investors/draft.html", context)


def _tell_it_is_over(request: HttpRequest, token: str) -> HttpResponse:
    link = find_link(purpose=SecretLink.Purpose.DRAFT, token=token)
    context = {"was_sent": link is not None and link.revoked_at is not None}
    return render(request, "investors/draft_over.html", context, status=410 if link else 404)
