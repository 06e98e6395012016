"""One thing done to many enquiries: the choice, the preview, the result, and undoing it."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import DeskRequest, triage_required
from investors.forms.bulk import NEEDS_WORDS, BulkForm
from investors.models import BulkAction, BulkItem, Enquiry
from investors.models.choices import CloseReason
from investors.services import bulk as bulk_service
from investors.services.bulk import MOST, do_bulk, explain_refusal
from investors.services.bulk_undo import TooLate, undo_bulk
from investors.views.desk.outage import keep_words


@triage_required
@require_POST
def preview(request: DeskRequest) -> HttpResponse:
    """Show what would happen to each enquiry that was ticked, and ask for what the action needs."""
    name, picked = request.POST.get("name", ""), request.POST.getlist("pick")
    if name not in BulkAction.Name.values or not picked:
        messages.error(request, _("Tick enquiries first, and choose what to do with them."))
        return redirect("investors:desk_enquiries")
    form = BulkForm(name=name, today=timezone.localdate(), initial={"key": uuid.uuid4()})
    rows = load_picked(request.user, picked)
    seen = {enquiry.reference: enquiry.version for enquiry in rows}
    return show_preview(request, name, rows, form, seen)


@keep_words
@triage_required
@require_POST
def do(request: DeskRequest) -> HttpResponse:
    """Do it to each, as it was seen in the preview."""
    name = request.POST.get("name", "")
    if name not in BulkAction.Name.values:
        messages.error(request, _("Tick enquiries first, and choose what to do with them."))
        return redirect("investors:desk_enquiries")
    seen = read_seen(request)
    form = BulkForm(request.POST, name=name, today=timezone.localdate())
    if not form.is_valid():
        rows = load_picked(request.user, [*seen, *request.POST.getlist("left")])
        return show_preview(request, name, rows, form, seen)
    rows = load_picked(request.user, list(seen))
    bulk = do_bulk(
        key=form.cleaned_data["key"],
        name=name,
        versions={enquiry.pk: seen[enquiry.reference] for enquiry in rows},
        values=form.cleaned_data,
        by=request.user,
        now=timezone.now(),
    )
    return redirect("investors:desk_bulk", pk=bulk.pk)


@triage_required
@require_safe
def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what was done and what was not, with the way back while there is one."""
    bulk = load_bulk(request.user, pk)
    items = list(bulk.items.select_related("enquiry").order_by("outcome", "enquiry"))
    is_pending = any(item.outcome == BulkItem.Outcome.PENDING for item in items)
    context = {
        "bulk": bulk,
        "parameters": describe_parameters(bulk),
        "items": items,
        "can_go_on": is_pending and bulk.by_id == request.user.pk,
        "can_undo": bulk.can_be_undone and bulk.undo_until > timezone.now() and request.user.is_triage,
    }
    return render(request, "investors/desk/bulk.html", context)


@triage_required
@require_POST
def go_on(request: DeskRequest, pk: int) -> HttpResponse:
    """Do what was left of it when something broke; for who began it."""
    bulk = get_object_or_404(BulkAction, pk=pk, by=request.user)
    bulk_service.go_on(bulk=bulk, by=request.user, now=timezone.now())
    return redirect("investors:desk_bulk", pk=pk)


@triage_required
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo it where nothing has happened since."""
    try:
        undo_bulk(bulk=load_bulk(request.user, pk), by=request.user, now=timezone.now())
    except TooLate:
        messages.error(request, _("It can no longer be undone."))
    else:
        messages.success(request, _("It is undone where nothing has happened since."))
    return redirect("investors:desk_bulk", pk=pk)


def show_preview(
    request: DeskRequest, name: str, rows: list[Enquiry], form: BulkForm, seen: dict[str, int]
) -> HttpResponse:
    """Answer with the preview of ``name`` for ``rows``; ``seen``: the version of each that it is done to.

    What is not in ``seen`` was left out before, and stays so.
    """
    is_cut = len(rows) > MOST or request.POST.get("is_cut") == "1"
    judged = [(enquiry, explain_refusal(enquiry, name, request.user)) for enquiry in rows[:MOST]]
    context: dict[str, Any] = {
        "name": name,
        "label": BulkAction.Name(name).label,
        "possible": [
            (enquiry, seen[enquiry.reference])
            for enquiry, why in judged
            if not why and enquiry.reference in seen
        ],
        "impossible": [
            (enquiry, why or _("It was left out. Tick it anew to do it as well."))
            for enquiry, why in judged
            if why or enquiry.reference not in seen
        ],
        "form": form,
        "is_undoable": name in BulkAction.UNDOABLE,
        "is_cut": is_cut,
        "most": MOST,
    }
    return render(request, "investors/desk/bulk_preview.html", context)


def describe_parameters(bulk: BulkAction) -> list[dict[str, str]]:
    """Return with what it was done, as the form named it, in rows of a summary list."""
    given, name = bulk.parameters, BulkAction.Name(bulk.name)
    rows = [
        (_("Contact"), given.get("contact_name", "")),
        (_("Reason"), CloseReason(given["reason"]).label if given.get("reason") else ""),
        (str(NEEDS_WORDS[name][0]) if name in NEEDS_WORDS else "", given.get("text", "")),
    ]
    return [{"key": str(label), "value": value} for label, value in rows if value]


def load_picked(user: User, references: list[str]) -> list[Enquiry]:
    """Return those of ``references`` that ``user`` may see, the oldest first; one more than MOST at most."""
    known = [reference for reference in references if "\x00" not in reference]
    rows = Enquiry.objects.visible_to(user).filter(reference__in=known).with_owner()
    return list(rows.order_by("received_at", "pk")[: MOST + 1])


def load_bulk(user: User, pk: int) -> BulkAction:
    """Return the bulk action if ``user`` did it, or oversees who did; raises Http404."""
    mine = Q() if user.oversees else Q(by=user)
    return get_object_or_404(BulkAction.objects.filter(mine).select_related("by"), pk=pk)


def read_seen(request: HttpRequest) -> dict[str, int]:
    """Return the version of each enquiry as the preview showed it (``TN-…:3``), where it can be read."""
    seen = {}
    for each in request.POST.getlist("seen"):
        reference, _colon, version = each.partition(":")
        if version.isdecimal() and len(version) < 10:
            seen[reference] = int(version)
    return seen
