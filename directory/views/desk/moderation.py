"""The moderators' queue, and the page on which a revision is read and decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, moderator_required
from directory.content import digest_content, list_changed_since
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
    now = timezone.now()
    waiting = Revision.objects.waiting()
    filterset = ModerationFilter(request.GET, waiting, user_id=request.user.pk, now=now)
    rows = filterset.qs.select_related("business__cluster", "taken_by").order_by("submitted_at", "pk")
    context = {
        "form": filterset.form,
        "page": open_page(request, rows, PAGE_SIZE),
        "now": now,
        "work": count_work(),
    }
    return render(request, "directory/desk/moderation.html", context)


@require_safe
@moderator_required
def show_revision(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a revision with all that a decision needs."""
    revision = find_revision(pk)
    if revision.submitted_at is None:
        return leave_to_team(request)
    return show_review(request, revision, make_decision_form(revision))


def find_revision(pk: int) -> Revision:
    """Return the revision. Raises Http404. What was not sent, or was taken back, is not shown to staff."""
    people = "author", "taken_by", "decided_by"
    return get_object_or_404(Revision.objects.select_related("business__cluster", *people), pk=pk)


def leave_to_team(request: DeskRequest) -> HttpResponse:
    """Go back to the queue, since the team is writing this text."""
    messages.warning(request, _("The team has taken this back to change it. Nothing was done."))
    return redirect("directory:moderation")


def make_decision_form(
    revision: Revision, data: Any = None, **typed: Any
) -> DecisionForm | SampleForm | None:
    """Return the form with which ``revision`` is decided; None where nothing is left to decide.

    ``data`` is what was sent; ``typed`` is what an earlier page had in its fields.
    """
    if revision.status == Revision.Status.IN_REVIEW:
        seen = {"version": revision.version, "seen": digest_content(revision.content)}
        return DecisionForm(data, initial=typed | seen)
    if revision.is_automatic and revision.sampled_at is None:
        return SampleForm(data, initial=typed)
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
        "reasons": describe_reasons(revision),
    }
    return render(request, "directory/desk/revision.html", context, status=status)


def describe_reasons(revision: Revision) -> list[str]:
    """Return why ``revision`` was sent back, in words."""
    labels = dict(Revision.Reason.choices)
    return [str(labels[reason]) for reason in revision.reasons]


@require_POST
@moderator_required
def decide_revision(request: DeskRequest, pk: int) -> HttpResponse:
    """Decide on a revision, or on an edit that is live already."""
    revision = find_revision(pk)
    if revision.submitted_at is None:
        return leave_to_team(request)
    form = make_decision_form(revision, request.POST)
    if form is None:
        return show_review(request, revision, None, conflict=tell_decided(revision), status=409)
    if not form.is_valid():
        return show_review(request, revision, form)
    if isinstance(form, DecisionForm):
        revision.version = form.cleaned_data["version"]  # the one that the moderator read
    try:
        _carry_out(request, revision, form)
    except (StaleRevision, StaleBusiness, IllegalMove):
        return _show_conflict(request, pk, form.cleaned_data)
    return redirect("directory:moderation")


def tell_decided(revision: Revision) -> str:
    """Say that nothing is left to decide, and who was first."""
    words = {"name": revision.decided_by or _("Somebody"), "status": revision.get_status_display()}
    return _("%(name)s was first: %(status)s. Nothing was done.") % words


def _show_conflict(request: DeskRequest, pk: int, typed: dict[str, Any]) -> HttpResponse:
    """Show the revision as it is now, and say what changed since it was read; reasons and text stay."""
    current = find_revision(pk)
    if current.submitted_at is None:
        return leave_to_team(request)
    kept = {name: typed[name] for name in ("reasons", "text") if name in typed}
    form = make_decision_form(current, **kept)
    if form is None:
        return show_review(request, current, None, conflict=tell_decided(current), status=409)
    changed = list_changed_since(typed.get("seen", ""), current.content)
    conflict = _("The profile changed while you read it. Nothing was done: this is how it stands now.")
    if isinstance(form, SampleForm):
        conflict = _("The profile was changed again since this edit, so it cannot be taken back alone.")
    elif changed:
        names = ", ".join(str(field.label) for field in changed)
        conflict += " " + _("Since you opened it these changed: %(names)s.") % {"names": names}
    return show_review(request, current, form, conflict=conflict, status=409)


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
