"""The pages on which an investor writes and sends an enquiry."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from investors import answers
from investors.answers import KeptAnswers
from investors.clock import compute_accept_due
from investors.consent import CONSENT_WORDING
from investors.forms.steps import STEPS, SendForm, StepForm
from investors.models import Enquiry
from investors.services.submission import submit_enquiry
from outbox.links import compute_token
from outbox.models import Message, SecretLink
from technorth.outage import carry_typed
from technorth.private_pages import private_page

SENT_SALT = "investors.sent"
SENT_MAX_AGE = 24 * 60 * 60


def find_step_url(step: str) -> str:
    """Return the address of ``step``; the first has the address that the whole site links to."""
    if step == next(iter(STEPS)):
        return reverse("investors:enquiry_new")
    return reverse("investors:enquiry_step", args=[step])


def describe_posted_step(posted: QueryDict) -> list[dict[str, str]]:
    """Return the rows of whichever step ``posted`` holds the answers of."""
    form = max(STEPS.values(), key=lambda step: len(set(step.base_fields) & set(posted)))
    return answers.describe_page(form.base_fields, dict(posted.lists()), with_gaps=False)


@never_cache
@carry_typed(lost=gettext_lazy("We did not receive this page of your enquiry"), describe=describe_posted_step)
@require_http_methods(["GET", "HEAD", "POST"])
def write_step(request: HttpRequest, step: str = "about-you") -> HttpResponse:
    """Show and keep one page of questions. What the query names is carried along."""
    if step not in STEPS:
        raise Http404
    kept = answers.load_answers(request.session, now=timezone.now())
    if request.method != "POST" and {"business", "cluster", "opportunity"} & set(request.GET):
        return _carry_along(request, kept)
    earlier = list(STEPS)[: list(STEPS).index(step)]
    if gap := kept.find_gap(earlier):
        return redirect(find_step_url(gap))
    form = STEPS[step](request.POST if request.method == "POST" else None, initial=kept.recall_page(step))
    if "save" in request.POST:  # as it is: it is checked when it is gone on with
        kept.keep_page(step, request.POST)
        answers.keep_answers(request.session, kept)
        return redirect("investors:enquiry_save")
    if form.is_bound and form.is_valid():
        kept.keep_page(step, request.POST)
        answers.keep_answers(request.session, kept)
        return redirect(_find_next_url(kept, step, is_change="change" in request.GET))
    if answers.SESSION_KEY not in request.session:
        answers.keep_answers(request.session, kept)  # so that the time of the first look counts
    return render(request, "investors/enquiry_step.html", _describe_step(kept, step, form))


def _carry_along(request: HttpRequest, kept: KeptAnswers) -> HttpResponse:
    businesses = answers.find_businesses(request.GET.getlist("business"))
    kept.choose_businesses(business.slug for business in businesses)
    opportunities = answers.find_opportunities(request.GET.getlist("opportunity"))
    kept.choose_opportunities(opportunity.slug for opportunity in opportunities)
    clusters = answers.find_clusters(request.GET.getlist("cluster"))
    kept.choose_clusters(cluster.slug for cluster in clusters)
    answers.keep_answers(request.session, kept)
    return redirect("investors:enquiry_new")


def _find_next_url(kept: KeptAnswers, step: str, *, is_change: bool) -> str:
    steps = list(STEPS)
    if step == steps[-1] or (is_change and kept.find_gap() is None):
        return reverse("investors:enquiry_check")
    return find_step_url(steps[steps.index(step) + 1])


def _describe_step(kept: KeptAnswers, step: str, form: StepForm) -> dict[str, Any]:
    position = list(STEPS).index(step)
    return {
        "step": step,
        "form": form,
        "number": position + 1,
        "total": len(STEPS) + 1,
        "back_url": find_step_url(list(STEPS)[position - 1]) if position else "",
        "businesses": answers.find_businesses(kept.businesses),
        "clusters": answers.find_clusters(kept.clusters),
        "opportunities": answers.find_opportunities(kept.opportunities),
        "consent_wording": CONSENT_WORDING,
    }


@require_POST
def remove_carried(request: HttpRequest) -> HttpResponse:
    """Let go of a business, opportunity or cluster that was carried along, then return to the page."""
    kept = answers.load_answers(request.session, now=timezone.now())
    slug = request.POST.get("slug", "")
    if request.POST.get("what") == "business":
        kept.drop_business(slug)
    elif request.POST.get("what") == "opportunity":
        kept.drop_opportunity(slug)
    else:
        kept.drop_cluster(slug)
    answers.keep_answers(request.session, kept)
    step = request.POST.get("step", "")
    return redirect(find_step_url(step) if step in STEPS else "investors:enquiry_check")


@never_cache
@require_safe
def check_answers(request: HttpRequest) -> HttpResponse:
    """Show every answer, each with a way to change it, and the button that sends them."""
    kept = answers.load_answers(request.session, now=timezone.now())
    if gap := kept.find_gap():
        return redirect(find_step_url(gap))
    return _show_check(request, kept, SendForm(initial={"answers": answers.seal_answers(kept)}))


def _show_check(request: HttpRequest, kept: KeptAnswers, form: SendForm) -> HttpResponse:
    pages = {step: kept.check_page(step) for step in STEPS}
    if wrong := next((step for step, page in pages.items() if not page.is_valid()), None):
        answers.keep_answers(request.session, kept)
        messages.error(request, _("Something on this page has to be answered again."))
        return redirect(find_step_url(wrong))
    sections = [
        {
            "title": page.title,
            "url": find_step_url(step) + "?change",
            "rows": answers.describe_page(page.fields, page.cleaned_data),
        }
        for step, page in pages.items()
    ]
    context = {
        "form": form,
        "sections": sections,
        "number": len(STEPS) + 1,
        "total": len(STEPS) + 1,
        "back_url": find_step_url(list(STEPS)[-1]),
        "businesses": answers.find_businesses(kept.businesses),
        "opportunities": answers.find_opportunities(kept.opportunities),
        "step": "check",
        "consent_wording": CONSENT_WORDING,
    }
    return render(request, "investors/enquiry_check.html", context)


def describe_sealed(posted: QueryDict) -> list[dict[str, str]]:
    """Return the rows of every page of the sealed answers in ``posted``."""
    try:
        kept = answers.unseal_answers(posted.get("answers", ""))
    except signing.BadSignature:
        return []
    return [
        row
        for step, form in STEPS.items()
        for row in answers.describe_page(form.base_fields, kept.pages.get(step, {}), with_gaps=False)
    ]


@carry_typed(
    lost=gettext_lazy("We did not receive your enquiry"),
    describe=describe_sealed,
    note=gettext_lazy("If it did reach us after all, sending it again does not make a second one."),
)
@require_POST
def send_enquiry(request: HttpRequest) -> HttpResponse:
    """Submit the sealed answers and go on to the page that says so. Needs no session."""
    now = timezone.now()
    form = SendForm(request.POST)
    try:
        kept = answers.unseal_answers(request.POST.get("answers", ""))
    except signing.BadSignature:
        messages.error(request, _("This page was open too long. Check your answers once more, then send."))
        return redirect("investors:enquiry_check")
    pages = {step: kept.check_page(step) for step in STEPS}
    if not form.is_valid() or not all(page.is_valid() for page in pages.values()):
        return _show_check(request, kept, form)
    enquiry = submit_enquiry(
        submission_key=kept.derive_submission_key(),
        answers=answers.complete_answers(kept, pages),
        sending=answers.describe_sending(kept, address=find_sender(request), now=now),
        now=now,
        writing=uuid.UUID(kept.key),
    )
    return redirect("investors:enquiry_sent", sealed=signing.dumps(enquiry.pk, salt=SENT_SALT))


def find_sender(request: HttpRequest) -> str:
    """Return the network address that the form came from, or nothing: that is no reason to refuse it."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


@private_page
@require_safe
def show_sent(request: HttpRequest, sealed: str) -> HttpResponse:
    """Say that the enquiry arrived, and what happens next. The address is good for a day."""
    try:
        pk = signing.loads(sealed, salt=SENT_SALT, max_age=SENT_MAX_AGE)
    except signing.BadSignature:
        return render(request, "investors/link_unknown.html", status=404)
    enquiry = get_object_or_404(Enquiry, pk=pk)
    link = SecretLink.objects.filter(purpose=SecretLink.Purpose.ENQUIRY, subject_id=pk).earliest("pk")
    answers.forget_answers(request.session, enquiry.submission_key)
    context = {
        "enquiry": enquiry,
        "is_acknowledged": Message.objects.filter(link=link, kind="enquiry-received").exists(),
        "accept_due_at": compute_accept_due(enquiry.received_at),
        "follow_url": reverse("investors:enquiry", args=[enquiry.reference, compute_token(link)]),
    }
    return render(request, "investors/enquiry_sent.html", context)
