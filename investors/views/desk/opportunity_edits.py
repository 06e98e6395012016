"""Writing an opportunity at the desk: its words and facts, its documents and pictures."""

from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import DeskRequest, cluster_drafter_required
from directory.models import Cluster
from investors.forms.opportunities import FACT_FORMS, OpportunityForm
from investors.forms.opportunity_files import DocumentForm, PictureForm
from investors.models import Contact, Opportunity, OpportunityFile, OpportunityRevision
from investors.models.opportunity import find_own_clusters
from investors.opportunity_content import Content, read_content, read_day
from investors.revision_sheet import find_open_revision
from investors.revision_workflow import IllegalRevisionMove, StaleRevision, see_version
from investors.services import opportunity_files as files
from investors.services.opportunities import draft_opportunity, save_revision, start_revision
from investors.uploads import stream_files
from investors.views.desk.opportunities import load_drafted
from investors.views.desk.revisions import overwrite_seen, tell_stale
from investors.workflow import Actor

PARTS = "facts"


def list_own_clusters(user: User) -> Any:
    """Return the finest clusters in which ``user`` may draft, in the order of the map."""
    own = find_own_clusters(user)
    below = Cluster.objects.filter(pk__in=own) | Cluster.objects.filter(parent__in=own)
    return below.finest()


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_drafter_required
def draft(request: DeskRequest) -> HttpResponse:
    """Begin an opportunity."""
    own = Contact.objects.filter(user=request.user, is_active=True).first()
    if own is None:
        messages.error(
            request, _("Your account belongs to no contact of a cluster. Ask a manager to tie it.")
        )
        return redirect("investors:desk_opportunities")
    first = {
        "seen": 0,
        "contact": own,
        "valid_from": timezone.localdate(),
        "stage": Opportunity.Stage.SEEKING,
    }
    form, facts = _make_forms(request, first, [])
    if request.method == "POST" and _are_valid(form, facts):
        revision = draft_opportunity(
            values={**form.read_values(), **facts.read_values()},
            by=request.user,
            actor=Actor.contact(own),
            now=timezone.now(),
        )
        messages.success(request, _("Saved as a draft. Nobody but you, your cluster and UKTI sees it."))
        return _go_on(request, revision.opportunity)
    return _show_form(request, form, facts, None)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_drafter_required
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    """Change the words and facts. What the public sees stays until UKTI approves the change."""
    opportunity = load_drafted(request.user, slug)
    revision = find_open_revision(opportunity.revisions)
    if not _can_edit(opportunity, revision):
        return _refuse(request, opportunity)
    content = revision.content if revision else read_content(opportunity)
    initial = _fill_in(content) | {"seen": see_version(opportunity.revisions, revision)}
    form, facts = _make_forms(request, initial, content["facts"])
    if request.method == "POST" and _are_valid(form, facts):
        values = {**form.read_values(), **facts.read_values()}
        try:
            _save(opportunity, values, form.cleaned_data["seen"], request.user)
        except StaleRevision:
            return _show_again(request, form, facts, opportunity)
        except IllegalRevisionMove:
            return _refuse(request, opportunity)
        messages.success(request, _("Saved. The public sees no change until UKTI has approved it."))
        return _go_on(request, opportunity)
    return _show_form(request, form, facts, opportunity)


def _can_edit(opportunity: Opportunity, revision: OpportunityRevision | None) -> bool:
    return revision.can_edit if revision else opportunity.was_public


def _save(opportunity: Opportunity, values: Content, seen: int, by: User) -> None:
    """Save to the open revision as the person saw it, or to a new one."""
    now = timezone.now()
    revision = start_revision(opportunity=opportunity, by=by, now=now)
    revision.version = seen
    save_revision(revision=revision, values=values, by=by, now=now)


def _make_forms(request: HttpRequest, initial: Content, facts: list[dict[str, str]]) -> tuple[Any, Any]:
    data = request.POST if request.method == "POST" else None
    clusters = list_own_clusters(cast(User, request.user))
    form = OpportunityForm(data, initial=initial, clusters=clusters)
    return form, FACT_FORMS(data, initial=facts, prefix=PARTS)


def _are_valid(form: Any, facts: Any) -> bool:
    return all([form.is_valid(), facts.is_valid()])


def _fill_in(content: Content) -> Content:
    days = {name: read_day(content[name]) for name in ("valid_from", "valid_until")}
    return {**content, **days}


def _show_form(
    request: DeskRequest,
    form: Any,
    facts: Any,
    opportunity: Opportunity | None,
    *,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "facts": facts, "opportunity": opportunity, "conflict": conflict}
    return render(request, "investors/desk/opportunities/edit.html", context, status=status)


