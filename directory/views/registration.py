"""The pages on which a business enters itself into the directory."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from directory import registration_answers as answers
from directory.company_look_up import Finding, Standing, look_up_company
from directory.duplicates import find_number_holder
from directory.forms.registration import NUMBER, STEPS, QuestionForm
from directory.models import Business
from directory.registration_answers import KeptRegistration
from directory.services.registration import NumberTaken, TooManyDrafts, register_business
from technorth.outage import carry_typed

METHODS = ["GET", "HEAD", "POST"]
CHECK = "directory:register_check"
DUPLICATES = "directory:register_duplicates"


def find_step_url(step: str) -> str:
    """Return the address of ``step``; the first has the address that the whole site links to."""
    return (
        reverse("directory:register") if step == NUMBER else reverse("directory:register_step", args=[step])
    )


def describe_posted(posted: QueryDict) -> list[dict[str, str]]:
    """Return the rows of what was typed on one page."""
    fields = {name: field for form in STEPS.values() for name, field in form.base_fields.items()}
    return [
        {"key": str(fields[name].label), "value": posted.get(name, "")} for name in posted if name in fields
    ]


def load(request: HttpRequest) -> KeptRegistration:
    """Return the answers so far: the session's, else those sealed into the page that was sent."""
    return answers.load_answers(request.session, request.POST.get("kept", ""))


@never_cache
@carry_typed(lost=gettext_lazy("We did not receive this page of your registration"), describe=describe_posted)
@require_http_methods(METHODS)
def write_step(request: HttpRequest, step: str = NUMBER) -> HttpResponse:
    """Show and keep one question."""
    if step not in STEPS:
        raise Http404
    kept = load(request)
    if step not in (NUMBER, "kind") and (gap := kept.find_gap(before=step)):
        return redirect(find_step_url(gap))
    form = STEPS[step](request.POST if request.method == "POST" else None, initial=kept.recall_page(step))
    if form.is_bound and form.is_valid():
        found = _look_up(form) if step == NUMBER else None
        if form.is_valid():
            kept.keep_page(step, request.POST)
            if found is not None:
                kept.keep_finding(found)
            answers.keep_answers(request.session, kept)
            return redirect(_find_next_url(kept, step, is_change="change" in request.GET))
    steps = kept.list_steps()
    context = {
        "form": form,
        "field": form[next(iter(form.fields))],
        "step": step,
        "sealed": answers.seal_answers(kept),
        "back_url": _find_back_url(steps, step, is_change="change" in request.GET),
        "is_outside": form.has_error("postcode", "outside"),
    }
    return render(request, "directory/register/step.html", context)


def _look_up(form: QuestionForm) -> Finding | None:
    """Return what is known of the number; add an error to ``form`` where it cannot be registered.

    A number that somebody else has is looked at by the next page.
    """
    number = form.cleaned_data["company_number"]
    if find_number_holder(number) is not None:
        return Finding(number=number, standing=Standing.OPEN)
    found = look_up_company(number)
    if found.standing == Standing.CLOSED:
        form.add_error("company_number", _describe_closed(found))
    elif found.standing == Standing.ABSENT:
        missing = _("Companies House has no company %(number)s. Look at your certificate of incorporation")
        form.add_error("company_number", missing % {"number": number})
    return found


def _describe_closed(found: Finding) -> str:
    name = found.name or found.number
    if found.closed_on is None:
        return _("%(name)s is closed, as Companies House says, so it cannot be listed") % {"name": name}
    day = format_date(found.closed_on, "j F Y")
    said = _("%(name)s was closed on %(day)s, as Companies House says, so it cannot be listed")
    return said % {"name": name, "day": day}


def _find_next_url(kept: KeptRegistration, step: str, *, is_change: bool) -> str:
    if step == NUMBER and find_number_holder(kept.number) is not None:
        return reverse(DUPLICATES)
    if is_change or step == "website":
        gap = kept.find_gap()
        return find_step_url(gap) if gap else reverse(DUPLICATES)
    steps = kept.list_steps()
    return find_step_url(steps[steps.index(step) + 1])


def _find_back_url(steps: list[str], step: str, *, is_change: bool) -> str:
    if is_change:
        return reverse(CHECK)
    if step == NUMBER:
        return ""
    position = steps.index(step) if step in steps else 0
    return find_step_url(steps[position - 1] if position else NUMBER)


@never_cache
@require_http_methods(METHODS)
def choose_duplicate(request: HttpRequest) -> HttpResponse:
    """Show the listings that are probably this business; "none of these" goes on."""
    kept = load(request)
    found = answers.find_duplicates(kept)
    is_same_number = bool(kept.number) and any(each.company_number == kept.number for each in found)
    if not is_same_number and (gap := kept.find_gap()):
        return redirect(find_step_url(gap))
    if request.method == "POST" and not is_same_number:
        kept.dismissed = [*kept.dismissed, *(each.pk for each in found)]
        answers.keep_answers(request.session, kept)
        return redirect(CHECK)
    if not found:
        return redirect(CHECK)
    context = {
        "found": [(each, _may_claim(each), _is_own(request, each)) for each in found],
        "is_same_number": is_same_number,
        "sealed": answers.seal_answers(kept),
        "back_url": find_step_url(NUMBER if is_same_number else "website"),
        "contact_email": settings.TRIAGE_EMAIL,
    }
    return render(request, "directory/register/duplicates.html", context)


def _may_claim(business: Business) -> bool:
    return business.status != Business.Status.REMOVED and not business.is_example


def _is_own(request: HttpRequest, business: Business) -> bool:
    return business.memberships.filter(user=request.user.pk).exists()


@never_cache
@require_http_methods(METHODS)
def check_answers(request: HttpRequest) -> HttpResponse:
    """Show all answers; sent by somebody who is signed in, make the draft and go to its tasks."""
    kept = load(request)
    complete = answers.complete_answers(kept)
    if isinstance(complete, str):
        return redirect(find_step_url(complete))
    if answers.find_duplicates(kept):
        return redirect(DUPLICATES)
    problem: Any = ""
    if request.method == "POST":
        if not isinstance(request.user, User):
            answers.keep_answers(request.session, kept)
            messages.info(request, _("Sign in, or create an account. What you typed is kept."))
            return redirect_to_login(request.path)
        try:
            business = register_business(registration=complete, user=request.user, now=timezone.now())
        except NumberTaken:
            return redirect(DUPLICATES)
        except TooManyDrafts:
            problem = _("You have begun ten businesses already. Finish or leave one of them first.")
        else:
            answers.forget_answers(request.session)
            messages.success(
                request, _("%(name)s has a draft. Now tell people about it.") % {"name": business}
            )
            return redirect("directory:own_business", business.slug)
    answers.keep_answers(request.session, kept)
    rows = [row | {"href": find_step_url(row["step"]) + "?change"} for row in answers.describe_answers(kept)]
    context = {
        "rows": rows,
        "problem": problem,
        "sealed": answers.seal_answers(kept),
        "back_url": find_step_url("website"),
    }
    return render(request, "directory/register/check.html", context)
