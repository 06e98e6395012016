"""The moderators' queue, and the page on which a revision is read and decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, moderator_required
from directory.forms.moderation import DecisionForm, SampleForm
from directory.models import Revision
from directory.moderation_filters import ModerationFilter
from directory.moderation_work import count_work
from directory.review_sheet import describe_review
from directory.services.moderation import TakenByOther, hand_back, look_over, take_revision
from directory.services.revisions import (
    approve_revision,
    reject_revision,
    request_changes,
    restore_content,
)
from directory.workflow import IllegalMove, StaleBusiness, StaleRevision
from technorth.paging import open_page

PAGE_SIZE = 25


@require_safe
@moderator_required
def list_revisions(request: DeskRequest) -> HttpResponse:
    """Show what waits for a moderator, the longest first."""
    filterset = ModerationFilter(request.GET, Revision.objects.waiting(), user_id=request.user.pk)
    rows = filterset.qs.select_related("business__cluster", "taken_by").order_by("submitted_at", "pk")
    context = {
        "form": filterset.form,
        "page": open_page(request, rows, PAGE_SIZE),
        "now": timezone.now(),
        "work": count_work(),
    }
    return render(request, "directory/desk/moderation.html", context)


@require_safe
@moderator_required
def show_revision(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a revision with all that a decision needs."""
    revision = find_revision(pk)
    return show_review(request, revision, make_decision_form(revision))


def find_revision(pk: int) -> Revision:
    """Return a revision that was sent. Raises Http404."""
    sent = Revision.objects.exclude(submitted_at=None)
    return get_object_or_404(sent.select_related("business__cluster", "author", "taken_by"), pk=pk)


def make_decision_form(revision: Revision, data: Any = None) -> DecisionForm | SampleForm | None:
    """Return the form with which ``revision`` is decided; None where nothing is left to decide."""
    if revision.status == Revision.Status.IN_REVIEW:
        return DecisionForm(data, initial={"version": revision.version})
    if revision.is_automatic and revision.sampled_at is None:
        return SampleForm(data)
    return None


def show_review(
    request: DeskRequest, revision: Revision, form: Any, *, conflict: str = "", status: int = 200
) -> HttpResponse:
    """Render the page about ``revision``."""
    context = describe_review(revision, timezone.now()) | {
        "revision": revision,
        "business": revision.business,
        "form": form,
        "conflict": conflict,
        "is_mine": revision.taken_by_id == request.user.pk,
        "events": describe_events(revision),
    }
    return render(request, "directory/desk/revision.html", context, status=status)


def describe_events(revision: Revision) -> list[dict[str, Any]]:
    """Return the history of the business as the timeline shows it, the newest first."""
    events = revision.business.events.order_by("-at", "-pk")[:20]
    return [
        {
            "title": event.get_kind_display(),
            "at": event.at,
            "actor": event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in events
    ]


@require_POST
@moderator_required
def decide_revision(request: DeskRequest, pk: int) -> HttpResponse:
    """Decide on a revision, or on an edit that is live already."""
    revision = find_revision(pk)
    form = make_decision_form(revision, request.POST)
    if form is None:
        late = _("This was decided already. Nothing was done.")
        return show_review(request, revision, None, conflict=late, status=409)
    if not form.is_valid():
        return show_review(request, revision, form)
    if isinstance(form, DecisionForm):
        revision.version = form.cleaned_data["version"]  # the one that the moderator read
    try:
        _carry_out(request, revision, form)
    except (StaleRevision, StaleBusiness, IllegalMove):
        late = _("The profile changed while you read it. Nothing was done: this is how it stands now.")
        current = find_revision(pk)
        fresh = make_decision_form(current)
        return show_review(request, current, fresh, conflict=late, status=409)
    return redirect("directory:moderation")


def _carry_out(request: DeskRequest, revision: Revision, form: Any) -> None:
    decision, text = form.cleaned_data["decision"], form.cleaned_data["text"]
    by, now = request.user, timezone.now()
    if decision == DecisionForm.APPROVE:
        approve_revision(revision=revision, by=by, now=now)
        messages.success(request, _("Published. The team gets a mail."))
    elif decision == SampleForm.RIGHT:
        look_over(revision=revision, by=by, now=now)
        messages.success(request, _("Noted: it looks right."))
    elif decision == SampleForm.BACK:
        restore_content(revision=revision, text=text, by=by, now=now)
        messages.success(request, _("Taken back. The team gets a mail with your reason."))
    else:
        refuse = request_changes if decision == DecisionForm.CHANGES else reject_revision
        refuse(revision=revision, reasons=form.cleaned_data["reasons"], text=text, by=by, now=now)
        messages.success(request, _("Sent back. The team gets a mail with your reasons."))


@require_POST
@moderator_required
def take(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that one is reading a revision."""
    try:
        take_revision(revision=find_revision(pk), by=request.user)
    except TakenByOther as error:
        messages.warning(request, _("%(name)s is reading it already.") % {"name": error.reader})
    return redirect("directory:moderation_revision", pk)


@require_POST
@moderator_required
def give_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Let others read a revision."""
    hand_back(revision=find_revision(pk))
    return redirect("directory:moderation_revision", pk)
