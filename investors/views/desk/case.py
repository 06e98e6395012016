"""One enquiry at the desk: staff see and steer all of it, a contact what was referred to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import DeskRequest, caseworker_required
from directory.models import Cluster
from investors.case_sheet import describe_investor, describe_plan, describe_reach
from investors.forms.desk import CloseForm, NoteForm, ReferForm, ReopenForm, VersionForm, list_typed
from investors.models import Decision, Enquiry
from investors.models.queue import WAITING
from investors.views.desk.history import describe_events
from investors.views.desk.referral import render_referral
from investors.workflow import MOVES, Status
from outbox.models import Message


@dataclass(frozen=True)
class Action:
    """Something that staff can do: its form and the words on it. ``name`` ends its address."""

    name: str
    title: str | Promise
    button: str | Promise
    form_class: type[forms.Form]
    hint: str | Promise = ""
    variant: str = ""


ACTIONS = [
    Action("refer", _("Refer it to a contact"), _("Refer it"), ReferForm),
    Action(
        "release",
        _("Release it from quarantine"),
        _("Release it"),
        VersionForm,
        _("It is no spam. It is routed at once."),
    ),
    Action(
        "route", _("Route it again"), _("Route it again"), VersionForm, _("The routing rules find a contact.")
    ),
    Action("take", _("Take it"), _("Take it"), VersionForm, _("You answer the investor yourself.")),
    Action("note", _("Add a note"), _("Add the note"), NoteForm),
    Action(
        "close",
        _("Close it"),
        _("Close the enquiry"),
        CloseForm,
        _("The investor is told, except of spam, a duplicate or what they withdrew."),
        "warning",
    ),
    Action("reopen", _("Reopen it"), _("Reopen it"), ReopenForm, _("It goes back to UKTI triage.")),
]


@caseworker_required
def show_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Show one enquiry that the person may see."""
    enquiry = load_enquiry(request.user, reference)
    if request.user.is_triage:
        return render_case(request, enquiry)
    return render_referral(request, enquiry)


def load_enquiry(user: User, reference: str) -> Enquiry:
    """Return the enquiry with owner and lateness; raises Http404 unless ``user`` may see it."""
    rows = (
        Enquiry.objects.visible_to(user)
        .with_lateness(timezone.now())
        .with_owner()
        .select_related("business", "taken_by")
    )
    return get_object_or_404(rows, reference=reference)


def render_case(
    request: DeskRequest,
    enquiry: Enquiry,
    *,
    forms_sent: Mapping[str, forms.Form] | None = None,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the whole case, the forms just sent in the place of empty ones.

    ``conflict`` says who was first. What was typed into a form whose action is no longer
    possible is shown apart, so that nothing is lost.
    """
    sent = dict(forms_sent or {})
    actions: list[dict[str, Any]] = [
        {"action": action, "form": sent.pop(action.name, None) or make_form(action, enquiry)}
        for action in ACTIONS
        if can_do(action.name, enquiry, request.user)
    ]
    context = {
        "enquiry": enquiry,
        "now": timezone.now(),
        "is_waiting": enquiry.status in WAITING,
        "investor": describe_investor(enquiry) + describe_reach(enquiry),
        "plan": describe_plan(enquiry),
        "events": describe_events(enquiry.events.order_by("-at", "-pk")),
        "decisions": load_decisions(enquiry),
        "referrals": enquiry.referrals.select_related("contact__cluster").order_by("-pk"),
        "outbox": Message.objects.filter(about=enquiry.reference).order_by("-created_at", "-pk"),
        "actions": actions,
        "conflict": conflict,
        "kept": [text for form in sent.values() for text in list_typed(form)],
        "form": next((entry["form"] for entry in actions if entry["form"].errors), None),
    }
    return render(request, "investors/desk/enquiry.html", context, status=status)


def load_decisions(enquiry: Enquiry) -> list[Decision]:
    """Return the routing decisions, the last first; their candidates name the cluster."""
    decisions = list(enquiry.decisions.select_related("contact").order_by("-decided_at", "-pk"))
    names = dict(Cluster.objects.values_list("slug", "name"))
    for decision in decisions:
        for candidate in decision.candidates:
            candidate["cluster_name"] = names.get(candidate["cluster"], candidate["cluster"])
    return decisions


def make_form(action: Action, enquiry: Enquiry, data: Mapping[str, str] | None = None) -> forms.Form:
    """Return the form of ``action`` for ``enquiry``, with ``data`` if something was sent."""
    settings: dict[str, Any] = {"initial": {"version": enquiry.version}, "auto_id": f"{action.name}_%s"}
    if action.form_class is ReferForm:
        settings |= {"enquiry": enquiry, "today": timezone.localdate()}
    return action.form_class(data, **settings)


def can_do(name: str, enquiry: Enquiry, user: User) -> bool:
    """Whether the state of ``enquiry`` allows the action ``name`` to ``user``."""
    moves = MOVES[enquiry.status]
    return {
        "refer": Status.REFERRED in moves,
        "release": enquiry.status == Status.QUARANTINED,
        "route": enquiry.status == Status.TRIAGE and enquiry.due_at is None,
        "take": enquiry.status not in {Status.QUARANTINED, Status.CLOSED} and enquiry.taken_by_id != user.pk,
        "note": True,
        "close": Status.CLOSED in moves,
        "reopen": enquiry.status == Status.CLOSED,
    }[name]
