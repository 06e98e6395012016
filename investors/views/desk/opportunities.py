"""Opportunities at the desk: the list, one of them, its preview, and what is decided on it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import (
    DeskRequest,
    cluster_approver_required,
    cluster_drafter_required,
    cluster_keeper_required,
)
from investors.forms.revisions import DecisionForm, WithdrawForm
from investors.models import Opportunity, OpportunityRevision
from investors.opportunity_content import imagine_content
from investors.opportunity_pages import describe_opportunity
from investors.opportunity_sheet import describe_sheet
from investors.revision_sheet import find_open_revision
from investors.revision_workflow import IllegalRevisionMove, Refused, StaleRevision
from investors.services import opportunities as services
from investors.views.desk.project_form import by_now
from investors.views.desk.revisions import act_on, decide_on, explain_refusal, tell_stale
from investors.views.opportunities import give_opportunity_file
from technorth.paging import open_page
from technorth.private_pages import private_page

PAGE_SIZE = 30
RevisionStatus = OpportunityRevision.Status
Status = Opportunity.Status


def list_views() -> list[tuple[str, str, Q]]:
    """Return the parts of the list: name in the address, label, and what is in it."""
    return [
        ("waiting", _("Waiting for UKTI"), Q(edit_status=RevisionStatus.IN_REVIEW)),
        (
            "drafts",
            _("Being written"),
            Q(edit_status__in=[RevisionStatus.DRAFT, RevisionStatus.CHANGES_REQUESTED]),
        ),
        ("published", _("Published"), Q(status=Status.PUBLISHED)),
        ("over", _("Expired or withdrawn"), Q(status__in=[Status.EXPIRED, Status.WITHDRAWN])),
        ("all", _("All"), Q()),
    ]


@require_safe
@cluster_keeper_required
def list_opportunities(request: DeskRequest) -> HttpResponse:
    """Show the opportunities that the person sees, by what is to be done with them."""
    views = list_views()
    usual = "waiting" if request.user.approves_for_cluster else "all"
    chosen = request.GET.get("show", usual)
    name, _label, condition = next((view for view in views if view[0] == chosen), views[-1])
    open_ones = OpportunityRevision.objects.open().filter(opportunity=OuterRef("pk"))
    rows = (
        Opportunity.objects.visible_to(request.user)
        .annotate(
            edit_status=Subquery(open_ones.values("status")[:1]),
            submitted_at=Subquery(open_ones.values("submitted_at")[:1]),
        )
        .filter(condition)
        .select_related("cluster", "contact")
        .order_by("submitted_at", "title", "pk")
    )
    context = {
        "page": open_page(request, rows, PAGE_SIZE),
        "views": [{"name": each, "label": label, "selected": each == name} for each, label, _q in views],
        "shown": name,
    }
    return render(request, "investors/desk/opportunities/list.html", context)


def load_opportunity(user: User, slug: str) -> Opportunity:
    """Return the opportunity that ``user`` sees at the desk. Raises Http404."""
    rows = Opportunity.objects.visible_to(user).select_related("cluster__parent", "contact", "outcode")
    return get_object_or_404(rows, slug=slug)


def load_drafted(user: User, slug: str) -> Opportunity:
    """Return the opportunity that ``user`` may edit. Raises Http404."""
    return get_object_or_404(Opportunity.objects.drafted_by(user).select_related("cluster"), slug=slug)


@private_page
@require_safe
@cluster_keeper_required
def show_opportunity(request: DeskRequest, slug: str) -> HttpResponse:
    """Show how an opportunity stands, what would change, and what can be done."""
    return show_sheet(request, load_opportunity(request.user, slug))


def show_sheet(
    request: DeskRequest, opportunity: Opportunity, *, conflict: str = "", status: int = 200, **forms: Any
) -> HttpResponse:
    """Render the page of ``opportunity``; ``forms`` are those that were sent and are shown again."""
    context = describe_sheet(opportunity, request.user)
    revision = context["revision"]
    seen = {"seen": revision.version} if revision else {}
    context |= {
        "decision_form": forms.get("decision_form") or DecisionForm(initial=seen),
        "withdraw_form": forms.get("withdraw_form") or WithdrawForm(),
        "form": next(iter(forms.values()), None),
        "conflict": conflict,
    }
    return render(request, "investors/desk/opportunities/opportunity.html", context, status=status)


@private_page
@require_safe
@cluster_keeper_required
def preview(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the page as the public would see it, from what is being written, or from what is public."""
    opportunity = load_opportunity(request.user, slug)
    revision = find_open_revision(opportunity.revisions)
    if revision is None:
        sectors = list(opportunity.sectors.order_by("position", "pk"))
    else:
        sectors = imagine_content(opportunity=opportunity, content=revision.content)
    context = describe_opportunity(opportunity, sectors, settings.SITE_URL, at_desk=True)
    return render(request, "investors/desk/opportunities/preview.html", context)


