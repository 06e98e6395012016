"""Tasks on a case: staff promise what they do next, by a day, and are reminded of it once."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from investors.clock import LONDON
from investors.models import CaseTask, Enquiry
from investors.notices import queue_notice
from investors.workflow import Actor, Kind, record_event

BATCH = 200  # reminders in one sweep


class AlreadyDone(Exception):
    """Somebody did the task first."""


@transaction.atomic
def add_task(
    *,
    enquiry: Enquiry,
    text: str,
    due_on: datetime.date,
    assignee: User,
    by: User,
    now: datetime.datetime,
) -> CaseTask:
    """Write down that ``assignee`` is to do ``text`` by the day ``due_on``; return the task."""
    task = CaseTask.objects.create(
        enquiry=enquiry, text=text, due_on=due_on, assignee=assignee, added_by=by, added_at=now
    )
    detail = {"task": task.pk, "due_on": due_on.isoformat(), "for": str(assignee)}
    record_event(
        enquiry=enquiry, kind=Kind.TASK_ADDED, actor=Actor.staff(by), now=now, text=text, detail=detail
    )
    return task


@transaction.atomic
def finish_task(*, task: CaseTask, by: User, now: datetime.datetime) -> None:
    """Tick ``task`` off. Raises AlreadyDone when somebody was first."""
    if not CaseTask.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=by):
        raise AlreadyDone(task.pk)
    record_event(
        enquiry=task.enquiry,
        kind=Kind.TASK_DONE,
        actor=Actor.staff(by),
        now=now,
        text=task.text,
        detail={"task": task.pk},
    )


def move_task(*, task: CaseTask, due_on: datetime.date) -> None:
    """Put ``task`` off to the day ``due_on``; it is reminded of then. Raises AlreadyDone if it is done."""
    if not CaseTask.objects.filter(pk=task.pk, done_at=None).update(due_on=due_on):
        raise AlreadyDone(task.pk)


def remind_due(*, now: datetime.datetime) -> int:
    """Queue one reminder for each open task whose day has come; return how many were queued now.

    One that was put off is reminded of again on its new day. Once for each day however often it is called;
    what nobody has any more, since they left the desk, goes to triage.
    """
    today = now.astimezone(LONDON).date()
    fresh = ~Q(reminded_on=F("due_on")) | Q(reminded_on=None)
    due = CaseTask.objects.due(today).filter(fresh).select_related("enquiry", "assignee")
    return sum(_remind(task, now) for task in due.order_by("due_on", "pk")[:BATCH])


@transaction.atomic
def _remind(task: CaseTask, now: datetime.datetime) -> bool:
    rows = CaseTask.objects.open().filter(pk=task.pk, due_on=task.due_on)
    if not rows.exclude(reminded_on=task.due_on).update(reminded_on=task.due_on):
        return False
    person = task.assignee
    is_there = person is not None and person.is_active and person.is_triage
    queue_notice(
        template="task-due",
        enquiry=task.enquiry,
        to_email=person.email if person and is_there else settings.TRIAGE_EMAIL,
        to_name=str(person) if is_there else _("UKTI triage"),
        cause=f"{task.pk}:{task.due_on:%Y-%m-%d}",
        now=now,
        task=task,
        desk_url=f"{settings.SITE_URL}/desk/enquiries/{task.enquiry.reference}/",
    )
    return True
