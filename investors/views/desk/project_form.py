"""What the pages that change a project share: who may, as whom, and the form."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import DeskRequest
from investors.forms.projects import ProjectForm
from investors.models import Contact, Project, ProjectJobs
from investors.project_workflow import IllegalProjectMove, StaleProject
from investors.services import aftercare, project_jobs, projects
from investors.workflow import Actor

Save = Callable[[dict[str, Any]], object]


def load_editable(user: User, reference: str) -> Project:
    """Return the project; raises Http404 unless ``user`` may edit it."""
    rows = Project.objects.editable_by(user).select_related("organisation", "enquiry")
    return get_object_or_404(rows, reference=reference)


def by_now(user: User) -> dict[str, Any]:
    """Return who acts and when, for a service: a contact under their own name, else staff."""
    contact = None if user.is_triage else Contact.objects.filter(user=user).first()
    return {"by": Actor.contact(contact) if contact else Actor.staff(user), "now": timezone.now()}


def edit(
    request: DeskRequest,
    project: Project,
    title: str,
    make_form: Callable[..., ProjectForm],
    save: Save,
    done: str,
    hint: str = "",
    jobs: QuerySet[ProjectJobs] | None = None,
) -> HttpResponse:
    """Show the form, under the ``jobs`` to verify, or make the one call ``save`` with what was sent.

    What was typed is never lost.
    """
    is_sent = request.method == "POST"
    form = make_form(request.POST, request.FILES, project=project) if is_sent else make_form(project=project)
    status = 200
    if is_sent and form.is_valid():
        project.version = form.cleaned_data["version"]
        try:
            save(form.cleaned_data)
        except (StaleProject, IllegalProjectMove):
            form = _renew(form, project)
            status = 409
        except projects.SamePerson:
            form.add_error(
                None, _("You entered this or put it forward yourself. Somebody else must verify it.")
            )
        except project_jobs.YearTaken:
            form.add_error("year", _("There is a row for this year already: change that one"))
        except aftercare.AlreadyPlanned:
            form.add_error("purpose", _("This is planned for that day already"))
        else:
            messages.success(request, done)
            return redirect("investors:desk_project", reference=project.reference)
    context = {
        "project": project,
        "form": form,
        "title": title,
        "hint": hint,
        "jobs": jobs,
        "back_url": reverse("investors:desk_project", args=[project.reference]),
    }
    return render(request, "investors/desk/projects/form.html", context, status=status)


def _renew(form: ProjectForm, project: Project) -> ProjectForm:
    """Tell that somebody was first, and let what was typed be sent for the project as it stands."""
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(Project.objects.values_list("version", flat=True).get(pk=project.pk))
    form.data = data
    form.add_error(None, tell_stale())
    return form


def tell_stale() -> str:
    """Say that the project is no longer as the person saw it."""
    return _("Somebody changed the project since you opened this page. Look at it again, then decide.")