@private_page
@require_safe
@cluster_keeper_required
def give_file(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Give out a document or picture of an opportunity, whether it is public or not."""
    return give_opportunity_file(load_opportunity(request.user, slug), pk)


@require_POST
@cluster_drafter_required
def submit(request: DeskRequest, slug: str) -> HttpResponse:
    """Send what was written to UKTI."""
    opportunity = load_drafted(request.user, slug)

    done = _("Sent to UKTI. You get a mail with the decision.")
    return _act(request, opportunity, services.submit_revision, done)


@require_POST
@cluster_drafter_required
def take_back(request: DeskRequest, slug: str) -> HttpResponse:
    """Take what was sent to UKTI back, to go on writing."""
    opportunity = load_drafted(request.user, slug)

    return _act(request, opportunity, services.take_back, _("Taken back: you can change it again."))


@require_POST
@cluster_drafter_required
def discard(request: DeskRequest, slug: str) -> HttpResponse:
    """Throw the changes to what was public away."""
    opportunity = load_drafted(request.user, slug)

    return _act(request, opportunity, services.discard_revision, _("The changes are discarded."))


def _act(request: DeskRequest, opportunity: Opportunity, do: Callable[..., None], done: str) -> HttpResponse:
    act_on(request, find_open_revision(opportunity.revisions), do, done, explain=explain)
    return redirect("investors:desk_opportunity", opportunity.slug)


def explain(error: Refused) -> str:
    """Say why something was not done to the revision of an opportunity."""
    if isinstance(error, services.IncompleteOpportunity):
        names = get_text_list([str(field.label) for field in error.fields], _("and"))
        return _("Before it can be sent, fill in: %(names)s.") % {"names": names}
    if isinstance(error, services.OverAlready):
        return _("Its last day is past: it needs a later one first.")
    return explain_refusal(error)


@require_POST
@cluster_approver_required
def decide(request: DeskRequest, slug: str) -> HttpResponse:
    """Approve what was sent, or ask for changes. Somebody else's change meanwhile is shown first."""
    opportunity = load_opportunity(request.user, slug)

    def show(**shown: Any) -> HttpResponse:
        return show_sheet(request, load_opportunity(request.user, slug), **shown)

    return decide_on(
        request,
        find_open_revision(opportunity.revisions),
        approve=services.approve_revision,
        request_changes=services.request_changes,
        show=show,
        explain=explain,
        back_to="investors:desk_opportunities",
    )


@require_POST
@cluster_keeper_required
def withdraw(request: DeskRequest, slug: str) -> HttpResponse:
    """Take an opportunity down, or give a draft up."""
    opportunity = load_opportunity(request.user, slug)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return show_sheet(request, opportunity, withdraw_form=form)
    acting = by_now(request.user)
    try:
        services.withdraw_opportunity(
            opportunity=opportunity,
            reason=form.cleaned_data["reason"],
            actor=acting["by"],
            now=acting["now"],
        )
    except (StaleRevision, IllegalRevisionMove):
        opportunity = load_opportunity(request.user, slug)
        return show_sheet(request, opportunity, conflict=tell_stale(), status=409)
    messages.success(request, _("Withdrawn. Its page says that it is over."))
    return redirect("investors:desk_opportunity", opportunity.slug)
