"""The pages on which a team fills its profile in, section by section."""

import datetime
import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.content import FIELDS, Content, Section
from directory.content_words import write_value
from directory.forms import profile, profile_parts
from directory.models import Business, Revision, Sector
from directory.permissions import Action
from directory.placing import describe_placings
from directory.services.logos import TooManyLogos, keep_logo
from directory.services.revisions import read_draft, save_section, start_revision, withdraw_revision
from directory.views.kept_typing import OwnRequest, signed_in, take_typed
from directory.views.own_businesses import find_business
from directory.workflow import Actor, IllegalMove, StaleBusiness, StaleRevision

FORMS: dict[Section, Any] = {
    form.section: form
    for form in (
        profile.NamesForm,
        profile.SummaryForm,
        profile.SectorsForm,
        profile.SizeForm,
        profile.WebForm,
        profile.OffersForm,
        profile.SupplyForm,
        profile.OwnershipForm,
        profile.MarketsForm,
        profile_parts.LogoForm,
    )
}
PARTS: dict[Section, Any] = {
    Section.PLACES: profile_parts.SITE_FORMS,
    Section.CASES: profile_parts.CASE_FORMS,
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit_section(request: OwnRequest, slug: str, section: str) -> HttpResponse:
    """Show and save one section. What is typed stays on the page until it is saved, whatever happens."""
    if section not in Section.values:
        raise Http404
    part = Section(section)
    business = find_business(request, slug, Action.EDIT_PROFILE)
    if "take_back" in request.POST:
        _take_back(request, business)
    typed = request.POST if request.method == "POST" else take_typed(request)
    revision, content = read_draft(business)
    if typed is None and is_waiting(revision):
        messages.info(request, _("The profile waits for review. Take it back to change it."))
        return redirect("directory:own_business", slug)
    form = make_form(part, typed, request.FILES, content)
    if part == Section.LOGO and is_cut(request):
        form.add_error("picture", _("Choose a picture of 2 MB or less"))
    if typed is not None and (is_waiting(revision) or typed.get("seen") != sign_section(part, content)):
        return _show_conflict(request, business, part, form)
    if request.method != "POST" or not form.is_valid():
        return _show_section(request, business, part, form, content)
    return _save(request, business, part, form)


def make_form(section: Section, typed: Any, files: Any, content: Content) -> Any:
    """Return the form of ``section``: with what was ``typed``, or else with what ``content`` says."""
    if section in PARTS:
        return PARTS[section](typed, initial=content[PARTS[section].field], prefix=str(section))
    initial = dict(content)
    if content["employees_on"]:
        initial["employees_on"] = datetime.date.fromisoformat(content["employees_on"])
    return FORMS[section](typed, files, initial=initial)


def is_cut(request: HttpRequest) -> bool:
    """Say whether the request had more in it than is read: its file was left out."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    return not request.FILES and length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def is_waiting(revision: Revision | None) -> bool:
    """Say whether a moderator has ``revision``, so that nobody can save to it."""
    return revision is not None and revision.status == Revision.Status.IN_REVIEW


def sign_section(section: Section, content: Content) -> str:
    """Return a short text that tells whether ``section`` still says what it said."""
    values = [content[field.name] for field in FIELDS if field.section == section]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def business_page(business: Business) -> str:
    """Return the address of the task list."""
    return reverse("directory:own_business", args=[business.slug])


@require_safe
@signed_in
def show_placing(request: OwnRequest) -> HttpResponse:
    """Say which cluster a postcode counts to while it is typed: the one parameter, by whatever name."""
    postcode = str(next(iter(request.GET.values()), ""))
    return HttpResponse(describe_placings([postcode])[postcode], content_type="text/plain; charset=utf-8")


def _take_back(request: OwnRequest, business: Business) -> None:
    """Take the profile back from review, so that what was typed meanwhile can be saved to it."""
    revision, _content = read_draft(business)
    if revision is None or not is_waiting(revision):
        return
    try:
        withdraw_revision(revision=revision, by=Actor.member(request.user), now=timezone.now())
    except (StaleRevision, StaleBusiness, IllegalMove):
        messages.info(request, _("A moderator decided at the same moment: look at what is said now."))
    else:
        messages.info(request, _("Taken back from review. Send it again when it is ready."))


def _save(request: OwnRequest, business: Business, section: Section, form: Any) -> HttpResponse:
    """Save a valid ``form``, in which the section was seen as it is, and go on; unless somebody was first."""
    now = timezone.now()
    values = form.read_values()
    revision, content = read_draft(business)
    if revision is None and all(content[name] == value for name, value in values.items()):
        return _go_on(request, business, section)
    revision = start_revision(business=business, by=request.user, now=now)
    if request.POST["seen"] != sign_section(section, revision.content):
        return _show_conflict(request, business, section, form)
    try:
        if getattr(form, "encoded", None):
            keep_logo(business=business, logo=form.encoded, now=now)
        save_section(revision=revision, values=values, by=request.user, now=now)
    except TooManyLogos:
        form.add_error("picture", _("That was the last of twenty pictures for today. Go on tomorrow."))
        return _show_section(request, business, section, form, revision.content)
    except StaleRevision:
        return _show_conflict(request, business, section, form)
    messages.success(request, _("Saved. Nothing is public until you send it."))
    return _go_on(request, business, section)


def _go_on(request: OwnRequest, business: Business, section: Section) -> HttpResponse:
    """Lead to where the button said: the same page, the next section or the task list."""
    if "again" in request.POST:
        return redirect("directory:edit_section", business.slug, str(section))
    sections = list(Section)
    following = sections.index(section) + 1
    if "next" not in request.POST or following == len(sections):
        return redirect(business_page(business))
    return redirect("directory:edit_section", business.slug, str(sections[following]))


def _show_section(
    request: OwnRequest, business: Business, section: Section, form: Any, content: Content, **more: Any
) -> HttpResponse:
    """Answer with the page of a section; ``more`` is what a conflict adds."""
    if section == Section.PLACES:
        _tell_placings(form)
    context = {
        "business": business,
        "section": section,
        "form": form,
        "is_parts": section in PARTS,
        "seen": sign_section(section, content),
        "logo": content["logo"],
        **more,
    }
    is_refused = bool(more) and request.method == "POST"
    return render(request, "directory/own/section.html", context, status=409 if is_refused else 200)


def _tell_placings(forms: Any) -> None:
    """Give each form of a site, as ``placed``, which cluster its postcode counts to."""
    typed = {form: str(form["postcode"].value() or "") for form in forms}
    words = describe_placings(typed.values())
    for form, postcode in typed.items():
        form.placed = words[postcode]


def _show_conflict(request: OwnRequest, business: Business, section: Section, form: Any) -> HttpResponse:
    """Say that somebody saved this section meanwhile, or sent the profile; what was typed here stays."""
    revision, content = read_draft(business)
    if is_waiting(revision):
        return _show_section(request, business, section, form, content, is_sent=True)
    sectors = dict(Sector.objects.values_list("pk", "name"))
    theirs = [
        {"key": field.label, "value": write_value(field.name, content[field.name], sectors)}
        for field in FIELDS
        if field.section == section
    ]
    return _show_section(request, business, section, form, content, theirs=theirs)
