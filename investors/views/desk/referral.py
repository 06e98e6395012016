"""A regional contact's own referral at the desk: the case, and their answer to it."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.permissions import DeskRequest, caseworker_required
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
from investors.models import Attachment, Enquiry, EnquiryEvent, Referral
from investors.models.referral import ReferralQuerySet
from investors.services import assignment
from investors.views.desk.history import describe_events
from investors.views.desk.outage import keep_words
from investors.views.work import list_work, make_form
from investors.workflow import Actor, IllegalMove, StaleEnquiry

Kind = EnquiryEvent.Kind

# What a contact is shown of the history. Notes, and who else was asked, are for UKTI only.
OF_THE_ENQUIRY = [
    Kind.RECEIVED,
    Kind.INVESTOR_WROTE,
    Kind.REPLIED,
    Kind.CALLED,
    Kind.PROPOSED,
    Kind.CONTRIBUTED,
    Kind.PUT_OFF,
    Kind.RETURNED,
    Kind.ASKED_INVESTOR,
    Kind.FILE_ADDED,
    Kind.FILE_BLOCKED,
    Kind.CORRECTED,
    Kind.CALL_ASKED,
    Kind.CLOSED,
    Kind.WITHDRAWN,
]
OF_THE_REFERRAL = [Kind.OFFERED, Kind.NUDGED, Kind.ACCEPTED, Kind.ASKED_UKTI]


@keep_words
@caseworker_required
@require_POST
def accept_referral(request: DeskRequest, reference: str) -> HttpResponse:
    """Take the enquiry on."""

    def accept(referral: Referral) -> None:
        assignment.accept_referral(referral=referral, by=Actor.contact(referral.contact), now=timezone.now())

    done = _("You have taken %(reference)s on. The investor is told that you will be in touch.")
    return answer(request, reference, None, accept, done)


@keep_words
@caseworker_required
@require_POST
def decline_referral(request: DeskRequest, reference: str) -> HttpResponse:
    """Pass the enquiry on; somebody else is asked."""
    form = PassOnForm(request.POST, auto_id="pass_on_%s", referral=load_referral(request.user, reference))

    def decline(referral: Referral) -> None:
        assignment.decline_referral(
            referral=referral,
            reason=form.read_reason(),
            by=Actor.contact(referral.contact),
            now=timezone.now(),
            to=form.cleaned_data["to"],
            seen=form.cleaned_data["seen"],
        )

    return answer(request, reference, form, decline, _("%(reference)s is passed on. Somebody else is asked."))


@keep_words
@caseworker_required
@require_POST
def ask_ukti(request: DeskRequest, reference: str) -> HttpResponse:
    """Put a question about the enquiry before UKTI."""
    form = AskForm(request.POST, auto_id="ask_%s")

    def ask(referral: Referral) -> None:
        assignment.ask_ukti(
            referral=referral,
            question=form.cleaned_data["question"],
            by=Actor.contact(referral.contact),
            now=timezone.now(),
        )

    return answer(request, reference, form, ask, _("Your question about %(reference)s is with UKTI."))


def answer(
    request: DeskRequest,
    reference: str,
    form: forms.Form | None,
    call: Callable[[Referral], None],
    done: str,
) -> HttpResponse:
    """Load the person's referral, check ``form``, make the one ``call``, and answer."""
    referral = load_referral(request.user, reference)
    if form is not None and not form.is_valid():
        return render_again(request, referral, form)
    try:
        call(referral)
    except (assignment.StaleReferral, StaleEnquiry, IllegalMove):
        return render_again(request, referral, form, conflict=describe_stale(referral))
    messages.success(request, done % {"reference": reference})
    if Enquiry.objects.visible_to(request.user).filter(reference=reference).exists():
        return redirect("investors:desk_enquiry", reference=reference)
    return redirect("investors:desk_enquiries")


def load_referral(user: User, reference: str) -> Referral:
    """Return the last referral of the enquiry to ``user``, whatever came of it; raises Http404 without one.

    One that ended a moment ago is found too, so that its contact can be told.
    """
    referral = own_referrals(user).filter(enquiry__reference=reference).first()
    if referral is None:
        raise Http404
    return referral


