"""Listings as moderators see them: removing and putting back, merging and undoing that."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, moderator_required
from directory.forms.moderation import MergeForm, ReasonForm
from directory.models import Business, Merger
from directory.services.merging import (
    CannotMerge,
    CannotUndo,
    merge_businesses,
    preview_merger,
    undo_merger,
)
from directory.services.moderation import StillMerged, put_back, remove_business
from directory.timelines import describe_events, list_events
from directory.workflow import IllegalMove, StaleBusiness, StaleRevision

EVENTS_SHOWN = 50
REVISIONS_SHOWN = REPORTS_SHOWN = 20
REFUSALS = {
    "same": gettext_lazy("These are the same listing."),
    "status": gettext_lazy("Only published and archived listings can be merged."),
    "example": gettext_lazy("An example and a real business cannot be merged."),
    "numbers": gettext_lazy("They have different company numbers, so they are two companies."),
}
NOT_UNDONE = {
    "late": gettext_lazy("it is more than 30 days ago."),
    "undone": gettext_lazy("it does not stand any more."),
    "merged": gettext_lazy("the listing that stayed was merged or removed since. Undo that first."),
    "number": gettext_lazy("the company number was changed meanwhile."),
    "admin": gettext_lazy(
        "one of the two would have a team without an admin. Ask an admin of the team to make another one."
    ),
    "changed": gettext_lazy("some of what moved has come to the listing that is gone by another way."),
}


@require_safe
@moderator_required
def show_listing(request: DeskRequest, slug: str) -> HttpResponse:
    """Show a listing of any status with its history, its team's size, its mergers, and what can be done."""
    business = get_object_or_404(Business.objects.select_related("cluster"), slug=slug)
    return _show(request, business, ReasonForm())


def _show(request: DeskRequest, business: Business, form: ReasonForm) -> HttpResponse:
    rows = Merger.objects.filter(Q(kept=business) | Q(gone=business)).select_related("kept", "gone")
    mergers = list(rows.order_by("-merged_at", "-pk"))
    now = timezone.now()
    context = {
        "business": business,
        "form": form,
        "members": business.memberships.count(),
        "mergers": [(each, each.can_be_undone(now)) for each in mergers],
        "is_merged": any(each.gone_id == business.pk and each.undone_at is None for each in mergers),
        "revisions": business.revisions.order_by("-pk")[:REVISIONS_SHOWN],
        "reports": business.reports.order_by("-reported_at", "-pk")[:REPORTS_SHOWN],
        "events": describe_events(list_events(business, EVENTS_SHOWN), names_people=True),
    }
    return render(request, "directory/desk/listing.html", context)


@require_POST
@moderator_required
def move_listing(request: DeskRequest, slug: str, to: str) -> HttpResponse:
    """Remove a listing (``to`` "remove") or put it back ("put-back"), with a reason."""
    business = get_object_or_404(Business.objects.select_related("cluster"), slug=slug)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, business, form)
    act = remove_business if to == "remove" else put_back
    try:
        act(business=business, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except StillMerged:
        messages.error(request, _("It is part of another listing. Undo the merger instead."))
    except (StaleBusiness, StaleRevision, IllegalMove):
        messages.error(request, _("That is not possible now: look at its status. Nothing was done."))
    else:
        messages.success(request, _("Done. It stands in the history."))
    return redirect("directory:moderation_listing", slug)


@require_safe
@moderator_required
def prepare_merger(request: DeskRequest) -> HttpResponse:
    """Choose two listings; with both in the address, show what would move."""
    form = MergeForm(request.GET if "merge" in request.GET else None, initial=request.GET.dict())
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        kept, gone = form.cleaned_data["keep"], form.cleaned_data["merge"]
        try:
            context |= {"movements": preview_merger(kept=kept, gone=gone), "kept": kept, "gone": gone}
            context["facts"] = compare_listings(kept, gone)
        except CannotMerge as error:
            form.add_error("merge", REFUSALS[error.reason])
    return render(request, "directory/desk/merge.html", context)


def compare_listings(kept: Business, gone: Business) -> list[tuple[Any, ...]]:
    """Return what tells whether two listings are of one business: label, and what each says. Two queries."""
    pair = kept, gone
    teams = [each.memberships.count() for each in pair]
    return [
        (_("Name"), *(each.name for each in pair)),
        (_("Status"), *(each.get_status_display() for each in pair)),
        (_("Company number"), *(each.company_number for each in pair)),
        (_("Where"), *(f"{each.town} {each.postcode}".strip() or str(each.cluster) for each in pair)),
        (_("Website"), *(each.website for each in pair)),
        (_("Summary"), *(each.summary for each in pair)),
        (_("Origin"), *(each.get_origin_display() for each in pair)),
        (_("Verification"), *(each.get_verification_display() for each in pair)),
        (_("People in the team"), *(str(count) for count in teams)),
    ]


@require_POST
@moderator_required
def merge(request: DeskRequest) -> HttpResponse:
    """Make two listings one."""
    form = MergeForm(request.POST)
    if not form.is_valid():
        return render(request, "directory/desk/merge.html", {"form": form})
    kept, gone = form.cleaned_data["keep"], form.cleaned_data["merge"]
    try:
        merge_businesses(kept=kept, gone=gone, by=request.user, now=timezone.now())
    except CannotMerge as error:
        form.add_error("merge", REFUSALS[error.reason])
        return render(request, "directory/desk/merge.html", {"form": form})
    except (StaleBusiness, IllegalMove):
        form.add_error(None, _("One of them changed meanwhile. Nothing was done."))
        return render(request, "directory/desk/merge.html", {"form": form}, status=409)
    messages.success(request, _("Merged. It can be undone here for 30 days."))
    return redirect("directory:moderation_listing", kept.slug)


@require_POST
@moderator_required
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Make two listings out of a merged one again."""
    merger = get_object_or_404(Merger.objects.select_related("kept", "gone"), pk=pk)
    try:
        undo_merger(merger=merger, by=request.user, now=timezone.now())
    except CannotUndo as error:
        messages.error(request, _("Not undone: %(reason)s") % {"reason": NOT_UNDONE[error.reason]})
    else:
        messages.success(request, _("Undone: there are two listings again."))
    return redirect("directory:moderation_listing", merger.kept.slug)