def _show_again(request: DeskRequest, form: Any, facts: Any, opportunity: Opportunity) -> HttpResponse:
    """Say that somebody else saved meanwhile, and let what was typed be sent over it."""
    conflict = overwrite_seen(form, opportunity.revisions)
    return _show_form(request, form, facts, opportunity, conflict=conflict, status=409)


def _go_on(request: DeskRequest, opportunity: Opportunity) -> HttpResponse:
    if "again" in request.POST:
        return redirect("investors:desk_opportunity_edit", opportunity.slug)
    return redirect("investors:desk_opportunity", opportunity.slug)


def _refuse(request: DeskRequest, opportunity: Opportunity) -> HttpResponse:
    messages.error(request, _("It cannot be changed now: UKTI is reading it, or it was given up."))
    return redirect("investors:desk_opportunity", opportunity.slug)


@csrf_exempt  # checked inside, once the files may be streamed
@require_http_methods(["GET", "HEAD", "POST"])
@cluster_drafter_required
def edit_files(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the documents and pictures of what is being written, and add one."""
    opportunity = load_drafted(request.user, slug)
    if request.method == "POST":
        stream_files(request)
    return csrf_protect(_edit_files)(request, opportunity)


def _edit_files(request: DeskRequest, opportunity: Opportunity) -> HttpResponse:
    revision = find_open_revision(opportunity.revisions)
    if not _can_edit(opportunity, revision):
        return _refuse(request, opportunity)
    document_form, picture_form = _make_file_forms(request, opportunity, revision)
    sent: Form | None = document_form if document_form.is_bound else None
    sent = picture_form if picture_form.is_bound else sent
    if sent is not None and sent.is_valid():
        now = timezone.now()
        try:
            revision = start_revision(opportunity=opportunity, by=request.user, now=now)
            _add(revision, sent, request.user)
        except files.TooManyOpportunityFiles:
            sent.add_error(None, _("It has as many as it may: take one out first"))
        except (StaleRevision, IllegalRevisionMove):
            sent.add_error(None, tell_stale())
        else:
            messages.success(request, _("Added. The public sees it when UKTI has approved it."))
            return redirect("investors:desk_opportunity_files", opportunity.slug)
    content = revision.content if revision else read_content(opportunity)
    rows = OpportunityFile.objects.filter(opportunity=opportunity).in_bulk()
    context = {
        "opportunity": opportunity,
        "document_form": document_form,
        "picture_form": picture_form,
        "form": sent,
        "documents": _list_files(content["documents"], rows, "title"),
        "images": _list_files(content["images"], rows, "alt"),
        "most_documents": files.MOST_DOCUMENTS,
        "most_images": files.MOST_IMAGES,
    }
    return render(request, "investors/desk/opportunities/files.html", context)


def _make_file_forms(
    request: DeskRequest, opportunity: Opportunity, revision: OpportunityRevision | None
) -> tuple[DocumentForm, PictureForm]:
    initial = {"seen": see_version(opportunity.revisions, revision)}
    kind = request.POST.get("kind", "") if request.method == "POST" else ""
    sent = (request.POST, request.FILES)
    return (
        DocumentForm(*sent) if kind == "document" else DocumentForm(initial=initial),
        PictureForm(*sent) if kind == "picture" else PictureForm(initial=initial),
    )


def _add(revision: OpportunityRevision, form: Form, by: User) -> None:
    values, now = form.cleaned_data, timezone.now()
    if isinstance(form, PictureForm):
        files.add_image(
            revision=revision,
            picture=form.decoded,
            name=values["picture"].name or "",
            alt=values["alt"],
            by=by,
            now=now,
        )
    else:
        files.add_document(revision=revision, file=values["document"], title=values["title"], by=by, now=now)


def _list_files(
    entries: list[dict[str, Any]], rows: dict[int, OpportunityFile], words: str
) -> list[dict[str, Any]]:
    return [{"file": rows[each["file"]], "words": each[words]} for each in entries if each["file"] in rows]


@require_POST
@cluster_drafter_required
def remove_file(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Take a document or picture out of what is being written."""
    opportunity = load_drafted(request.user, slug)
    revision = find_open_revision(opportunity.revisions)
    if not _can_edit(opportunity, revision):
        return _refuse(request, opportunity)
    now = timezone.now()
    try:
        revision = start_revision(opportunity=opportunity, by=request.user, now=now)
        files.remove_file(revision=revision, file_id=pk, by=request.user, now=now)
    except (StaleRevision, IllegalRevisionMove):
        messages.error(request, tell_stale())
    else:
        messages.success(request, _("Taken out. What is public stays until UKTI has approved the change."))
    return redirect("investors:desk_opportunity_files", slug)
