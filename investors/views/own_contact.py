"""A contact's own page: what is open with them, when they are away, how much they can carry.

The same by the link of their weekly mail and signed in at the desk.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, contact_required
from investors.forms.contacts import AbsenceForm, CapacityForm
from investors.models import Contact, Referral
from investors.services import cover
from investors.services.offers import issue_referral_link
from outbox.links import compute_token, live_links
from outbox.models import SecretLink
from technorth.private_pages import private_page

OwnView = Callable[..., HttpResponse]


def by_link(view: OwnView) -> Callable[..., HttpResponse]:
    """Serve ``view`` to whoever holds the contact's link; others are told that it opens nothing."""

    @private_page
    @wraps(view)
    def serve(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        links = live_links(purpose=SecretLink.Purpose.CONTACT, token=token, now=timezone.now())
        contact = Contact.objects.filter(pk__in=links.values("subject_id"), is_active=True).first()
        if contact is None:
            return render(request, "referrals/over.html", {"referral": None}, status=404)
        return view(request, contact, reverse("investors:own_contact", args=[token]), **kwargs)

    return serve


def at_desk(view: OwnView) -> Callable[..., HttpResponse]:
    """Serve ``view`` to a regional contact who is signed in, second factor and all."""

    @contact_required
    @wraps(view)
    def serve(request: DeskRequest, **kwargs: Any) -> HttpResponse:
        own = Contact.objects.active().filter(user=request.user)
        return view(request, get_object_or_404(own), reverse("investors:desk_own_contact"), **kwargs)

    return serve


@require_safe
def show(request: HttpRequest, contact: Contact, address: str) -> HttpResponse:
    """Show the page."""
    return _render(request, contact, address)


@require_POST
def add_absence(request: HttpRequest, contact: Contact, address: str) -> HttpResponse:
    """Store when the contact is away; what they were offered goes to others if that is now."""
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return _render(request, contact, address, absence_form=form)
    try:
        cover.add_absence(contact=contact, by=None, now=timezone.now(), **form.cleaned_data)
    except cover.AlreadyAway:
        form.add_error("first_day", _("Some of these days are stored as away already"))
        return _render(request, contact, address, absence_form=form)
    messages.success(request, _("Thank you. You are asked nothing on these days."))
    return HttpResponseRedirect(address)


@require_POST
def remove_absence(request: HttpRequest, contact: Contact, address: str, pk: int) -> HttpResponse:
    """Delete one of the contact's absences."""
    cover.remove_absence(absence=get_object_or_404(contact.absences, pk=pk), by=None)
    messages.success(request, _("You are there on these days after all."))
    return HttpResponseRedirect(address)


@require_POST
def set_capacity(request: HttpRequest, contact: Contact, address: str) -> HttpResponse:
    """Store how much the contact can carry."""
    form = CapacityForm(request.POST)
    if not form.is_valid():
        return _render(request, contact, address, capacity_form=form)
    cover.set_capacity(contact=contact, capacity=form.cleaned_data["capacity"], by=None)
    messages.success(request, _("Thank you. We ask you as often as that allows."))
    return HttpResponseRedirect(address)


@require_POST
def open_referral(request: HttpRequest, contact: Contact, address: str, pk: int) -> HttpResponse:
    """Lead to the page of one of the contact's referrals, by a new link."""
    referral = get_object_or_404(Referral.objects.answerable().filter(contact=contact), pk=pk)
    link = issue_referral_link(referral, timezone.now())
    return redirect("investors:referral", token=compute_token(link))


def _render(
    request: HttpRequest,
    contact: Contact,
    address: str,
    *,
    absence_form: forms.ModelForm | None = None,
    capacity_form: forms.Form | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    live = Referral.objects.live().filter(contact=contact).select_related("enquiry")
    context = {
        "contact": contact,
        "address": address,
        "is_desk": address.startswith("/desk/"),
        "referrals": live.order_by("status", "due_at", "pk"),
        "absences": contact.absences.filter(last_day__gte=today).order_by("first_day"),
        "absence_form": absence_form or AbsenceForm(),
        "capacity_form": capacity_form or CapacityForm(initial={"capacity": contact.capacity}),
        "form": absence_form or capacity_form,
        "now": timezone.now(),
    }
    return render(request, "referrals/own.html", context)
