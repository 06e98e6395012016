"""Aftercare: planned, reminded of once, done. Beat may call the reminder twice, late, or miss a day."""

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from investors.clock import DAY_STARTS, LONDON
from investors.models import AftercareDate, Contact, Project, ProjectEvent
from investors.notices import queue_notice
from investors.project_workflow import (
    IllegalProjectMove,
    Kind,
    change_project,
    lock_project,
    record_project_event,
)
from investors.services.holders import Person, find_senior_lead
from investors.services.project_facts import find_desk_people
from investors.workflow import Actor


class AlreadyPlanned(Exception):
    """The project has this day with this purpose already."""


@transaction.atomic
def plan_aftercare(
    *,
    project: Project,
    date: AftercareDate | None,
    owner: User,
    due_on: datetime.date,
    purpose: str,
    by: Actor,
    now: datetime.datetime,
) -> AftercareDate:
    """Plan a day of aftercare, or change ``date``; another day is reminded of anew. Returns it.

    Raises AlreadyPlanned, StaleProject, and IllegalProjectMove for one that is done.
    """
    lock_project(project)
    row = date or AftercareDate(project=project)
    if row.done_at is not None:
        raise IllegalProjectMove(f"{project.reference}: that aftercare is done")
    if row.due_on != due_on:
        row.due_on, row.reminded_at = due_on, None
        row.remind_at = datetime.datetime.combine(due_on, DAY_STARTS, LONDON)
    row.owner, row.purpose = owner, purpose
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyPlanned(purpose) from error
    change_project(project=project)
    text = _("%(day)s: %(purpose)s (%(owner)s)") % {
        "day": date_format(due_on, "j F Y"),
        "purpose": purpose,
        "owner": owner,
    }
    record_project_event(project=project, kind=Kind.AFTERCARE, actor=by, now=now, text=text)
    return row


@transaction.atomic
def finish_aftercare(
    *, project: Project, date: AftercareDate, text: str, by: Actor, now: datetime.datetime
) -> ProjectEvent:
    """Note that a day of aftercare is done, once, with what came of it."""
    lock_project(project)
    waiting = AftercareDate.objects.filter(pk=date.pk, project=project, done_at=None)
    if not waiting.update(done_at=now, done_text=text):
        raise IllegalProjectMove(f"{project.reference}: that aftercare is done")
    change_project(project=project)
    words = f"{date.purpose}. {text}".strip()
    return record_project_event(project=project, kind=Kind.AFTERCARE_DONE, actor=by, now=now, text=words)


@transaction.atomic
def remind_of_aftercare(*, aftercare_id: int, now: datetime.datetime) -> bool:
    """Mail the owner of a day of aftercare that is due, once; say whether that was done now.

    It goes to the successor where the owner has left. Nothing when it is not due, was done or reminded of
    already, its project was given up, or somebody else is acting on it.
    """
    due = find_due_aftercare(now).filter(pk=aftercare_id)
    row = due.select_related("project__enquiry", "project__organisation", "owner", "project__manager").first()
    if row is None:
        return False
    # The project first, as everybody else who writes about it, and no waiting for them.
    if not Project.objects.select_for_update(skip_locked=True).filter(pk=row.project_id).exists():
        return False
    if not due.update(reminded_at=now):
        return False
    email, name = find_aftercare_owner(row, now)
    text = _("%(name)s was reminded: %(purpose)s") % {"name": name, "purpose": row.purpose}
    event = record_project_event(
        project=row.project, kind=Kind.REMINDED, actor=Actor.system(), now=now, text=text
    )
    queue_notice(
        template="aftercare-due",
        enquiry=row.project.enquiry,
        to_email=email,
        to_name=name,
        cause=str(event.pk),
        now=now,
        project=row.project,
        date=row,
        desk_url=f"{settings.SITE_URL}/desk/projects/{row.project.reference}/",
    )
    return True


def find_due_aftercare(now: datetime.datetime) -> QuerySet[AftercareDate]:
    """Return the days of aftercare of which somebody is to be reminded, those of given up projects apart."""
    due = AftercareDate.objects.filter(remind_at__lte=now, reminded_at=None, done_at=None)
    return due.exclude(project__status__in=[Project.Status.ABANDONED, Project.Status.LOST])


def find_aftercare_owner(row: AftercareDate, now: datetime.datetime) -> Person:
    """Return who is reminded: the owner, or who follows them.

    That is the project's manager, else the senior lead of one of its clusters, else UKTI triage.
    """
    there = find_desk_people()
    for person in (row.owner, row.project.manager):
        if person is not None and there.filter(pk=person.pk).exists():
            return person.email, str(person)
    contacts = Contact.objects.filter(cluster__projects=row.project_id).select_related("cluster")
    for contact in contacts.order_by("cluster__position", "pk"):
        senior = find_senior_lead(contact, now)
        if senior is not None:
            return senior.email, senior.name
    return settings.TRIAGE_EMAIL, _("UKTI triage")
