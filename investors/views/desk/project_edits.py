"""What is known of a project and where it stands: each a page of the desk with a form, or a button."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import DeskRequest, project_keeper_required
from investors.forms.projects import (
    BackForm,
    CloseForm,
    FactsForm,
    ManagerForm,
    MoveForm,
    StatusForm,
    VerifyForm,
)
from investors.project_workflow import IllegalProjectMove, StaleProject
from investors.services import project_facts, projects
from investors.services.project_facts import NewFacts
from investors.views.desk.outage import keep_words
from investors.views.desk.project_form import by_now, edit, load_editable, tell_stale

FACTS = tuple(NewFacts.__dataclass_fields__)


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def change_facts(request: DeskRequest, reference: str) -> HttpResponse:
    """Change what is known of a project."""
    project = load_editable(request.user, reference)

    def save(values: dict[str, Any]) -> None:
        facts = NewFacts(**{name: values[name] for name in FACTS})
        project_facts.change_facts(
            project=project,
            facts=facts,
            sectors=values["sectors"],
            clusters=values["clusters"],
            **by_now(request.user),
        )

    return edit(request, project, _("Change the facts"), FactsForm, save, _("The facts are saved."))


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def set_manager(request: DeskRequest, reference: str) -> HttpResponse:
    """Choose who manages a project."""
    project = load_editable(request.user, reference)

    def save(values: dict[str, Any]) -> None:
        project_facts.set_manager(project=project, manager=values["manager"], **by_now(request.user))

    return edit(
        request, project, _("Choose the project manager"), ManagerForm, save, _("The manager is set.")
    )


@keep_words
@project_keeper_required
@require_POST
def move_on(request: DeskRequest, reference: str) -> HttpResponse:
    """Move a project on to the next stage."""
    project = load_editable(request.user, reference)
    form = MoveForm(request.POST, project=project)
    if not form.is_valid():
        messages.error(request, _("The page was not complete. Load it again."))
        return redirect("investors:desk_project", reference=reference)
    project.version = form.cleaned_data["version"]
    try:
        projects.move_on(project=project, to=form.cleaned_data["to"], **by_now(request.user))
    except (StaleProject, IllegalProjectMove):
        messages.error(request, tell_stale())
    except projects.GateClosed as closed:
        messages.error(request, " ".join(str(each.sentence) for each in closed.missing))
    else:
        done = _("The project is now at the stage “%(stage)s”.") % {"stage": project.get_stage_display()}
        messages.success(request, done)
    return redirect("investors:desk_project", reference=reference)


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def move_back(request: DeskRequest, reference: str) -> HttpResponse:
    """Move a project back, with the reason."""
    project = load_editable(request.user, reference)

    def save(values: dict[str, Any]) -> None:
        projects.move_back(project=project, to=values["to"], reason=values["reason"], **by_now(request.user))

    return edit(request, project, _("Move it back"), BackForm, save, _("The project is moved back."))


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def set_status(request: DeskRequest, reference: str) -> HttpResponse:
    """Say whether a project goes on, with the reason."""
    project = load_editable(request.user, reference)

    def save(values: dict[str, Any]) -> None:
        projects.set_status(
            project=project, status=values["status"], reason=values["reason"], **by_now(request.user)
        )

    return edit(request, project, _("Change the status"), StatusForm, save, _("The status is changed."))


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def verify_win(request: DeskRequest, reference: str) -> HttpResponse:
    """Vouch for the win, as a second person."""
    project = load_editable(request.user, reference)

    def save(values: dict[str, Any]) -> None:
        projects.verify_win(project=project, text=values["text"], **by_now(request.user))

    hint = _("Look at the jobs, their evidence and the spend. Who put the win forward cannot verify it.")
    done = _("The win is verified.")
    return edit(
        request,
        project,
        _("Verify the win"),
        VerifyForm,
        save,
        done,
        hint,
        project.jobs.order_by("year", "pk"),
    )


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def close_enquiry(request: DeskRequest, reference: str) -> HttpResponse:
    """Close the enquiry of a project that was given up."""
    project = load_editable(request.user, reference)

    def save(values: dict[str, Any]) -> None:
        projects.close_enquiry(
            project=project, reason=values["reason"], text=values["text"], **by_now(request.user)
        )

    hint = _("The project came to nothing. The investor is told that the enquiry is closed, and the reason.")
    done = _("The enquiry is closed. The investor is told.")
    return edit(request, project, _("Close the enquiry"), CloseForm, save, done, hint)
