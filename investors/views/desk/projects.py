"""Projects at the desk: the list, one project, and the file of all."""

from typing import Any, cast

from django.db.models import Prefetch
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import DeskRequest, caseworker_required
from directory.models import Cluster
from investors.models import Enquiry, Project
from investors.project_export import write_projects
from investors.project_filters import SORTS, ProjectFilter
from investors.project_gates import find_missing
from investors.project_sheet import describe_facts, describe_missing, describe_project_events
from investors.project_workflow import BACK, NEXT
from investors.services.projects import gather_facts
from investors.views.desk.lists import PAGE_SIZE, describe_filters
from technorth.paging import open_page

CHIPS = ["q", "status", "cluster", "manager"]
CSV_BATCH = 500


@caseworker_required
@require_safe
def list_projects(request: DeskRequest) -> HttpResponse:
    """Show the projects that the person may see, narrowed by the address."""
    filterset = ProjectFilter(request.GET, Project.objects.visible_to(request.user))
    rows = (
        filterset.qs.with_jobs()
        .select_related("organisation", "manager")
        .prefetch_related(
            Prefetch("clusters", Cluster.objects.select_related("parent").order_by("position", "pk"))
        )
    )
    context = {
        "form": filterset.form,
        "page": open_page(request, rows, PAGE_SIZE),
        "stages": describe_stages(filterset),
        "chips": describe_filters(request, filterset, CHIPS),
        "sorts": SORTS,
        "sort": filterset.sort_now,
        "query": request.GET.urlencode(),
    }
    return render(request, "investors/desk/projects/list.html", context)


def describe_stages(filterset: ProjectFilter) -> list[dict[str, Any]]:
    """Return the stages with their counts under the other filters; all of them first."""
    counts = filterset.count_stages()
    chosen = filterset.form.cleaned_data.get("stage") or []
    stages = [
        {"value": value, "label": label, "count": counts.get(value, 0), "selected": value in chosen}
        for value, label in Project.Stage.choices
    ]
    every = {"value": None, "label": _("All"), "count": sum(counts.values()), "selected": not chosen}
    return [every, *stages]


@caseworker_required
@require_safe
def export_projects(request: DeskRequest) -> HttpResponse:
    """Give the projects of the list as CSV, all pages of it."""
    filterset = ProjectFilter(request.GET, Project.objects.visible_to(request.user))
    rows = filterset.qs.with_jobs().select_related("organisation", "manager").prefetch_related("clusters")
    lines = write_projects(rows.iterator(chunk_size=CSV_BATCH))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"technorth-projects-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast(HttpResponse, response)  # decorators name the narrower type, and use what both have


@caseworker_required
@require_safe
def show_project(request: DeskRequest, reference: str) -> HttpResponse:
    """Show one project: facts, what it lacks for the next stage, jobs by year, aftercare, history."""
    project = load_project(request.user, reference)
    can_edit = Project.objects.editable_by(request.user).filter(pk=project.pk).exists()
    following = NEXT.get(project.stage)
    missing = find_missing(gather_facts(project), following) if following else []
    context = {
        "project": project,
        "can_edit": can_edit,
        "sees_case": Enquiry.objects.visible_to(request.user).filter(pk=project.enquiry_id).exists(),
        "facts": describe_facts(project, can_edit=can_edit),
        "stages": describe_steps(project),
        "next_stage": Project.Stage(following) if following else None,
        "missing": describe_missing(project, missing),
        "can_go_back": bool(BACK[project.stage]),
        "can_verify_win": project.stage == Project.Stage.VERIFY_WIN and project.win_verified_at is None,
        "can_close": project.is_given_up and project.enquiry.status == Enquiry.Status.CONVERTED,
        "jobs": project.jobs.order_by("year", "pk"),
        "aftercare": project.aftercare.select_related("owner").order_by("due_on", "pk"),
        "today": timezone.localdate(),
        "events": describe_project_events(project.events.order_by("-at", "-pk")),
    }
    return render(request, "investors/desk/projects/project.html", context)


def load_project(user: User, reference: str) -> Project:
    """Return the project; raises Http404 unless ``user`` may see it."""
    rows = Project.objects.visible_to(user).select_related("organisation", "enquiry", "manager")
    return get_object_or_404(rows, reference=reference)


def describe_steps(project: Project) -> list[dict[str, Any]]:
    """Return the stages in their order, each with whether it is over, or where the project is."""
    order = list(Project.Stage)
    here = order.index(Project.Stage(project.stage))
    return [
        {"label": stage.label, "is_over": place < here, "is_here": place == here}
        for place, stage in enumerate(order)
    ]
