"""Personal data at the desk: who opened a case, a copy for the person, erasure, and retention."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, overseer_required
from investors.forms.care import CopyForm, EraseForm
from investors.models import CaseView, Enquiry, Erasure, RetentionRun
from investors.services.case_views import note_view
from investors.services.copies import give_copy
from investors.services.erasure import erase_enquiry, list_kept, preview_erasure
from investors.services.retention import count_due
from investors.views.copies import answer_copy
from investors.workflow import IllegalMove
from outbox.erasure import MessageUnderWay
from technorth.paging import open_page

PAGE_SIZE = 50


@overseer_required
@require_safe
def show_care(request: DeskRequest, reference: str) -> HttpResponse:
    """Show who opened the case, and what can be done with its personal data."""
    return _render(request, _load(request, reference))


@overseer_required
@require_POST
def make_copy(request: DeskRequest, reference: str) -> HttpResponse:
    """Give a copy of all that is held about the person, to be handed to them."""
    enquiry = _load(request, reference)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _render(request, enquiry, copy_form=form)
    now = timezone.now()
    note_view(enquiry=enquiry, by=request.user, page=CaseView.Page.COPY, now=now)
    copy = give_copy(enquiry=enquiry, by=request.user, is_whole=True, now=now)
    return answer_copy(copy, form.cleaned_data["format"], reference)


@overseer_required
@require_POST
def erase(request: DeskRequest, reference: str) -> HttpResponse:
    """Erase the personal data of the case."""
    enquiry = _load(request, reference)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _render(request, enquiry, erase_form=form)
    try:
        erase_enquiry(enquiry=enquiry, reason=Erasure.Reason.ASKED, by=request.user, now=timezone.now())
    except IllegalMove:
        messages.error(request, _("It is open. Close it first, so that nobody goes on working with it."))
    except MessageUnderWay:
        messages.error(request, _("A message about it is leaving at this moment. Try again in some minutes."))
    else:
        messages.success(
            request, _("The personal data of %(reference)s is erased.") % {"reference": reference}
        )
    return redirect("investors:desk_care", reference=reference)


@overseer_required
@require_safe
def show_retention(request: DeskRequest) -> HttpResponse:
    """Show how long each class of data is kept, what is due, and the last run."""
    now = timezone.now()
    context = {
        "rows": [{"rule": rule, "due": due, "ahead": ahead} for rule, due, ahead in count_due(now)],
        "runs": RetentionRun.objects.exclude(done={}).order_by("-at", "-pk")[:10],
        "last": RetentionRun.objects.order_by("-at", "-pk").first(),
    }
    return render(request, "investors/desk/retention.html", context)


def _load(request: DeskRequest, reference: str) -> Enquiry:
    """Return the case; raises Http404 unless the person may see it."""
    rows = Enquiry.objects.visible_to(request.user).select_related("erasure__by")
    return get_object_or_404(rows, reference=reference)


def _render(
    request: DeskRequest,
    enquiry: Enquiry,
    *,
    copy_form: forms.Form | None = None,
    erase_form: forms.Form | None = None,
) -> HttpResponse:
    views = CaseView.objects.filter(enquiry=enquiry).order_by("-at", "-pk")
    context = {
        "enquiry": enquiry,
        "erasure": Erasure.objects.filter(enquiry=enquiry).select_related("by").first(),
        "page": open_page(request, views, PAGE_SIZE),
        "preview": preview_erasure(enquiry),
        "kept": list_kept(),
        "copy_form": copy_form or CopyForm(auto_id="copy_%s"),
        "erase_form": erase_form or EraseForm(auto_id="erase_%s"),
        "form": copy_form or erase_form,
    }
    return render(request, "investors/desk/care.html", context)
