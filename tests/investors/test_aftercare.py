"""Aftercare: one mail when it is due, to who is there."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from investors import tasks
from investors.models import AftercareDate, Contact
from investors.project_workflow import IllegalProjectMove
from investors.services import aftercare, project_facts, projects
from investors.workflow import Actor
from outbox.models import Message
from tests.at_once import run_at_once
from tests.investors.asked_contacts import make_contact
from tests.investors.projects import make_officer, make_project, make_project_of_contact
from tests.investors.sent_enquiries import NOW

pytestmark = pytest.mark.django_db

DUE = datetime.date(2027, 6, 2)
MORNING = datetime.datetime(2027, 6, 2, 8, tzinfo=datetime.UTC)  # nine o'clock in London
MINUTE = datetime.timedelta(minutes=1)


def plan(project, owner, *, date=None, due_on=DUE, purpose="Visit a year on") -> AftercareDate:
    return aftercare.plan_aftercare(
        project=project, date=date, owner=owner, due_on=due_on, purpose=purpose, by=Actor.system(), now=NOW
    )


def remind(date: AftercareDate, now=MORNING) -> bool:
    return aftercare.remind_of_aftercare(aftercare_id=date.pk, now=now)


def list_mails() -> list[str]:
    mails = Message.objects.filter(kind="aftercare-due").order_by("pk")
    return list(mails.values_list("to_email", flat=True))


def test_owner_is_reminded_once_when_it_is_due():
    owner = make_officer()
    project = make_project()
    date = plan(project, owner)

    assert [remind(date, MORNING - MINUTE), remind(date), remind(date, MORNING + MINUTE)] == [
        False,
        True,
        False,
    ]

    assert list_mails() == [owner.email]
    mail = Message.objects.get(kind="aftercare-due")
    assert "Visit a year on" in mail.body
    assert f"/desk/projects/{project.reference}/" in mail.body
    assert project.events.latest("pk").kind == "reminded"


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_remind_once():
    date = plan(make_project(), make_officer())

    results = run_at_once(*[lambda: remind(date)] * 2)

    assert sorted(map(str, results)) == ["False", "True"]
    assert len(list_mails()) == 1


def test_sweep_reminds_of_all_that_is_due_and_of_nothing_twice():
    owner = make_officer()
    project = make_project()
    plan(project, owner)
    plan(project, owner, purpose="Another")
    plan(project, owner, due_on=DUE + datetime.timedelta(days=40), purpose="Later")

    with time_machine.travel(MORNING + datetime.timedelta(days=30), tick=False):  # beat was away
        tasks.sweep_aftercare()
        tasks.sweep_aftercare()

    assert list_mails() == [owner.email] * 2


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": ""}, {"role": User.Role.MODERATOR}])
def test_manager_hears_of_it_where_the_owner_has_left(change):
    owner, manager = make_officer("Gone"), make_officer("There")
    project = make_project()
    project_facts.set_manager(project=project, manager=manager, by=Actor.system(), now=NOW)
    date = plan(project, owner)
    User.objects.filter(pk=owner.pk).update(**change)

    remind(date)

    assert list_mails() == [manager.email]


def test_senior_lead_hears_of_it_where_nobody_else_is_there():
    project, _contact = make_project_of_contact()
    senior = make_contact("Sonia Lead", role="senior_lead")
    owner = make_officer("Gone")
    date = plan(project, owner)
    owner.delete()

    remind(date)

    assert list_mails() == [senior.email]


def test_contact_who_left_is_not_reminded_and_ukti_is():
    user = make_officer()
    User.objects.filter(pk=user.pk).update(role=User.Role.REGIONAL_CONTACT)
    project, contact = make_project_of_contact(user)
    date = plan(project, user)
    Contact.objects.filter(pk=contact.pk).update(is_active=False)

    remind(date)

    assert list_mails() == [settings.TRIAGE_EMAIL]


def test_nobody_is_reminded_of_what_is_done():
    project = make_project()
    date = plan(project, make_officer())
    aftercare.finish_aftercare(project=project, date=date, text="Fine", by=Actor.system(), now=NOW)

    assert remind(date) is False
    with pytest.raises(IllegalProjectMove):
        aftercare.finish_aftercare(project=project, date=date, text="Again", by=Actor.system(), now=NOW)
    with pytest.raises(IllegalProjectMove):
        plan(project, make_officer(), date=AftercareDate.objects.get())


def test_nobody_is_reminded_for_a_project_that_was_given_up():
    project = make_project()
    date = plan(project, make_officer())
    projects.set_status(project=project, status="lost", reason="Gone", by=Actor.system(), now=NOW)

    assert remind(date) is False


def test_another_day_is_reminded_of_anew():
    owner = make_officer()
    project = make_project()
    date = plan(project, owner)
    remind(date)
    date.refresh_from_db()

    plan(project, owner, date=date, due_on=DUE + datetime.timedelta(days=7))

    assert remind(date, MORNING + datetime.timedelta(days=7)) is True
    assert len(list_mails()) == 2


def test_day_and_purpose_are_planned_once():
    project, owner = make_project(), make_officer()
    date = plan(project, owner)

    with pytest.raises(aftercare.AlreadyPlanned):
        plan(project, owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        AftercareDate.objects.create(
            project=project, due_on=DUE, purpose=date.purpose, remind_at=MORNING, owner=owner
        )


def test_failure_of_one_reminder_does_not_stop_the_others(monkeypatch):
    owner = make_officer()
    project = make_project()
    first, second = plan(project, owner, purpose="One"), plan(project, owner, purpose="Two")
    remind_of = aftercare.remind_of_aftercare

    def fail_once(*, aftercare_id, now):
        if aftercare_id == first.pk:
            raise RuntimeError
        return remind_of(aftercare_id=aftercare_id, now=now)

    monkeypatch.setattr(aftercare, "remind_of_aftercare", fail_once)
    with time_machine.travel(MORNING, tick=False):
        tasks.sweep_aftercare()

    second.refresh_from_db()
    assert second.reminded_at == MORNING
