"""What the investor asks for from the page of their enquiry: other contact details, a call, deletion."""

import zoneinfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from investors.forms.following import SLOTS, CallForm, DetailsForm
from investors.models import AddressChange, Enquiry
from investors.services import following
from investors.services.following import TooManyChanges
from investors.views.follow import find_enquiry, refuse
from investors.workflow import IllegalMove
from outbox.links import live_links
from outbox.models import SecretLink
from technorth.outage import carry_typed
from technorth.private_pages import private_page

METHODS = require_http_methods(["GET", "HEAD", "POST"])


def describe_details(posted: QueryDict) -> list[dict[str, str]]:
    """Return the rows of the details in ``posted``."""
    labels = {"name": _("Your full name"), "phone": _("Telephone number"), "email": _("E-mail address")}
    return [{"key": label, "value": posted.get(name, "")} for name, label in labels.items()]


def describe_slots(posted: QueryDict) -> list[dict[str, str]]:
    """Return the rows of the times in ``posted``."""
    times = [{"key": _("Time"), "value": posted.get(name, "")} for name in SLOTS]
    return [*times, {"key": _("Your time zone"), "value": posted.get("zone", "")}]


def _back(request: HttpRequest, enquiry: Enquiry, token: str) -> HttpResponse:
    return redirect("investors:enquiry", reference=enquiry.reference, token=token)


def _tell_closed(request: HttpRequest, enquiry: Enquiry, token: str) -> HttpResponse:
    messages.error(request, _("This enquiry is closed, so nothing was changed."))
    return _back(request, enquiry, token)


@carry_typed(lost=gettext_lazy("Your contact details were not changed"), describe=describe_details)
@private_page
@METHODS
def correct_details(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Show the contact details (GET), and correct them (POST)."""
    enquiry = find_enquiry(reference, token)
    if enquiry is None:
        return refuse(request)
    if not enquiry.is_open:
        return _tell_closed(request, enquiry, token)
    form = DetailsForm(request.POST if request.method == "POST" else None, enquiry=enquiry)
    if form.is_valid():
        try:
            change = following.correct_details(enquiry=enquiry, **form.cleaned_data, now=timezone.now())
        except TooManyChanges:
            form.add_error("email", _("Too many addresses were given today. Try again tomorrow"))
        except IllegalMove:
            return _tell_closed(request, enquiry, token)
        else:
            messages.success(request, _tell_correction(change))
            return _back(request, enquiry, token)
    return render(request, "investors/details.html", {"enquiry": enquiry, "token": token, "form": form})


def _tell_correction(change: AddressChange | None) -> str:
    if change is None:
        return _("Your contact details are as you gave them.")
    return _(
        "We have written to %(email)s. The address counts once you press the button that the mail leads to."
    ) % {"email": change.email}


@private_page
@METHODS
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the owner of a new address for a click (GET), then let it count (POST)."""
    links = live_links(purpose=SecretLink.Purpose.ADDRESS, token=token, now=timezone.now())
    changes = AddressChange.objects.filter(pk__in=links.values("subject_id")).select_related("enquiry")
    change = changes.first()
    if change is None:
        return refuse(request)
    if request.method == "POST":
        following.confirm_address(change=change, now=timezone.now())
        return redirect("investors:address_confirm", token=token)
    return render(request, "investors/address.html", {"change": change})


@carry_typed(lost=gettext_lazy("You have not asked for a call yet"), describe=describe_slots)
@private_page
@METHODS
def ask_for_call(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Ask for three times (GET), and put them before whoever has the enquiry (POST)."""
    enquiry = find_enquiry(reference, token)
    if enquiry is None:
        return refuse(request)
    if not enquiry.is_open:
        return _tell_closed(request, enquiry, token)
    now = timezone.now()
    form = CallForm(request.POST if request.method == "POST" else None, enquiry=enquiry, now=now)
    if not form.is_valid():
        return render(request, "investors/call.html", {"enquiry": enquiry, "token": token, "form": form})
    try:
        following.ask_for_call(
            enquiry=enquiry,
            slots=form.read_slots(),
            zone=zoneinfo.ZoneInfo(form.cleaned_data["zone"]),
            phone=form.read_phone(),
            now=now,
        )
    except IllegalMove:
        return _tell_closed(request, enquiry, token)
    messages.success(request, _("We have your three times. Whoever works on your enquiry sees them."))
    return _back(request, enquiry, token)


@carry_typed(lost=gettext_lazy("You have not asked for deletion yet"), describe=lambda posted: [])
@private_page
@METHODS
def ask_for_deletion(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Say what follows (GET), then put the wish before UKTI (POST)."""
    enquiry = find_enquiry(reference, token)
    if enquiry is None:
        return refuse(request)
    if request.method != "POST":
        return render(request, "investors/deletion.html", {"enquiry": enquiry, "token": token})
    if following.ask_for_deletion(enquiry=enquiry, now=timezone.now()):
        messages.success(request, _("UKTI has your wish. A person there decides, and writes to you."))
    else:
        messages.info(request, _("You asked for this before. UKTI has your wish."))
    return _back(request, enquiry, token)
