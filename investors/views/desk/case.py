"""One enquiry at the desk: staff see and steer all of it, a contact what was referred to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import DeskRequest, caseworker_required
from accounts.roles import STAFF
from directory.models import Cluster
from investors.case_sheet import (
    describe_files,
    describe_investor,
    describe_plan,
    describe_reach,
    find_joined,
)
from investors.duplicates import MOST_SHOWN, find_matches
from investors.forms.desk import (
    CloseForm,
    JoinForm,
    ReferForm,
    ReopenForm,
    SplitForm,
    VersionForm,
    list_typed,
)
from investors.forms.notes import MoveTaskForm, NoteForm, TaskForm
from investors.forms.work import WorkForm
from investors.models import Attachment, CaseView, Decision, Enquiry, EnquiryEvent, Mention, SpamCheck
from investors.models.queue import WAITING
from investors.services.case_views import note_view
from investors.services.replies import ANSWERED_IN
from investors.views.desk.history import Part, describe_timeline
from investors.views.desk.referral import own_referrals, render_referral
from investors.views.work import LEADING
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
    is_work: bool = False

    @property
    def path(self) -> str:
        """What the address of the case is followed by."""
        return f"do/{self.name}" if self.is_work else self.name


WORKS = [work for work in LEADING if work.name != "complete"]  # staff close it
ACTIONS = [
    Action("refer", _("Refer it to a contact"), _("Refer it"), ReferForm),
    Action(
        "release",
        _("Release it from quarantine"),
        _("Release it"),
        VersionForm,
        _("It is no spam. It is routed at once, and its words teach the score."),
    ),
    Action(
        "spam",
        _("Close it as spam"),
        _("Close it as spam"),
        VersionForm,
        _("The investor is not told. Its words teach the score."),
    ),
    Action(
        "route", _("Route it again"), _("Route it again"), VersionForm, _("The routing rules find a contact.")
    ),
    Action("take", _("Take it"), _("Take it"), VersionForm, _("You answer the investor yourself.")),
    *(Action(each.name, each.title, each.button, each.form_class, is_work=True) for each in WORKS),
    Action("note", _("Add a note"), _("Add the note"), NoteForm),
    Action("task", _("Add a task"), _("Add the task"), TaskForm),
    Action(
        "join",
        _("Put it together with another"),
        _("Put them together"),
        JoinForm,
        _(
            "The later of the two becomes part of the earlier one: one person answers both."
            " You can take them apart again."
        ),
    ),
    Action(
        "split",
        _("Take it apart"),
        _("Take it apart"),
        SplitForm,
        _("It is open again, at triage, and yours. Its investor and who has the other are told."),
    ),
    Action(
        "close",
        _("Close it"),
        _("Close the enquiry"),
        CloseForm,
        _("The investor is told, except of spam or what they withdrew."),
        "warning",
    ),
    Action("reopen", _("Reopen it"), _("Reopen it"), ReopenForm, _("It goes back to UKTI triage.")),
]


@caseworker_required
def show_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Show one enquiry that the person may see."""
    enquiry = load_enquiry(request.user, reference)
    note_view(enquiry=enquiry, by=request.user, page=CaseView.Page.CASE, now=timezone.now())
    if request.user.sees_every_case or is_led_only(request.user, enquiry):
        return render_case(request, enquiry)
    return render_referral(request, enquiry)


def load_enquiry(user: User, reference: str) -> Enquiry:
    """Return the enquiry with owner and lateness; raises Http404 unless ``user`` may see it."""
    rows = (
        Enquiry.objects.visible_to(user)
        .with_lateness(timezone.now())
        .with_owner()
        .select_related("business", "taken_by", "spam_check", "joined_to")
        .annotate(
            has_unread_note=Exists(
                Mention.objects.unread().filter(event__enquiry=OuterRef("pk"), user=user.pk)
            )
        )
    )
    return get_object_or_404(rows, reference=reference)


