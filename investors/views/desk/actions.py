"""What staff do with an enquiry: each action its own address, by POST only."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import DeskRequest, reassigner_required, triage_required
from investors.models import Contact, Enquiry, EnquiryEvent
from investors.models.choices import CloseReason
from investors.services import assignment, case_tasks, casework, joining, notes
from investors.views.desk.case import ACTIONS, load_enquiry, make_form, render_case
from investors.views.desk.history import title_event
from investors.views.desk.outage import keep_words
from investors.workflow import Actor, IllegalMove, StaleEnquiry

Service = Callable[[Enquiry, dict[str, Any]], object]
BY_NAME = {action.name: action for action in ACTIONS}


@keep_words
@reassigner_required
@require_POST
def refer_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Put the enquiry before the contact chosen: staff any, a senior lead within their cluster."""
    if not request.user.is_triage:
        get_object_or_404(Enquiry.objects.led_by(request.user), reference=reference)

    def refer(enquiry: Enquiry, values: dict[str, Any]) -> None:
        assignment.refer_enquiry(
            enquiry=enquiry,
            contact=Contact.objects.get(pk=values["contact"]),
            reason=values["words"],
            by=Actor.staff(request.user) if request.user.is_triage else Actor.contact(request.user.contact),
            now=timezone.now(),
        )

    return act(request, reference, "refer", refer, _("%(reference)s is referred. The contact gets a mail."))


@keep_words
@triage_required
@require_POST
def take_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Let the person have the enquiry themselves."""

    def take(enquiry: Enquiry, values: dict[str, Any]) -> None:
        casework.take_enquiry(enquiry=enquiry, by=request.user, now=timezone.now())

    return act(request, reference, "take", take, _("You have %(reference)s."))


@keep_words
@triage_required
@require_POST
def add_note(request: DeskRequest, reference: str) -> HttpResponse:
    """Add a note for staff."""

    def note(enquiry: Enquiry, values: dict[str, Any]) -> None:
        notes.add_note(
            enquiry=enquiry,
            text=values["text"],
            readers=values["readers"],
            by=request.user,
            now=timezone.now(),
        )

    return act(request, reference, "note", note, _("The note is on %(reference)s."))


@keep_words
@triage_required
@require_POST
def add_task(request: DeskRequest, reference: str) -> HttpResponse:
    """Add a task with its day."""

    def add(enquiry: Enquiry, values: dict[str, Any]) -> None:
        case_tasks.add_task(enquiry=enquiry, by=request.user, now=timezone.now(), **values)

    return act(request, reference, "task", add, _("The task is on %(reference)s."))


@keep_words
@triage_required
@require_POST
def close_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Close the enquiry with a reason."""

    def close(enquiry: Enquiry, values: dict[str, Any]) -> None:
        casework.close_enquiry(
            enquiry=enquiry,
            reason=values["reason"],
            text=values["text"],
            by=request.user,
            now=timezone.now(),
        )

    return act(request, reference, "close", close, _("%(reference)s is closed."))


@keep_words
@triage_required
@require_POST
def release_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Release the enquiry from quarantine."""

    def release(enquiry: Enquiry, values: dict[str, Any]) -> None:
        casework.release_enquiry(enquiry=enquiry, by=request.user, now=timezone.now())

    return act(request, reference, "release", release, _("%(reference)s is released and being routed."))


@keep_words
@triage_required
@require_POST
def close_as_spam(request: DeskRequest, reference: str) -> HttpResponse:
    """Close the quarantined enquiry as spam, by one click."""

    def close(enquiry: Enquiry, values: dict[str, Any]) -> None:
        casework.close_enquiry(
            enquiry=enquiry, reason=CloseReason.SPAM, text="", by=request.user, now=timezone.now()
        )

    return act(request, reference, "spam", close, _("%(reference)s is closed as spam."))


@keep_words
@triage_required
@require_POST
def reopen_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Reopen a closed enquiry."""

    def reopen(enquiry: Enquiry, values: dict[str, Any]) -> None:
        casework.reopen_enquiry(enquiry=enquiry, reason=values["text"], by=request.user, now=timezone.now())

    return act(request, reference, "reopen", reopen, _("%(reference)s is open again, at triage."))


@keep_words
@triage_required
@require_POST
def join_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Put the enquiry together with another one."""

    def join(enquiry: Enquiry, values: dict[str, Any]) -> None:
        later, earlier = values["later"], values["earlier"]
        joining.join_enquiry(
            enquiry=enquiry if later.pk == enquiry.pk else later,
            to=earlier,
            reason=values["text"],
            by=Actor.staff(request.user),
            now=timezone.now(),
        )

    return act(request, reference, "join", join, _("%(reference)s and the other are one case now."))


@keep_words
@triage_required
@require_POST
def split_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Take the enquiry apart from the one that it was put together with."""

    def split(enquiry: Enquiry, values: dict[str, Any]) -> None:
        joining.split_enquiry(enquiry=enquiry, reason=values["text"], by=request.user, now=timezone.now())

    return act(request, reference, "split", split, _("%(reference)s is a case by itself again, and yours."))


@keep_words
@triage_required
@require_POST
def route_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Let the routing rules find a contact again."""

    def route(enquiry: Enquiry, values: dict[str, Any]) -> None:
        casework.route_again(enquiry=enquiry, by=request.user, now=timezone.now())

    return act(request, reference, "route", route, _("%(reference)s is being routed."))


def act(request: DeskRequest, reference: str, name: str, call: Service, done: str) -> HttpResponse:
    """Load, check the form of the action ``name``, make the one ``call``, and answer.

    Nothing that was typed is lost: a form with errors and one that came too late are shown
    again on the case as it stands.
    """
    enquiry = load_enquiry(request.user, reference)
    form = make_form(BY_NAME[name], enquiry, request.POST, user=request.user)
    if not form.is_valid():
        return render_case(request, enquiry, forms_sent={name: form})
    enquiry.version = form.cleaned_data.get("version", enquiry.version)
    try:
        call(enquiry, form.cleaned_data)
    except StaleEnquiry:
        return render_conflict(request, reference, name, describe_conflict)
    except IllegalMove:
        return render_conflict(request, reference, name, describe_refusal)
    messages.success(request, done % {"reference": reference})
    return redirect("investors:desk_enquiry", reference=reference)


def render_conflict(
    request: DeskRequest, reference: str, name: str, describe: Callable[[Enquiry], str]
) -> HttpResponse:
    """Answer with the case as it stands, why nothing was done, and what was typed."""
    fresh = load_enquiry(request.user, reference)
    data = request.POST.copy()
    data["version"] = str(fresh.version)
    return render_case(
        request,
        fresh,
        forms_sent={name: make_form(BY_NAME[name], fresh, data, user=request.user)},
        conflict=describe(fresh),
        status=409,
    )


def describe_conflict(enquiry: Enquiry) -> str:
    """Say who did what last with ``enquiry``, in one sentence."""
    last = enquiry.events.exclude(kind=EnquiryEvent.Kind.NOTE).latest("at", "pk")
    return _("%(actor)s was first, at %(time)s: %(event)s.") % {
        "actor": last.actor_name or last.get_actor_kind_display(),
        "time": timezone.localtime(last.at).strftime("%H:%M"),
        "event": title_event(last),
    }


def describe_refusal(enquiry: Enquiry) -> str:
    """Say that the status of ``enquiry`` does not allow what was asked."""
    return _("This cannot be done with an enquiry that has the status “%(status)s”.") % {
        "status": enquiry.get_status_display()
    }
