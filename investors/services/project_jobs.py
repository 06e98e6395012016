"""The jobs of a project by year: entered by one person, verified by another."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from investors.models import Project, ProjectEvent, ProjectJobs
from investors.project_workflow import (
    IllegalProjectMove,
    Kind,
    change_project,
    lock_project,
    record_project_event,
)
from investors.services.projects import SamePerson
from investors.uploads import NewFile
from investors.workflow import Actor

FIGURES = ("expected_created", "expected_safeguarded", "actual_created", "actual_safeguarded")


class YearTaken(Exception):
    """The project has a row for this year already."""


@dataclass(frozen=True)
class NewJobs:
    """The figures and the evidence of one year, as somebody left them on the form."""

    year: int
    expected_created: int
    expected_safeguarded: int
    actual_created: int | None
    actual_safeguarded: int | None
    evidence_text: str
    evidence_url: str
    evidence_file: NewFile | None  # none: the one that is there stays


@transaction.atomic
def enter_jobs(
    *, project: Project, jobs: ProjectJobs | None, new: NewJobs, by: Actor, now: datetime.datetime
) -> ProjectJobs:
    """Write the row of a year, or change ``jobs``; a change undoes what was verified. Returns the row.

    Whoever changed a figure can never verify the row. Raises YearTaken, StaleProject.
    """
    lock_project(project)
    row = jobs or ProjectJobs(project=project, year=new.year)
    before = [getattr(row, name) for name in FIGURES]
    for name in FIGURES:
        setattr(row, name, getattr(new, name))
    if row.pk is None or before != [getattr(row, name) for name in FIGURES]:
        row.entered_by = sorted({*row.entered_by, by.user_id or 0})
        row.entered_name, row.entered_at = by.name, now
    _put_evidence(row, new)
    row.verified_by, row.verified_name, row.verified_at = None, "", None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise YearTaken(str(row)) from error
    change_project(project=project)
    text = _("%(year)d: %(figures)s") % {"year": row.year, "figures": describe_figures(row)}
    record_project_event(project=project, kind=Kind.JOBS, actor=by, now=now, text=text)
    return row


@transaction.atomic
def verify_jobs(
    *, project: Project, jobs: ProjectJobs, text: str, by: Actor, now: datetime.datetime
) -> ProjectEvent:
    """Note that ``by`` compared the actual jobs with the evidence, as ``text`` says.

    Raises SamePerson for whoever entered figures of the row, IllegalProjectMove where actual figures or
    evidence are missing or it is verified already, StaleProject.
    """
    lock_project(project)
    row = ProjectJobs.objects.get(pk=jobs.pk)
    if not row.has_actual or not row.has_evidence or row.verified_at is not None:
        raise IllegalProjectMove(f"{project.reference}: nothing to verify in {row.year}")
    if by.user_id is None or by.user_id in row.entered_by:
        raise SamePerson(project.reference)
    row.verified_by, row.verified_name, row.verified_at = by.user_id, by.name, now
    row.save(update_fields=["verified_by", "verified_name", "verified_at"])
    change_project(project=project)
    words = _("%(year)d: %(text)s") % {"year": row.year, "text": text}
    return record_project_event(project=project, kind=Kind.JOBS_VERIFIED, actor=by, now=now, text=words)


def describe_figures(row: ProjectJobs) -> str:
    """Return the figures of ``row`` in words: created and safeguarded apart."""
    words = _("expected %(created)d created, %(safeguarded)d safeguarded") % {
        "created": row.expected_created,
        "safeguarded": row.expected_safeguarded,
    }
    if not row.has_actual:
        return words
    actual = _("actual %(created)d created, %(safeguarded)d safeguarded") % {
        "created": row.actual_created,
        "safeguarded": row.actual_safeguarded,
    }
    return f"{words}; {actual}"


def _put_evidence(row: ProjectJobs, new: NewJobs) -> None:
    row.evidence_text, row.evidence_url = new.evidence_text, new.evidence_url
    if new.evidence_file is not None:
        row.evidence_file = new.evidence_file.content
        row.evidence_name = new.evidence_file.name
        row.evidence_type = new.evidence_file.content_type
        row.evidence_is_scanned = bool(settings.CLAMAV_SOCKET)  # the form lets no other file through
