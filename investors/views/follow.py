"""The investor's own page of an enquiry: follow it, write back, withdraw it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from investors.case_sheet import describe_investor, describe_plan, describe_reach
from investors.forms.replies import WriteBackForm
from investors.models import Enquiry, Referral
from investors.progress_words import find_tone, name_standing, tell_history, tell_standing
from investors.services import submission
from investors.workflow import IllegalMove
from outbox.links import live_links
from outbox.models import SecretLink
from technorth.outage import carry_typed
from technorth.private_pages import private_page


def _find_enquiry(reference: str, token: str) -> Enquiry | None:
    links = live_links(purpose=SecretLink.Purpose.ENQUIRY, token=token, now=timezone.now())
    opened = Enquiry.objects.filter(reference=reference, pk__in=links.values("subject_id"))
    return opened.select_related("business", "taken_by").first()


def _refuse(request: HttpRequest) -> HttpResponse:
    return render(request, "investors/link_unknown.html", status=404)


@private_page
@require_safe
def follow_enquiry(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Show where the enquiry stands, who has it, its clock and its history. Changes nothing."""
    enquiry = _find_enquiry(reference, token)
    if enquiry is None:
        return _refuse(request)
    return _show(request, enquiry, token, WriteBackForm())


def _show(request: HttpRequest, enquiry: Enquiry, token: str, form: WriteBackForm) -> HttpResponse:
    leads = enquiry.referrals.live().filter(role=Referral.Role.LEAD)
    lead = leads.select_related("contact__cluster").first()
    asked = lead.contact if lead and lead.status == Referral.Status.OFFERED else None
    holder = lead.contact if lead and lead.status == Referral.Status.ACCEPTED else None
    context = {
        "enquiry": enquiry,
        "token": token,
        "form": form,
        "standing": tell_standing(enquiry, asked=asked, holder=holder),
        "status": name_standing(enquiry),
        "tone": find_tone(enquiry),
        "holder": holder,
        "answer_due_at": lead.due_at if lead and asked else None,
        "now": timezone.now(),
        "history": tell_history(enquiry.events.order_by("at", "pk")),
        "answers": describe_plan(enquiry) + describe_investor(enquiry) + describe_reach(enquiry),
    }
    return render(request, "investors/follow.html", context)


def describe_message(posted: QueryDict) -> list[dict[str, str]]:
    """Return the row of the message in ``posted``."""
    return [{"key": _("Your message"), "value": posted.get("text", "")}]


@carry_typed(lost=gettext_lazy("We did not receive your message"), describe=describe_message)
@private_page
@require_POST
def write_back(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Add the investor's message to the enquiry."""
    enquiry = _find_enquiry(reference, token)
    if enquiry is None:
        return _refuse(request)
    form = WriteBackForm(request.POST)
    if not form.is_valid():
        return _show(request, enquiry, token, form)
    try:
        submission.write_back(enquiry=enquiry, text=form.cleaned_data["text"], now=timezone.now())
    except IllegalMove:
        form.add_error("text", _("The enquiry was closed a moment ago, so this message was not sent"))
        enquiry.refresh_from_db()
        return _show(request, enquiry, token, form)
    messages.success(request, _("We have your message. Whoever works on your enquiry can read it."))
    return redirect("investors:enquiry", reference=reference, token=token)


@carry_typed(lost=gettext_lazy("Your enquiry was not withdrawn"), describe=lambda posted: [])
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_enquiry(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Ask whether the investor means it (GET), then close the enquiry as withdrawn (POST)."""
    enquiry = _find_enquiry(reference, token)
    if enquiry is None:
        return _refuse(request)
    if request.method != "POST" and enquiry.is_open:
        return render(request, "investors/withdraw.html", {"enquiry": enquiry, "token": token})
    if request.method == "POST":
        try:
            submission.withdraw_enquiry(enquiry=enquiry, now=timezone.now())
        except IllegalMove:
            messages.info(request, _("The enquiry was closed already."))
        else:
            messages.success(request, _("Your enquiry is withdrawn. We have told whoever had it."))
    return redirect("investors:enquiry", reference=reference, token=token)
