"""The pages on which a team fills its profile in, section by section, and looks at it."""

import datetime
import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.content import FIELDS, Content, Section, apply_content, read_content
from directory.content_words import write_value
from directory.forms import profile, profile_parts
from directory.models import Business, Logo, Outcode, Revision, Sector
from directory.permissions import Action
from directory.profiles import describe_profile
from directory.services.logos import keep_logo
from directory.services.revisions import EDITABLE, save_section, start_revision
from directory.views.kept_typing import OwnRequest, signed_in, take_typed
from directory.views.own_businesses import find_business
from directory.workflow import StaleRevision

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
LOGO_MAX_AGE = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit_section(request: OwnRequest, slug: str, section: str) -> HttpResponse:
    """Show and save one section. What is typed stays on the page until it is saved, whatever happens."""
    if section not in Section.values:
        raise Http404
    part = Section(section)
    business = find_business(request, slug, Action.EDIT_PROFILE)
    revision = business.revisions.open().first()
    if revision is not None and revision.status not in EDITABLE:
        messages.info(request, _("The profile waits for review. Take it back to change it."))
        return redirect("directory:own_business", slug)
    content = revision.content if revision else read_content(business)
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = make_form(part, typed, request.FILES if request.method == "POST" else None, content)
    if request.method == "POST" and part == Section.LOGO and is_cut(request):
        form.add_error("picture", _("Choose a picture of 2 MB or less"))
    context = {"business": business, "section": part, "form": form, "content": content}
    context["is_parts"] = part in PARTS
    context["seen"] = sign_section(part, content)
    context["logo"] = content["logo"]
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/own/section.html", context)
    if request.POST.get("seen") != context["seen"]:
        return _show_conflict(request, context)
    return _save(request, business, part, form, context)


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


def sign_section(section: Section, content: Content) -> str:
    """Return a short text that tells whether ``section`` still says what it said."""
    values = [content[field.name] for field in FIELDS if field.section == section]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _save(
    request: OwnRequest, business: Business, section: Section, form: Any, context: dict[str, Any]
) -> HttpResponse:
    now = timezone.now()
    revision = start_revision(business=business, by=request.user, now=now)
    if getattr(form, "encoded", None):
        keep_logo(business=business, logo=form.encoded, now=now)
    try:
        save_section(revision=revision, values=form.read_values(), by=request.user, now=now)
    except StaleRevision:
        return _show_conflict(request, context)
    messages.success(request, _("Saved. Nothing is public until you send it."))
    if "again" in request.POST:
        return redirect("directory:edit_section", business.slug, str(section))
    return redirect(_find_next(business, section) if "next" in request.POST else business_page(business))


def business_page(business: Business) -> str:
    """Return the address of the task list."""
    return reverse("directory:own_business", args=[business.slug])


def _find_next(business: Business, section: Section) -> str:
    sections = list(Section)
    following = sections.index(section) + 1
    if following == len(sections):
        return business_page(business)
    return reverse("directory:edit_section", args=[business.slug, str(sections[following])])


def _show_conflict(request: OwnRequest, context: dict[str, Any]) -> HttpResponse:
    """Say that a colleague saved this section meanwhile; what was typed here stays on the page."""
    business: Business = context["business"]
    revision: Revision | None = business.revisions.open().first()
    content = revision.content if revision else read_content(business)
    section: Section = context["section"]
    sectors = dict(Sector.objects.values_list("pk", "name"))
    theirs = [
        {"key": field.label, "value": write_value(field.name, content[field.name], sectors)}
        for field in FIELDS
        if field.section == section
    ]
    context |= {"seen": sign_section(section, content), "theirs": theirs}
    return render(request, "directory/own/section.html", context, status=409)


@require_safe
@signed_in
def preview(request: OwnRequest, slug: str) -> HttpResponse:
    """Show the profile as it would look, marked as a preview.

    The content is written to the profile in a transaction that is always undone, so this is the page itself.
    """
    business = find_business(request, slug, Action.SEE_BUSINESS)
    revision = business.revisions.open().first()
    content = revision.content if revision else read_content(business)
    with transaction.atomic():
        try:
            apply_content(business=business, content=content)
        except Outcode.DoesNotExist:
            messages.error(request, _("Give a postcode in the North first: then there is something to see."))
            return redirect("directory:own_business", slug)
        shown = Business.objects.with_profile_facts().get(pk=business.pk)
        context = describe_profile(shown, settings.SITE_URL) | {"is_preview": True}
        response = render(request, "directory/business.html", context)
        transaction.set_rollback(True)
    return response


@require_safe
def show_logo(request: HttpRequest, digest: str) -> HttpResponse:
    """Send a logo: to everybody where a published profile shows it, else to its team and to moderators."""
    logo = get_object_or_404(Logo, pk=digest)
    is_public = Business.objects.listed().filter(logo=logo).exists()
    if not is_public and not may_see_draft(request, logo.business):
        raise Http404
    response: HttpResponse = HttpResponse(bytes(logo.image), content_type="image/png")
    keeping = f"public, max-age={LOGO_MAX_AGE}, immutable" if is_public else "private, no-store"
    response["Cache-Control"] = keeping
    response["X-Content-Type-Options"] = "nosniff"
    return response


def may_see_draft(request: HttpRequest, business: Business) -> bool:
    """Whether the person is in the team of ``business``, or moderates."""
    if not request.user.is_authenticated:
        return False
    if request.user.is_moderator:
        return True
    mine = Business.objects.permitting(request.user, Action.SEE_BUSINESS)
    return mine.filter(pk=business.pk).exists()
