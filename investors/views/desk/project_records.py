"""The jobs and the aftercare of a project at the desk: each a page with a form."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import DeskRequest, project_keeper_required
from investors.forms.project_jobs import JobsForm
from investors.forms.projects import AftercareForm, DoneForm, VerifyForm
from investors.models import AftercareDate, ProjectJobs
from investors.services import aftercare, project_jobs
from investors.services.project_jobs import NewJobs
from investors.views.desk.outage import keep_words
from investors.views.desk.project_form import by_now, edit, load_editable

JOBS = tuple(NewJobs.__dataclass_fields__)


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def enter_jobs(request: DeskRequest, reference: str, year: int | None = None) -> HttpResponse:
    """Enter the jobs of a year, or change them."""
    project = load_editable(request.user, reference)
    jobs = get_object_or_404(ProjectJobs, project=project, year=year) if year is not None else None

    def save(values: dict[str, Any]) -> None:
        new = NewJobs(**{name: values[name] for name in JOBS})
        project_jobs.enter_jobs(project=project, jobs=jobs, new=new, **by_now(request.user))

    size = int(request.META.get("CONTENT_LENGTH") or 0)
    form_class = partial(
        JobsForm,
        jobs=jobs,
        this_year=timezone.localdate().year,
        is_cut=size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and not request.FILES,
    )
    title = _("Jobs in %(year)s") % {"year": year} if jobs else _("Add the jobs of a year")
    hint = _("Created and safeguarded are two numbers. A second person verifies the actual ones.")
    if jobs is not None and jobs.verified_at:
        hint = _("These numbers were verified. If you change anything, they must be verified again.")
    return edit(request, project, title, form_class, save, _("The jobs are saved."), hint)


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def verify_jobs(request: DeskRequest, reference: str, year: int) -> HttpResponse:
    """Vouch for the actual jobs of a year, as a second person."""
    project = load_editable(request.user, reference)
    jobs = get_object_or_404(ProjectJobs, project=project, year=year)

    def save(values: dict[str, Any]) -> None:
        project_jobs.verify_jobs(project=project, jobs=jobs, text=values["text"], **by_now(request.user))

    title = _("Verify the jobs of %(year)d") % {"year": year}
    hint = _("Compare the actual jobs with the evidence. Who entered them cannot verify them.")
    done = _("The jobs are verified.")
    shown = ProjectJobs.objects.filter(pk=jobs.pk)
    return edit(request, project, title, VerifyForm, save, done, hint, shown)


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def plan_aftercare(request: DeskRequest, reference: str, pk: int | None = None) -> HttpResponse:
    """Plan a day of aftercare, or change one that is to come."""
    project = load_editable(request.user, reference)
    date = get_object_or_404(AftercareDate, project=project, pk=pk, done_at=None) if pk is not None else None

    def save(values: dict[str, Any]) -> None:
        aftercare.plan_aftercare(
            project=project,
            date=date,
            owner=values["owner"],
            due_on=values["due_on"],
            purpose=values["purpose"],
            **by_now(request.user),
        )

    initial = {"owner": date.owner_id, "due_on": date.due_on, "purpose": date.purpose} if date else {}
    form_class = partial(AftercareForm, today=timezone.localdate(), initial=initial)
    title = _("Change the aftercare") if date else _("Plan aftercare")
    hint = _("Its owner gets one mail on the morning of that day.")
    return edit(request, project, title, form_class, save, _("The aftercare is planned."), hint)


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def finish_aftercare(request: DeskRequest, reference: str, pk: int) -> HttpResponse:
    """Note what came of a day of aftercare."""
    project = load_editable(request.user, reference)
    date = get_object_or_404(AftercareDate, project=project, pk=pk, done_at=None)

    def save(values: dict[str, Any]) -> None:
        aftercare.finish_aftercare(project=project, date=date, text=values["text"], **by_now(request.user))

    title = _("Aftercare is done")
    return edit(request, project, title, DoneForm, save, _("The aftercare is done."), date.purpose)
