"""The page a contact's mail opens: the whole case, and all that they can do with it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from investors.case_sheet import (
    describe_files,
    describe_investor,
    describe_plan,
    describe_reach,
    find_events,
    find_joined,
)
from investors.forms.desk import list_typed
from investors.forms.replies import AskForm, PassOnForm
from investors.forms.work import begin_reply
from investors.models import Attachment, CaseView, EnquiryEvent, Referral
from investors.services import assignment, contributions
from investors.services.assignment import StaleReferral
from investors.services.case_views import note_view
from investors.views.typed import describe_words
from investors.views.work import find_work, list_work, make_form, make_reply, perform
from investors.workflow import Actor, IllegalMove, StaleEnquiry
from outbox.links import find_link, live_links
from outbox.models import SecretLink
from technorth.outage import carry_typed
from technorth.private_pages import private_page

Kind = EnquiryEvent.Kind
SHOWN: dict[str, Any] = {
    Kind.INVESTOR_WROTE: gettext_lazy("The investor wrote"),
    Kind.REPLIED: gettext_lazy("The investor was answered"),
    Kind.CALLED: gettext_lazy("Call with the investor"),
    Kind.PROPOSED: gettext_lazy("Times for a call were proposed"),
    Kind.CONTRIBUTED: gettext_lazy("A contributor added"),
    Kind.PUT_OFF: gettext_lazy("Put off"),
    Kind.RETURNED: gettext_lazy("Taken up again"),
    Kind.FILE_ADDED: gettext_lazy("The investor added a file"),
    Kind.FILE_BLOCKED: gettext_lazy("A file was blocked: a virus was found in it"),
    Kind.CORRECTED: gettext_lazy("The investor corrected their contact details"),
    Kind.CALL_ASKED: gettext_lazy("The investor asks for a call"),
}


def _find_referral(token: str) -> Referral | None:
    """Return the referral that ``token`` opens now, if its contact still has it."""
    links = live_links(purpose=SecretLink.Purpose.REFERRAL, token=token, now=timezone.now())
    opened = Referral.objects.answerable().filter(pk__in=links.values("subject_id"))
    return opened.select_related("contact", "decision", "enquiry__business").first()


@private_page
@require_safe
def show_referral(request: HttpRequest, token: str) -> HttpResponse:
    """Show the case to its contact, and note that. Changes nothing else, since mail scanners follow links."""
    referral = _find_referral(token)
    if referral is None:
        return _tell_it_is_over(request, token)
    note_view(enquiry=referral.enquiry, by=referral.contact, page=CaseView.Page.REFERRAL, now=timezone.now())
    return _show(request, referral, token)


def _show(
    request: HttpRequest,
    referral: Referral,
    token: str,
    sent: Mapping[str, forms.Form] | None = None,
    conflict: str = "",
) -> HttpResponse:
    """Answer with the case; ``sent`` are forms to show again, by name, ``conflict`` what came before them."""
    sent = sent or {}
    enquiry = referral.enquiry
    is_offered = referral.status == Referral.Status.OFFERED
    context = {
        "referral": referral,
        "enquiry": enquiry,
        "token": token,
        "is_offered": is_offered,
        "is_open": enquiry.is_open,
        "is_contributor": referral.role == Referral.Role.CONTRIBUTOR,
        "question": _find_question(referral),
        "pass_on_form": sent.get("pass-on") or PassOnForm(referral=referral),
        "ask_form": sent.get("ask") or AskForm(),
        "works": [
            {"work": work, "form": sent.get(work.name) or make_form(work, referral.enquiry)}
            for work in list_work(referral)
        ],
        "form": next(iter(sent.values()), None),
        "conflict": conflict,
        "kept": [text for form in sent.values() for text in list_typed(form)] if conflict else [],
        "plan": describe_plan(enquiry),
        "joined": find_joined(enquiry),
        "files": describe_files(
            Attachment.objects.open_to(Referral.objects.filter(pk=referral.pk)).order_by("added_at", "pk"),
            lambda pk: reverse("investors:referral_file", args=[token, pk]),
        ),
        "investor": describe_investor(enquiry),
        "reach": [] if is_offered else describe_reach(enquiry),
        "reasons": referral.decision.lines if referral.decision else [],
        "events": _list_events(referral),
        "now": timezone.now(),
    }
    return render(request, "referrals/referral.html", context, status=409 if conflict else 200)


def _find_question(referral: Referral) -> str:
    """Return what a contributor was asked; nothing to a lead."""
    if referral.role != Referral.Role.CONTRIBUTOR:
        return ""
    asked = referral.enquiry.events.filter(kind=Kind.OFFERED, detail__referral=referral.pk)
    return asked.values_list("text", flat=True).first() or ""


def _list_events(referral: Referral) -> list[dict[str, object]]:
    """Return what the investor wrote and was answered, what contributors added, and what this contact asked.

    Who else was asked is for UKTI only.
    """
    own = Q(kind=Kind.ASKED_UKTI, detail__referral=referral.pk)
    events = find_events(referral).filter(own | Q(kind__in=SHOWN)).order_by("at", "pk")
    return [
        {
            "title": SHOWN.get(event.kind, _("You asked UKTI")),
            "at": event.at,
            "actor": "" if event.kind == Kind.INVESTOR_WROTE else event.actor_name,
            "text": event.text,
        }
        for event in events
    ]


def _tell_it_is_over(request: HttpRequest, token: str) -> HttpResponse:
    """Say what became of a referral that ``token`` no longer opens, without a word of the case."""
    link = find_link(purpose=SecretLink.Purpose.REFERRAL, token=token)
    referral = Referral.objects.select_related("enquiry").filter(pk=link.subject_id).first() if link else None
    context = {
        "referral": referral,
        "triage_email": settings.TRIAGE_EMAIL,
    }
    return render(request, "referrals/over.html", context, status=410 if referral else 404)


def _answer(request: HttpRequest, token: str, act: Callable[[], object], thanks: str) -> HttpResponse:
    """Do ``act`` and return to the page; say so when somebody or the clock was first."""
    try:
        act()
    except (StaleReferral, StaleEnquiry, IllegalMove):
        messages.error(
            request, _("Somebody was first: this changed a moment ago, and your answer did not count.")
        )
    else:
        messages.success(request, thanks)
    return redirect("investors:referral", token=token)


@carry_typed(lost=gettext_lazy("Your answer did not reach us"), describe=lambda posted: [])
@private_page
@require_POST
def accept_referral(request: HttpRequest, token: str) -> HttpResponse:
    """Take the enquiry on."""
    referral = _find_referral(token)
    if referral is None:
        return _tell_it_is_over(request, token)

    def accept() -> None:
        by = Actor.contact(referral.contact)
        assignment.accept_referral(referral=referral, by=by, now=timezone.now())

    return _answer(request, token, accept, _("It is yours. We have told the investor that you will write."))


def describe_pass_on(posted: QueryDict) -> list[dict[str, str]]:
    """Return the row of the words in ``posted``."""
    return [{"key": _("For the next contact"), "value": posted.get("words", "")}]


@carry_typed(lost=gettext_lazy("Your answer did not reach us"), describe=describe_pass_on)
@private_page
@require_POST
def pass_on_referral(request: HttpRequest, token: str) -> HttpResponse:
    """Pass the enquiry on, with a reason; routing asks somebody else."""
    referral = _find_referral(token)
    if referral is None:
        return _tell_it_is_over(request, token)
    form = PassOnForm(request.POST, referral=referral)
    if not form.is_valid():
        return _show(request, referral, token, {"pass-on": form})

    def decline() -> None:
        by = Actor.contact(referral.contact)
        assignment.decline_referral(
            referral=referral,
            reason=form.read_reason(),
            by=by,
            now=timezone.now(),
            to=form.cleaned_data["to"],
            seen=form.cleaned_data["seen"],
        )

    return _answer(request, token, decline, _("Thank you. We are asking somebody else."))


def describe_question(posted: QueryDict) -> list[dict[str, str]]:
    """Return the row of the question in ``posted``."""
    return [{"key": _("Your question"), "value": posted.get("question", "")}]


@carry_typed(lost=gettext_lazy("Your question did not reach us"), describe=describe_question)
@private_page
@require_POST
def ask_ukti(request: HttpRequest, token: str) -> HttpResponse:
    """Put a question to UKTI; the contact keeps the enquiry."""
    referral = _find_referral(token)
    if referral is None:
        return _tell_it_is_over(request, token)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _show(request, referral, token, {"ask": form})

    def ask() -> None:
        by = Actor.contact(referral.contact)
        question = form.cleaned_data["question"]
        assignment.ask_ukti(referral=referral, question=question, by=by, now=timezone.now())

    return _answer(request, token, ask, _("UKTI has your question, and answers by mail."))


@carry_typed(lost=gettext_lazy("What you did was not saved"), describe=describe_words)
@private_page
@require_POST
def do_work(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Do what the contact chose with the case that they have; see ``investors.views.work``."""
    referral, work = _find_referral(token), find_work(name)
    if referral is None or work is None:
        return _tell_it_is_over(request, token)
    if "fill" in request.POST and work in list_work(referral) and name == "reply":
        begun = begin_reply(make_reply(referral.enquiry, request.POST), referral.contact.name)
        return _show(request, referral, token, {name: begun})
    form = make_form(work, referral.enquiry, request.POST)
    if work in list_work(referral) and not form.is_valid():
        return _show(request, referral, token, {name: form})
    try:
        perform(work, referral, form, timezone.now())
    except contributions.AlreadyAsked:
        form.add_error("contact", _("They have a part in this enquiry already"))
        return _show(request, referral, token, {name: form})
    except (StaleReferral, StaleEnquiry, IllegalMove):
        return _show_again(request, token, name)
    messages.success(request, str(work.done))
    return redirect("investors:referral", token=token)


def _show_again(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Answer with the case as it stands now and what was typed, to be sent once more or kept."""
    referral, work = _find_referral(token), find_work(name)
    if referral is None or work is None:
        return _tell_it_is_over(request, token)
    posted = request.POST.copy()
    posted["version"] = str(referral.enquiry.version)
    conflict = _("This changed a moment ago, so nothing was done. Look at it again.")
    return _show(request, referral, token, {name: make_form(work, referral.enquiry, posted)}, conflict)
