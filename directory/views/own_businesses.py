"""One's own businesses: the list, and the task list of each."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.content import compare_contents, list_missing, read_content
from directory.freshness_words import describe_ask
from directory.models import Business, Membership, Revision
from directory.models.business import BusinessQuerySet
from directory.permissions import MATRIX, Action
from directory.profile_tasks import compute_completeness, list_tasks
from directory.services.revisions import (
    Incomplete,
    NothingChanged,
    discard_revision,
    read_draft,
    submit_revision,
    withdraw_revision,
)
from directory.services.standing import CompanyClosed, archive_business, restore_business
from directory.timelines import describe_events, list_events
from directory.views.kept_typing import OwnRequest, signed_in
from directory.workflow import Actor, IllegalMove, StaleBusiness, StaleRevision

EVENTS_SHOWN = 20


def list_mine(request: OwnRequest, action: str) -> BusinessQuerySet:
    """Return the businesses on which the person may take ``action``.

    What a moderator removed is nobody's any more, until it is put back.
    """
    return Business.objects.permitting(request.user, action).exclude(status=Business.Status.REMOVED)


def find_business(request: OwnRequest, slug: str, action: str) -> Business:
    """Return the business, on which the person may take ``action``. Raises Http404 for anybody else."""
    return get_object_or_404(list_mine(request, action), slug=slug)


@require_safe
@signed_in
def list_own(request: OwnRequest) -> HttpResponse:
    """Show the businesses that one is in the team of, and what each asks for."""
    open_status = Revision.objects.open().filter(business=OuterRef("business")).values("status")
    memberships = (
        Membership.objects.filter(user=request.user)
        .exclude(business__status=Business.Status.REMOVED)
        .select_related("business__cluster")
        .annotate(revision_status=Subquery(open_status))
        .order_by("business__name", "pk")
    )
    return render(request, "directory/own/businesses.html", {"memberships": memberships})


@require_safe
@signed_in
def show_own(request: OwnRequest, slug: str) -> HttpResponse:
    """Show the task list of a business: the state of its profile, its sections, what can be done."""
    business = find_business(request, slug, Action.SEE_BUSINESS)
    revision, content = read_draft(business)
    context = {
        "business": business,
        "revision": revision,
        "reasons": describe_reasons(revision),
        "rejected": find_rejected(business, revision),
        "tasks": list_tasks(content),
        "missing": list_missing(content),
        "completeness": compute_completeness(content),
        "events": describe_events(list_events(business, EVENTS_SHOWN), names_people=False),
        "may": list_permitted(request, business),
        "ask": describe_ask(business, now=timezone.now()),
    }
    return render(request, "directory/own/business.html", context)


def list_permitted(request: OwnRequest, business: Business) -> dict[str, bool]:
    """Return for each action, by its value, whether the person may take it; for templates."""
    role = Membership.objects.get(business=business, user=request.user).role
    return {str(action): action in MATRIX[role] for action in Action}


def describe_reasons(revision: Revision | None) -> list[str]:
    """Return why ``revision`` was sent back, in words."""
    labels = dict(Revision.Reason.choices)
    return [str(labels[reason]) for reason in revision.reasons] if revision else []


def find_rejected(business: Business, revision: Revision | None) -> dict[str, Any] | None:
    """Return why the last revision was refused, where nothing was begun since."""
    last = None if revision else business.revisions.order_by("-pk").first()
    if last is None or last.status != Revision.Status.REJECTED:
        return None
    return {"reasons": describe_reasons(last), "text": last.reason_text, "at": last.decided_at}


@require_POST
@signed_in
def send_profile(request: OwnRequest, slug: str) -> HttpResponse:
    """Send the open revision for review."""
    business = find_business(request, slug, Action.EDIT_PROFILE)
    revision = get_object_or_404(business.revisions.open())
    try:
        is_live = submit_revision(revision=revision, by=Actor.member(request.user), now=timezone.now())
    except Incomplete as error:
        names = ", ".join(str(field.label) for field in error.fields)
        messages.error(request, _("Not sent yet. Still to fill in: %(names)s.") % {"names": names})
    except NothingChanged:
        messages.info(request, _("Nothing to send: the profile says this already."))
    except (StaleRevision, StaleBusiness, IllegalMove):
        messages.error(request, _("Not sent: somebody changed the profile meanwhile. Look at it again."))
    else:
        done = (
            _("Your changes are public.") if is_live else _("Sent. A moderator reads it and you get a mail.")
        )
        messages.success(request, done)
    return redirect("directory:own_business", slug)


@require_POST
@signed_in
def withdraw_profile(request: OwnRequest, slug: str) -> HttpResponse:
    """Take the open revision back from review."""
    business = find_business(request, slug, Action.EDIT_PROFILE)
    revision = get_object_or_404(business.revisions.open())
    try:
        withdraw_revision(revision=revision, by=Actor.member(request.user), now=timezone.now())
    except (StaleRevision, StaleBusiness, IllegalMove):
        messages.error(request, _("It was decided meanwhile, or taken back already."))
    else:
        messages.success(request, _("Taken back. Change it, then send it again."))
    return redirect("directory:own_business", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def discard_edits(request: OwnRequest, slug: str) -> HttpResponse:
    """Throw away the changes to a published profile that are not sent, after asking."""
    business = find_business(request, slug, Action.EDIT_PROFILE)
    if not business.was_public:
        raise Http404
    revision = get_object_or_404(business.revisions.open())
    differences = compare_contents(read_content(business), revision.content)
    if request.method != "POST":
        context = {"business": business, "fields": [each.field for each in differences]}
        return render(request, "directory/own/discard.html", context)
    try:
        discard_revision(revision=revision, now=timezone.now())
    except (StaleRevision, IllegalMove):
        messages.error(request, _("These changes wait for review. Take them back first."))
    else:
        messages.success(request, _("Your changes are thrown away. The profile is as it was."))
    return redirect("directory:own_business", slug)


@require_POST
@signed_in
def move_profile(request: OwnRequest, slug: str, to: str) -> HttpResponse:
    """Take the profile down (``to`` "archive") or put it up again ("restore")."""
    business = find_business(request, slug, Action.ARCHIVE)
    actor, now = Actor.member(request.user), timezone.now()
    try:
        if to == "archive":
            archive_business(business=business, by=actor, now=now)
            messages.success(
                request, _("The profile is taken down. Nobody finds it until you put it up again.")
            )
        else:
            restore_business(business=business, by=actor, now=now)
            messages.success(request, _("The profile is public again."))
    except CompanyClosed:
        messages.error(request, _("Companies House has the company as closed, so the profile stays down."))
    except (StaleBusiness, IllegalMove):
        messages.error(request, _("That is not possible now: look at the state of the profile."))
    return redirect(reverse("directory:own_business", args=[slug]))
