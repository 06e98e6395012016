"""The page a contact's mail opens: the whole case, and accept, pass on, or ask UKTI."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from investors.case_sheet import describe_investor, describe_plan, describe_reach, find_events
from investors.forms.replies import AskForm, PassOnForm
from investors.models import EnquiryEvent, Referral
from investors.services import assignment
from investors.services.assignment import StaleReferral
from investors.workflow import Actor, IllegalMove, StaleEnquiry
from outbox.links import find_link, live_links
from outbox.models import SecretLink
from technorth.outage import carry_typed
from technorth.private_pages import private_page


def _find_referral(token: str) -> Referral | None:
    """Return the referral that ``token`` opens now, if its contact still has it."""
    links = live_links(purpose=SecretLink.Purpose.REFERRAL, token=token, now=timezone.now())
    opened = Referral.objects.answerable().filter(pk__in=links.values("subject_id"))
    return opened.select_related("contact", "decision", "enquiry__business").first()


@private_page
@require_safe
def show_referral(request: HttpRequest, token: str) -> HttpResponse:
    """Show the case to its contact. Changes nothing, since mail scanners follow links."""
    referral = _find_referral(token)
    if referral is None:
        return _tell_it_is_over(request, token)
    return _show(request, referral, token, PassOnForm(), AskForm())


def _show(
    request: HttpRequest, referral: Referral, token: str, pass_on_form: PassOnForm, ask_form: AskForm
) -> HttpResponse:
    enquiry = referral.enquiry
    is_offered = referral.status == Referral.Status.OFFERED
    context = {
        "referral": referral,
        "enquiry": enquiry,
        "token": token,
        "is_offered": is_offered,
        "is_open": enquiry.is_open,
        "pass_on_form": pass_on_form,
        "ask_form": ask_form,
        "form": pass_on_form if pass_on_form.is_bound else ask_form,
        "plan": describe_plan(enquiry),
        "investor": describe_investor(enquiry),
        "reach": [] if is_offered else describe_reach(enquiry),
        "reasons": referral.decision.lines if referral.decision else [],
        "events": _list_events(referral),
        "now": timezone.now(),
    }
    return render(request, "referrals/referral.html", context)


def _list_events(referral: Referral) -> list[dict[str, object]]:
    """Return what the investor wrote, and what this contact asked; who else was asked is for UKTI only."""
    titles = {
        EnquiryEvent.Kind.INVESTOR_WROTE: _("The investor wrote"),
        EnquiryEvent.Kind.ASKED_UKTI: _("You asked UKTI"),
    }
    own = Q(kind=EnquiryEvent.Kind.ASKED_UKTI, detail__referral=referral.pk)
    events = find_events(referral).filter(own | Q(kind=EnquiryEvent.Kind.INVESTOR_WROTE)).order_by("at", "pk")
    return [
        {"title": titles[EnquiryEvent.Kind(event.kind)], "at": event.at, "text": event.text}
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
    form = PassOnForm(request.POST)
    if not form.is_valid():
        return _show(request, referral, token, form, AskForm())

    def decline() -> None:
        by = Actor.contact(referral.contact)
        reason = form.read_reason()
        assignment.decline_referral(referral=referral, reason=reason, by=by, now=timezone.now())

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
        return _show(request, referral, token, PassOnForm(), form)

    def ask() -> None:
        by = Actor.contact(referral.contact)
        question = form.cleaned_data["question"]
        assignment.ask_ukti(referral=referral, question=question, by=by, now=timezone.now())

    return _answer(request, token, ask, _("UKTI has your question, and answers by mail."))
