"""The desk's inbox: mails that were not filed by themselves, and those that were."""

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import DeskRequest, triage_required
from investors.forms.inbox import FileMailForm, SetAsideForm
from investors.mail_text import split_quoted
from investors.models import InboundMail
from investors.services import inbox
from investors.services.inbound import NotInInbox
from investors.views.desk.lists import PAGE_SIZE
from investors.workflow import IllegalMove
from technorth.paging import open_page

Status = InboundMail.Status


@require_GET
@triage_required
def list_mails(request: DeskRequest) -> HttpResponse:
    """Show the mails of one status, the inbox where none is named, newest first."""
    asked = request.GET.get("status", "")
    chosen = asked if asked in Status.values else Status.INBOX
    rows = InboundMail.objects.filter(status=chosen).select_related("enquiry").order_by("-received_at", "-pk")
    context = {
        "page": open_page(request, rows.defer("text", "headers"), PAGE_SIZE),
        "statuses": count_statuses(chosen),
        "chosen": chosen,
    }
    return render(request, "investors/desk/inbox.html", context)


def count_statuses(chosen: str) -> list[dict[str, object]]:
    """Return each status with how many mails have it; the inbox comes first."""
    counts = dict(InboundMail.objects.order_by().values_list("status").annotate(Count("pk")))
    order = [Status.INBOX, Status.WAITING, Status.FILED, Status.SET_ASIDE]
    return [
        {
            "value": None if each == Status.INBOX else each,
            "label": each.label,
            "count": counts.get(each, 0),
            "selected": each == chosen,
        }
        for each in order
    ]


@require_GET
@triage_required
def show_mail(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one mail, and what can be done with it."""
    mail = load_mail(pk)
    return render_mail(request, mail, FileMailForm(initial={"reference": mail.suggested}), SetAsideForm())


@require_POST
@triage_required
def file_mail(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a mail on the case that staff name."""
    mail = load_mail(pk)
    form = FileMailForm(request.POST)
    if not form.is_valid() or form.enquiry is None:
        return render_mail(request, mail, form, SetAsideForm())
    try:
        inbox.file_by_hand(
            mail_id=pk,
            enquiry=form.enquiry,
            filed_as=form.cleaned_data["filed_as"],
            referral=form.referral,
            by=request.user,
            now=timezone.now(),
        )
    except IllegalMove:
        form.add_error("filed_as", _("This enquiry is closed. File it as a note, or reopen it first"))
        return render_mail(request, mail, form, SetAsideForm())
    except NotInInbox:
        return tell_stale(request, pk)
    messages.success(request, _("The mail is on %(reference)s.") % {"reference": form.enquiry.reference})
    return redirect("investors:desk_mail", pk=pk)


@require_POST
@triage_required
def set_aside(request: DeskRequest, pk: int) -> HttpResponse:
    """Note that a mail is about no case."""
    mail = load_mail(pk)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return render_mail(request, mail, FileMailForm(initial={"reference": mail.suggested}), form)
    try:
        inbox.set_aside(mail_id=pk, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except NotInInbox:
        return tell_stale(request, pk)
    messages.success(request, _("The mail is out of the inbox. You can put it back."))
    return redirect("investors:desk_mail", pk=pk)


@require_POST
@triage_required
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a mail back into the inbox."""
    mail = load_mail(pk)
    try:
        inbox.take_back(mail_id=mail.pk, by=request.user, now=timezone.now())
    except NotInInbox:
        return tell_stale(request, pk)
    messages.success(request, _("The mail is back in the inbox."))
    return redirect("investors:desk_mail", pk=pk)


def tell_stale(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that somebody was first."""
    messages.warning(request, _("Somebody dealt with this mail a moment ago, so nothing was done."))
    return redirect("investors:desk_mail", pk=pk)


def load_mail(pk: int) -> InboundMail:
    """Return the mail with its case; raises Http404."""
    return get_object_or_404(InboundMail.objects.select_related("enquiry", "handled_by"), pk=pk)


def render_mail(
    request: DeskRequest, mail: InboundMail, file_form: forms.Form, aside_form: forms.Form
) -> HttpResponse:
    """Answer with the page of ``mail`` and the forms for what can be done with it."""
    context = {
        "mail": mail,
        "words": split_quoted(mail.text),
        "files": mail.files.select_related("attachment").order_by("pk"),
        "file_form": file_form,
        "aside_form": aside_form,
        "form": next((form for form in (file_form, aside_form) if form.errors), None),
    }
    return render(request, "investors/desk/mail.html", context)
