"""A project as one sheet to read: its facts, what it lacks for the next stage, its jobs and its history."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from investors.models import Project, ProjectEvent
from investors.models.choices import Activity, Driver
from investors.project_gates import Missing, Place

Row = dict[str, Any]


def describe_facts(project: Project, *, can_edit: bool) -> list[Row]:
    """Return the rows of a summary list, each with where it is changed. Two queries."""
    facts, manager = (
        reverse(f"investors:desk_project_{name}", args=[project.reference]) for name in ("facts", "manager")
    )
    none = _("Not known yet")
    rows = [
        (_("Project manager"), str(project.manager) if project.manager else _("Nobody yet"), manager),
        (_("Kind of investment"), project.get_fdi_type_display() or none, facts),
        (_("What the business will do here"), _join(Activity, project.activities) or none, facts),
        (_("What matters most"), _join(Driver, project.drivers) or none, facts),
        (
            _("Sectors"),
            "\n".join(each.name for each in project.sectors.order_by("position", "pk")) or none,
            facts,
        ),
        (
            _("Clusters"),
            "\n".join(each.name for each in project.clusters.order_by("position", "pk")) or none,
            facts,
        ),
        (_("Town or postcode"), project.place or none, facts),
        (
            _("Estimated land date"),
            date_format(project.lands_on, "j F Y") if project.lands_on else none,
            facts,
        ),
        (_("Spend in the first three years"), project.spend_shown or none, facts),
    ]
    return [{"key": key, "value": value, "href": href if can_edit else ""} for key, value, href in rows]


def describe_missing(project: Project, missing: Iterable[Missing]) -> list[Row]:
    """Return each missing thing as a sentence with the address where it is filled in."""
    return [{"sentence": each.sentence, "href": find_place(project, each.place)} for each in missing]


def find_place(project: Project, place: Place) -> str:
    """Return the address where a thing of ``place`` is filled in; jobs have a page for each year."""
    name = "jobs_add" if place == Place.JOBS else place.value
    if place == Place.JOBS:
        year = project.jobs.order_by("year", "pk").values_list("year", flat=True).first()
        if year is not None:
            return reverse("investors:desk_project_jobs", args=[project.reference, year])
    return reverse(f"investors:desk_project_{name}", args=[project.reference])


def describe_project_events(events: Iterable[ProjectEvent]) -> list[Row]:
    """Return events for the timeline component, in the order given."""
    return [
        {
            "title": title_project_event(event),
            "at": event.at,
            "actor": event.actor_name or event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in events
    ]


def title_project_event(event: ProjectEvent) -> str:
    """Return what happened in a few words, with the stages or statuses that it speaks of."""
    title = event.get_kind_display()
    if event.to_stage:
        return f"{title}: {event.get_from_stage_display()} → {event.get_to_stage_display()}"
    if event.to_status:
        return f"{title}: {event.get_from_status_display()} → {event.get_to_status_display()}"
    return title


def _join(choices: Any, values: list[str]) -> str:
    labels = dict(choices.choices)
    return "\n".join(str(labels.get(value, value)) for value in values)
