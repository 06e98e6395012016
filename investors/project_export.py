"""Projects as CSV: a row each, with nothing about the people who asked."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from directory.exports import FORMULA_STARTS
from investors.models import Project

COLUMNS = (
    "reference",
    "name",
    "organisation",
    "country",
    "stage",
    "status",
    "manager",
    "clusters",
    "place",
    "fdi_type",
    "spend_gbp",
    "spend_band",
    "land_date",
    "jobs_created_expected",
    "jobs_safeguarded_expected",
    "created_at",
    "is_example",
)


def write_projects(projects: Iterable[Project]) -> Iterator[str]:
    """Yield the lines of the file, a head line first; what would be a formula begins with an apostrophe.

    The projects come with organisation, manager, clusters and jobs.
    """
    yield _write_line(COLUMNS)
    for project in projects:
        yield _write_line([_guard(value) for value in _list_values(project)])


def _list_values(project: Any) -> list[Any]:
    return [
        project.reference,
        project.name,
        project.organisation.name,
        project.organisation.country.code,
        project.stage,
        project.status,
        str(project.manager or ""),
        "; ".join(sorted(cluster.slug for cluster in project.clusters.all())),
        project.place,
        project.fdi_type,
        "" if project.spend is None else project.spend,
        project.spend_band,
        project.lands_on or "",
        project.jobs_created,
        project.jobs_safeguarded,
        project.created_at.isoformat(timespec="seconds"),
        "yes" if project.is_demo else "no",
    ]


def _guard(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text[:1] and text[0] in FORMULA_STARTS else text


def _write_line(values: Iterable[Any]) -> str:
    line = StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()
