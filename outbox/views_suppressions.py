"""Addresses that get no mail, at the desk: listed, added, and let go with a reason."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import DeskRequest, triage_required
from outbox.forms import ReasonForm, SuppressForm
from outbox.models import Suppression
from outbox.suppressions import lift_suppression, suppress_address
from technorth.paging import open_page

PAGE_SIZE = 25


@require_GET
@triage_required
def list_suppressions(request: DeskRequest) -> HttpResponse:
    """Show the addresses that get no mail now, the newest first; with ``?all`` also those let go."""
    return render_list(request, SuppressForm())


@require_POST
@triage_required
def suppress(request: DeskRequest) -> HttpResponse:
    """Hold back mail to an address that staff enter."""
    form = SuppressForm(request.POST)
    if not form.is_valid():
        return render_list(request, form)
    email, note, now = form.cleaned_data["email"], form.cleaned_data["reason"], timezone.now()
    staff = Suppression.Reason.STAFF
    if suppress_address(email=email, reason=staff, note=note, by=request.user, now=now):
        messages.success(request, _("No more mail goes to %(email)s.") % {"email": email})
        return redirect("outbox:suppressions")
    form.add_error("email", _("No mail goes to this address already"))
    return render_list(request, form)


@require_http_methods(["GET", "POST"])
@triage_required
def lift(request: DeskRequest, pk: int) -> HttpResponse:
    """Let mail go to the address again, with a reason."""
    suppression = get_object_or_404(Suppression.objects.select_related("created_by", "removed_by"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["reason"]
        if lift_suppression(suppression_id=pk, note=note, by=request.user, now=timezone.now()):
            messages.success(request, _("Mail goes to %(email)s again.") % {"email": suppression.email})
        else:
            messages.warning(request, _("It was let go already, so nothing was done."))
        return redirect("outbox:suppressions")
    return render(request, "outbox/suppression.html", {"suppression": suppression, "form": form})


def render_list(request: DeskRequest, form: forms.Form) -> HttpResponse:
    """Answer with the list; ``form`` is that of adding an address."""
    shows_all = "all" in request.GET
    rows = Suppression.objects.all() if shows_all else Suppression.objects.live()
    rows = rows.select_related("created_by", "removed_by", "message").order_by("-created_at", "-pk")
    context = {"page": open_page(request, rows, PAGE_SIZE), "form": form, "shows_all": shows_all}
    return render(request, "outbox/suppressions.html", context)