def render_case(
    request: DeskRequest,
    enquiry: Enquiry,
    *,
    forms_sent: Mapping[str, forms.Form] | None = None,
    conflict: str = "",
    status: int = 200,
    task_moved: tuple[int, MoveTaskForm] | None = None,
) -> HttpResponse:
    """Answer with the whole case, the forms just sent in the place of empty ones.

    ``task_moved``: the key of a task, and the form of its new day that did not pass.

    ``conflict`` says who was first. What was typed into a form whose action is no longer
    possible is shown apart, so that nothing is lost.
    """
    sent = dict(forms_sent or {})
    people = list_people()
    joined = list(find_joined(enquiry))
    keys = [enquiry.pk, *(each.pk for each in joined)]
    part = request.GET.get("show", "")
    actions: list[dict[str, Any]] = [
        {
            "action": action,
            "form": sent.pop(action.name, None)
            or make_form(action, enquiry, user=request.user, people=people),
            "is_open": request.GET.get("do") == action.name,
        }
        for action in ACTIONS
        if can_do(action.name, enquiry, request.user)
    ]
    context = {
        "enquiry": enquiry,
        "now": timezone.now(),
        "is_waiting": enquiry.status in WAITING,
        "investor": describe_investor(enquiry) + describe_reach(enquiry),
        "plan": describe_plan(enquiry),
        "files": describe_files(
            Attachment.objects.filter(enquiry__in=keys).order_by("added_at", "pk"),
            lambda pk: reverse("investors:desk_file", args=[enquiry.reference, pk]),
        ),
        "tasks": enquiry.tasks.open().select_related("assignee").order_by("due_on", "pk"),
        "today": timezone.localdate(),
        "task_moved": task_moved,
        "history": describe_timeline(
            EnquiryEvent.objects.filter(enquiry__in=keys).order_by("-at", "-pk"),
            Message.objects.filter(
                about__in=[enquiry.reference, *(each.reference for each in joined)]
            ).select_related("link"),
            part if part in Part.values else Part.ALL,
            others={each.pk: each.reference for each in joined},
        ),
        "parts": Part.choices,
        "part": part,
        "joined": joined,
        "matches": find_matches(enquiry)[:MOST_SHOWN],
        "can_join": can_do("join", enquiry, request.user),
        "spam_check": find_spam_check(enquiry),
        "decisions": load_decisions(enquiry),
        "referrals": enquiry.referrals.select_related("contact__cluster").order_by("-pk"),
        "actions": actions,
        "conflict": conflict,
        "kept": [text for form in sent.values() for text in list_typed(form)],
        "form": next((entry["form"] for entry in actions if entry["form"].errors), None),
    }
    return render(request, "investors/desk/enquiry.html", context, status=status)


def find_spam_check(enquiry: Enquiry) -> SpamCheck | None:
    """Return the verdict that ``enquiry`` was loaded with, where it says why a person looked first."""
    check: SpamCheck | None = getattr(enquiry, "spam_check", None)
    return check if check is not None and check.signs and (check.is_suspect or check.lesson) else None


def load_decisions(enquiry: Enquiry) -> list[Decision]:
    """Return the routing decisions, the last first; their candidates name the cluster."""
    rows = enquiry.decisions.select_related("contact", "routing_version")
    decisions = list(rows.order_by("-decided_at", "-pk"))
    names = dict(Cluster.objects.values_list("slug", "name"))
    for decision in decisions:
        for candidate in decision.candidates:
            candidate["cluster_name"] = names.get(candidate["cluster"], candidate["cluster"])
    return decisions


def list_people() -> list[User]:
    """Return whom a note may be for, and who may do a task: UKTI staff, by name."""
    staff = User.objects.filter(is_active=True, role__in=STAFF)
    return list(staff.order_by("name", "email", "pk"))


def make_form(
    action: Action,
    enquiry: Enquiry,
    data: Mapping[str, str] | None = None,
    *,
    user: User,
    people: Sequence[User] | None = None,
) -> forms.Form:
    """Return the form of ``action`` for ``enquiry``, with ``data`` if something was sent.

    ``people`` are those of ``list_people``, where they are known already.
    """
    settings: dict[str, Any] = {"initial": {"version": enquiry.version}, "auto_id": f"{action.name}_%s"}
    if issubclass(action.form_class, WorkForm):
        settings |= {"enquiry": enquiry}
    if action.form_class in (NoteForm, TaskForm):
        settings |= {"people": list_people() if people is None else people}
    if action.form_class is JoinForm:
        settings |= {"enquiry": enquiry, "user": user}
    if action.form_class is ReferForm:
        settings |= {"enquiry": enquiry, "today": timezone.localdate(), "user": user}
    return action.form_class(data, **settings)


def is_led_only(user: User, enquiry: Enquiry) -> bool:
    """Whether ``user`` sees ``enquiry`` as the senior lead of its cluster, with no own part in it."""
    return user.is_senior_lead and not own_referrals(user).filter(enquiry=enquiry).answerable().exists()


def can_do(name: str, enquiry: Enquiry, user: User) -> bool:
    """Whether the state of ``enquiry`` allows the action ``name`` to ``user``."""
    if not user.is_triage and (
        name != "refer" or not Enquiry.objects.led_by(user).filter(pk=enquiry.pk).exists()
    ):
        return False
    moves = MOVES[enquiry.status]
    return {
        "refer": Status.REFERRED in moves,
        "release": enquiry.status == Status.QUARANTINED,
        "spam": enquiry.status == Status.QUARANTINED,
        "route": enquiry.status == Status.TRIAGE and enquiry.due_at is None,
        "take": enquiry.status not in {Status.QUARANTINED, Status.CLOSED} and enquiry.taken_by_id != user.pk,
        "note": True,
        "task": enquiry.is_open,
        "close": Status.CLOSED in moves,
        "join": enquiry.is_open and enquiry.status != Status.QUARANTINED,
        "split": enquiry.joined_to_id is not None,
        "reopen": enquiry.status == Status.CLOSED and enquiry.joined_to_id is None,
        "reply": enquiry.status in ANSWERED_IN,
        "times": enquiry.status in {Status.IN_PROGRESS, Status.AWAITING_INVESTOR},
        "contributor": enquiry.status in {Status.IN_PROGRESS, Status.AWAITING_INVESTOR},
        "put-off": enquiry.status in {Status.IN_PROGRESS, Status.AWAITING_INVESTOR},
    }[name]
