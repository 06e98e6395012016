"""The investor's own page of an enquiry: follow it, write back with files, withdraw it."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from investors.case_sheet import describe_files, describe_investor, describe_plan, describe_reach
from investors.forms.files import tell_limit
from investors.forms.replies import WriteBackForm
from investors.models import Enquiry, EnquiryEvent, Referral
from investors.models.attachments import MOST_FILES
from investors.progress_words import (
    find_tone,
    name_standing,
    tell_history,
    tell_lateness,
    tell_request,
    tell_standing,
)
from investors.services import following
from investors.services.attachments import TooManyFiles
from investors.uploads import stream_files
from investors.workflow import IllegalMove
from outbox.links import live_links
from outbox.models import SecretLink
from technorth.outage import carry_typed
from technorth.private_pages import private_page


def find_enquiry(reference: str, token: str) -> Enquiry | None:
    """Return the enquiry that ``token`` opens now, with its lateness; None for a stranger."""
    now = timezone.now()
    links = live_links(purpose=SecretLink.Purpose.ENQUIRY, token=token, now=now)
    opened = Enquiry.objects.filter(reference=reference, pk__in=links.values("subject_id"))
    rows = opened.with_lateness(now).select_related("business", "taken_by", "joined_to")
    return rows.first()


def refuse(request: HttpRequest) -> HttpResponse:
    """Say that the link opens nothing, and what helps."""
    return render(request, "investors/link_unknown.html", status=404)


@private_page
@require_safe
def follow_enquiry(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Show where the enquiry stands, who has it, its clock and its history. Changes nothing."""
    enquiry = find_enquiry(reference, token)
    if enquiry is None:
        return refuse(request)
    return _show(request, enquiry, token, WriteBackForm())


def _show(request: HttpRequest, enquiry: Enquiry, token: str, form: WriteBackForm) -> HttpResponse:
    now = timezone.now()
    case = find_case(enquiry, now)
    leads = case.referrals.live().filter(role=Referral.Role.LEAD)
    lead = leads.select_related("contact__cluster").first()
    asked = lead.contact if lead and lead.status == Referral.Status.OFFERED else None
    holder = lead.contact if lead and lead.status == Referral.Status.ACCEPTED else None
    files = list(enquiry.attachments.order_by("added_at", "pk"))
    context = {
        "enquiry": enquiry,
        "token": token,
        "form": form,
        "case": case,
        "lateness": tell_lateness(case, late=getattr(case, "late", "")),
        "request_to_them": tell_request(case),
        "files": describe_files(files, lambda pk: find_file_url(enquiry, token, pk)),
        "can_add_files": len(files) < MOST_FILES,
        "most_files": MOST_FILES,
        "standing": tell_standing(case, asked=asked, holder=holder),
        "status": name_standing(case),
        "tone": find_tone(case),
        "holder": holder,
        "answer_due_at": lead.due_at if lead and asked else None,
        "now": now,
        "history": tell_history(list_events(enquiry, case), enquiry),
        "answers": describe_plan(enquiry) + describe_investor(enquiry) + describe_reach(enquiry),
    }
    return render(request, "investors/follow.html", context)


def find_case(enquiry: Enquiry, now: datetime.datetime) -> Enquiry:
    """Return the case in which ``enquiry`` is answered: itself, or the one that it was put together with."""
    if enquiry.joined_to_id is None:
        return enquiry
    return Enquiry.objects.with_lateness(now).select_related("taken_by").get(pk=enquiry.joined_to_id)


def list_events(enquiry: Enquiry, case: Enquiry) -> list[EnquiryEvent]:
    """Return the history of ``enquiry``, and what the house did in its ``case`` since they are one.

    What another person did there stays theirs.
    """
    own = list(enquiry.events.order_by("at", "pk"))
    if case.pk == enquiry.pk:
        return own
    since = max(event.at for event in own if event.kind == EnquiryEvent.Kind.JOINED)
    theirs = case.events.filter(at__gte=since).exclude(actor_kind=EnquiryEvent.ActorKind.INVESTOR)
    return sorted([*own, *theirs], key=lambda event: (event.at, event.pk))


def find_file_url(enquiry: Enquiry, token: str, pk: int) -> str:
    """Return where the investor downloads a file."""
    return reverse("investors:enquiry_file", args=[enquiry.reference, token, pk])


def describe_message(posted: QueryDict) -> list[dict[str, str]]:
    """Return the row of the message in ``posted``."""
    return [{"key": _("Your message"), "value": posted.get("text", "")}]


@carry_typed(
    lost=gettext_lazy("We did not receive your message"),
    describe=describe_message,
    note=gettext_lazy("Files are not kept: add them again afterwards."),
)
@private_page
@csrf_exempt  # for ``_keep_reply`` to check: who has no link must not make us read files
@require_POST
def write_back(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Add the investor's message and files to the enquiry."""
    enquiry = find_enquiry(reference, token)
    if enquiry is None:
        return refuse(request)
    stream_files(request)
    return _keep_reply(request, enquiry, token)


@csrf_protect
def _keep_reply(request: HttpRequest, enquiry: Enquiry, token: str) -> HttpResponse:
    form = WriteBackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, enquiry, token, form)
    text, files = form.cleaned_data["text"], form.cleaned_data["attachments"]
    try:
        following.write_back(enquiry=enquiry, text=text, files=files, now=timezone.now())
    except TooManyFiles:
        form.add_error("attachments", tell_limit())
    except IllegalMove:
        form.add_error("text", _("The enquiry was closed a moment ago, so this message was not sent"))
        enquiry.refresh_from_db()
    if not form.is_valid():
        return _show(request, enquiry, token, form)
    messages.success(request, _("We have your message. Whoever works on your enquiry can read it."))
    return redirect("investors:enquiry", reference=enquiry.reference, token=token)


@carry_typed(lost=gettext_lazy("Your enquiry was not withdrawn"), describe=lambda posted: [])
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_enquiry(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Ask whether the investor means it (GET), then close the enquiry as withdrawn (POST)."""
    enquiry = find_enquiry(reference, token)
    if enquiry is None:
        return refuse(request)
    if request.method != "POST" and enquiry.is_open:
        return render(request, "investors/withdraw.html", {"enquiry": enquiry, "token": token})
    if request.method == "POST":
        try:
            following.withdraw_enquiry(enquiry=enquiry, now=timezone.now())
        except IllegalMove:
            messages.info(request, _("The enquiry was closed already."))
        else:
            messages.success(request, _("Your enquiry is withdrawn. We have told whoever had it."))
    return redirect("investors:enquiry", reference=reference, token=token)