def own_referrals(user: User) -> ReferralQuerySet:
    """Return the referrals to ``user``, the last first; none unless they are a contact."""
    if not user.is_contact:
        return Referral.objects.none()
    return Referral.objects.filter(contact__user=user).select_related("contact", "enquiry").order_by("-pk")


def describe_stale(referral: Referral) -> str:
    """Say what became of ``referral`` before the answer came."""
    referral.refresh_from_db(fields=["status"])
    said: dict[str, str] = {
        Referral.Status.ACCEPTED: _("This referral was accepted a moment ago."),
        Referral.Status.COMPLETED: _("This referral was completed a moment ago."),
        Referral.Status.DECLINED: _("This referral was passed on a moment ago."),
        Referral.Status.LAPSED: _("The time to answer had run out, so somebody else is asked."),
        Referral.Status.WITHDRAWN: _("UKTI or the investor took this referral back before your answer came."),
    }
    return said.get(referral.status, _("This enquiry changed a moment ago. Look at it again."))


def render_again(
    request: DeskRequest, referral: Referral, form: forms.Form | None, conflict: str = ""
) -> HttpResponse:
    """Answer with the case and what was typed; with the list once the contact may see the case no more."""
    enquiry = load_visible(request.user, referral.enquiry.reference)
    if enquiry is None:
        messages.error(request, conflict)
        return redirect("investors:desk_enquiries")
    sent = {} if form is None else {type(form): form}
    return render_referral(request, enquiry, forms_sent=sent, conflict=conflict)


def load_visible(user: User, reference: str) -> Enquiry | None:
    """Return the enquiry if ``user`` may see it still."""
    rows = Enquiry.objects.visible_to(user).select_related("business")
    return rows.filter(reference=reference).first()


def render_referral(
    request: DeskRequest,
    enquiry: Enquiry,
    *,
    forms_sent: Mapping[type[forms.Form], forms.Form] | None = None,
    conflict: str = "",
) -> HttpResponse:
    """Answer with the case as its contact sees it: how to reach the investor only once accepted.

    ``conflict`` says what came before the contact's answer; what they typed is shown with it.
    """
    sent = forms_sent or {}
    referral = own_referrals(request.user).filter(enquiry=enquiry).answerable().first()
    if referral is None:
        raise Http404
    is_offered = referral.status == Referral.Status.OFFERED
    context = {
        "enquiry": enquiry,
        "referral": referral,
        "now": timezone.now(),
        "is_offered": is_offered,
        "is_live": is_offered or referral.status == Referral.Status.ACCEPTED,
        "investor": describe_investor(enquiry),
        "reach": [] if is_offered else describe_reach(enquiry),
        "plan": describe_plan(enquiry),
        "files": describe_files(
            Attachment.objects.visible_to(request.user).of_case(enquiry.reference).order_by("added_at", "pk"),
            lambda pk: reverse("investors:desk_file", args=[enquiry.reference, pk]),
        ),
        "joined": find_joined(enquiry),
        "events": describe_events(list_shown_events(referral), {}),
        "is_contributor": referral.role == Referral.Role.CONTRIBUTOR,
        "works": [
            {"work": work, "form": sent.get(work.form_class) or make_form(work, referral.enquiry)}
            for work in list_work(referral)
        ],
        "pass_on_form": sent.get(PassOnForm) or PassOnForm(auto_id="pass_on_%s", referral=referral),
        "ask_form": sent.get(AskForm) or AskForm(auto_id="ask_%s"),
        "form": next(iter(sent.values()), None),
        "conflict": conflict,
        "kept": [text for form in sent.values() for text in list_typed(form)] if conflict else [],
    }
    return render(request, "investors/desk/referral.html", context, status=409 if conflict else 200)


def list_shown_events(referral: Referral) -> QuerySet[EnquiryEvent]:
    """Return what the contact of ``referral`` is shown of the history, the last first."""
    own = Q(kind__in=OF_THE_REFERRAL, detail__referral=referral.pk)
    return find_events(referral).filter(Q(kind__in=OF_THE_ENQUIRY) | own).order_by("-at", "-pk")
