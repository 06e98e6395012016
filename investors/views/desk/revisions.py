"""What the desk's pages about revisions share: doing one thing to the open one, and deciding on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import DeskRequest
from investors.forms.revisions import DecisionForm
from investors.revision_sheet import find_open_revision
from investors.revision_workflow import (
    IllegalRevisionMove,
    NothingChanged,
    OwnWork,
    Refused,
    StaleRevision,
    see_version,
)
from investors.views.desk.project_form import by_now

Explain = Callable[[Refused], str]


def act_on(
    request: DeskRequest, revision: Any, do: Callable[..., object], done: str, *, explain: Explain
) -> None:
    """Call the service ``do`` on the open ``revision``; the next page says ``done``, or why not."""
    acting = by_now(request.user)
    try:
        if revision is None:
            raise StaleRevision
        do(revision=revision, actor=acting["by"], now=acting["now"])
    except Refused as error:
        messages.error(request, explain(error))
    except (StaleRevision, IllegalRevisionMove):
        messages.error(request, tell_stale())
    else:
        messages.success(request, done)


def decide_on(
    request: DeskRequest,
    revision: Any,
    *,
    approve: Callable[..., object],
    request_changes: Callable[..., object],
    show: Callable[..., HttpResponse],
    explain: Explain,
    back_to: str,
) -> HttpResponse:
    """Approve the open ``revision`` or ask for changes, as the form of ``request`` says.

    ``show`` renders the page as it is now, with ``conflict``, ``status`` and the form that was sent: somebody
    else's change meanwhile is shown first.
    """
    form = DecisionForm(request.POST)
    if revision is None or not revision.is_waiting:
        return show(conflict=tell_stale(), status=409)
    if not form.is_valid():
        return show(decision_form=form)
    seen, revision.version = revision.version, form.cleaned_data["seen"]
    reason, by, now = form.cleaned_data["reason"], request.user, timezone.now()
    try:
        if form.cleaned_data["decision"] == DecisionForm.APPROVE:
            approve(revision=revision, by=by, now=now)
            done = _("Approved and published. The drafter gets a mail.")
        else:
            request_changes(revision=revision, reason=reason, by=by, now=now)
            done = _("Sent back. The drafter gets a mail with your words.")
    except Refused as error:
        form.add_error("decision", explain(error))
        return show(decision_form=form)
    except (StaleRevision, IllegalRevisionMove):
        typed = DecisionForm(initial={**form.cleaned_data, "seen": seen})
        return show(conflict=tell_stale(), status=409, decision_form=typed)
    messages.success(request, done)
    return redirect(back_to)


def explain_refusal(error: Refused) -> str:
    """Say why something was not done to a revision."""
    if isinstance(error, OwnWork):
        return _("You wrote this yourself: somebody else must approve it")
    if isinstance(error, NothingChanged):
        return _("It says what is public already: there is nothing to approve.")
    return str(error)


def overwrite_seen(form: Any, revisions: Any) -> str:
    """Let what was typed into ``form`` be sent over what somebody else saved meanwhile; say so."""
    form.data = form.data.copy()
    form.data["seen"] = str(see_version(revisions, find_open_revision(revisions)))
    return _(
        "Somebody else saved this while you were writing. Nothing of yours is saved yet: look at what they"
        " wrote on the page before, then save again to put yours over it."
    )


def tell_stale() -> str:
    """Say that it is no longer as the person saw it."""
    return _("Somebody changed or decided this meanwhile. Nothing was done: this is how it stands now.")
