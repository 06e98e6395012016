"""Opportunities at the desk: the list, one of them, its preview, and what is decided on it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import (
    DeskRequest,
    opportunity_approver_required,
    opportunity_drafter_required,
    opportunity_keeper_required,
)
from investors.forms.opportunities import DecisionForm, WithdrawForm
from investors.models import Opportunity, OpportunityRevision
from investors.opportunity_content import imagine_content
from investors.opportunity_pages import describe_opportunity
from investors.opportunity_sheet import describe_sheet, find_open_revision
from investors.opportunity_workflow import IllegalOpportunityMove, StaleOpportunity
from investors.services import opportunities as services
from investors.views.desk.project_form import by_now
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
@opportunity_keeper_required
def list_opportunities(request: DeskRequest) -> HttpResponse:
    """Show the opportunities that the person sees, by what is to be done with them."""
    views = list_views()
    usual = "waiting" if request.user.approves_opportunities else "all"
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
        "revision_labels": dict(RevisionStatus.choices),
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
@opportunity_keeper_required
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
@opportunity_keeper_required
def preview(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the page as the public would see it, from what is being written, or from what is public."""
    opportunity = load_opportunity(request.user, slug)
    revision = find_open_revision(opportunity)
    if revision is None:
        sectors = list(opportunity.sectors.order_by("position", "pk"))
    else:
        sectors = imagine_content(opportunity=opportunity, content=revision.content)
    context = describe_opportunity(opportunity, sectors, settings.SITE_URL, at_desk=True)
    return render(request, "investors/desk/opportunities/preview.html", context)


@private_page
@require_safe
@opportunity_keeper_required
def give_file(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Give out a document or picture of an opportunity, whether it is public or not."""
    return give_opportunity_file(load_opportunity(request.user, slug), pk)


@require_POST
@opportunity_drafter_required
def submit(request: DeskRequest, slug: str) -> HttpResponse:
    """Send what was written to UKTI."""
    opportunity = load_drafted(request.user, slug)

    def send(revision: OpportunityRevision) -> None:
        services.submit_revision(revision=revision, **_by(request.user))

    return _act(request, opportunity, send, _("Sent to UKTI. You get a mail with the decision."))


@require_POST
@opportunity_drafter_required
def take_back(request: DeskRequest, slug: str) -> HttpResponse:
    """Take what was sent to UKTI back, to go on writing."""
    opportunity = load_drafted(request.user, slug)

    def take(revision: OpportunityRevision) -> None:
        services.take_back(revision=revision, **_by(request.user))

    return _act(request, opportunity, take, _("Taken back: you can change it again."))


@require_POST
@opportunity_drafter_required
def discard(request: DeskRequest, slug: str) -> HttpResponse:
    """Throw the changes to what was public away."""
    opportunity = load_drafted(request.user, slug)

    def throw_away(revision: OpportunityRevision) -> None:
        services.discard_revision(revision=revision, **_by(request.user))

    return _act(request, opportunity, throw_away, _("The changes are discarded."))


def _by(user: User) -> dict[str, Any]:
    acting = by_now(user)
    return {"actor": acting["by"], "now": acting["now"]}


def _act(
    request: DeskRequest,
    opportunity: Opportunity,
    do: Callable[[OpportunityRevision], None],
    done: str,
) -> HttpResponse:
    """Do one thing to the open revision, then go back to the page; what cannot be done is said there."""
    revision = find_open_revision(opportunity)
    problem = ""
    if revision is None:
        problem = tell_stale()
    else:
        try:
            do(revision)
        except services.IncompleteOpportunity as error:
            names = get_text_list([str(field.label) for field in error.fields], _("and"))
            problem = _("Before it can be sent, fill in: %(names)s.") % {"names": names}
        except services.NothingChanged:
            problem = _("It says what is public already: there is nothing to approve.")
        except services.OverAlready:
            problem = _("Its last day is past: give it a later one first.")
        except (StaleOpportunity, IllegalOpportunityMove):
            problem = tell_stale()
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
    return redirect("investors:desk_opportunity", opportunity.slug)


@require_POST
@opportunity_approver_required
def decide(request: DeskRequest, slug: str) -> HttpResponse:
    """Approve what was sent, or ask for changes. Somebody else's change meanwhile is shown first."""
    opportunity = load_opportunity(request.user, slug)
    revision = find_open_revision(opportunity)
    form = DecisionForm(request.POST)
    if revision is None or not revision.is_waiting:
        return show_sheet(request, opportunity, conflict=tell_stale(), status=409)
    if not form.is_valid():
        return show_sheet(request, opportunity, decision_form=form)
    seen, revision.version = revision.version, form.cleaned_data["seen"]
    try:
        done = _carry_out(revision, form, request.user)
    except services.OwnWork:
        form.add_error("decision", _("You wrote this yourself: somebody else must approve it"))
    except services.OverAlready:
        form.add_error("decision", _("Its last day is past: ask for a later one"))
    except (StaleOpportunity, IllegalOpportunityMove):
        typed = DecisionForm(initial={**form.cleaned_data, "seen": seen})
        opportunity = load_opportunity(request.user, slug)
        return show_sheet(request, opportunity, conflict=tell_stale(), status=409, decision_form=typed)
    else:
        messages.success(request, done)
        return redirect("investors:desk_opportunities")
    return show_sheet(request, opportunity, decision_form=form)


def _carry_out(revision: OpportunityRevision, form: DecisionForm, by: User) -> str:
    now = timezone.now()
    if form.cleaned_data["decision"] == DecisionForm.APPROVE:
        services.approve_revision(revision=revision, by=by, now=now)
        return _("Approved and published. The drafter gets a mail.")
    services.request_changes(revision=revision, reason=form.cleaned_data["reason"], by=by, now=now)
    return _("Sent back. The drafter gets a mail with your words.")


@require_POST
@opportunity_keeper_required
def withdraw(request: DeskRequest, slug: str) -> HttpResponse:
    """Take an opportunity down, or give a draft up."""
    opportunity = load_opportunity(request.user, slug)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return show_sheet(request, opportunity, withdraw_form=form)
    try:
        services.withdraw_opportunity(
            opportunity=opportunity, reason=form.cleaned_data["reason"], **_by(request.user)
        )
    except (StaleOpportunity, IllegalOpportunityMove):
        opportunity = load_opportunity(request.user, slug)
        return show_sheet(request, opportunity, conflict=tell_stale(), status=409)
    messages.success(request, _("Withdrawn. Its page says that it is over."))
    return redirect("investors:desk_opportunity", opportunity.slug)


def tell_stale() -> str:
    """Say that it is no longer as the person saw it."""
    return _("Somebody changed or decided this meanwhile. Nothing was done: this is how it stands now.")
