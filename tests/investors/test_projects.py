"""From an enquiry to a won project: what the services do, and what they refuse."""

from functools import partial
from itertools import product

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from investors.models import Project, ProjectEvent
from investors.project_workflow import (
    BACK,
    NEXT,
    IllegalProjectMove,
    Stage,
    StaleProject,
    Status,
    list_statuses,
    move_stage,
    move_status,
)
from investors.services import project_facts, projects
from investors.workflow import Actor, IllegalMove, StaleEnquiry
from outbox.models import Message
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events
from tests.investors.desk_rows import make_enquiry
from tests.investors.projects import (
    bring_to,
    convert,
    fill_in,
    make_facts,
    make_officer,
    make_project,
    make_project_of_contact,
)
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry_at
from tests.investors.test_case_clock import accept_enquiry

pytestmark = pytest.mark.django_db


def list_kinds(project: Project) -> list[str]:
    return list(project.events.order_by("pk").values_list("kind", flat=True))


def test_conversion_makes_a_project_of_what_the_investor_told():
    enquiry, contact = accept_enquiry()

    project = convert(enquiry, by=Actor.contact(contact))

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.clock_step) == ("converted", "")
    assert project.reference == enquiry.reference.replace("TN-", "TP-")
    assert (project.stage, project.status, project.fdi_type) == ("prospect", "ongoing", "new_site")
    assert [cluster.slug for cluster in project.clusters.all()] == ["leeds"]
    assert project.organisation.domain == "robotics.example"
    assert list_kinds(project) == ["created"]
    assert list_events(enquiry)[-1] == "moved"
    assert contact.name in Message.objects.get(kind="enquiry-converted").body


def test_conversion_is_done_once():
    project = make_project()

    with pytest.raises(IllegalMove):
        convert(project.enquiry, by=Actor.system(), name="Another (test)")
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(
            reference="TP-1",
            enquiry=project.enquiry,
            organisation=project.organisation,
            name="Twice",
            created_at=NOW,
        )


@pytest.mark.parametrize("status", ["received", "triage", "referred", "nurture", "closed"])
def test_conversion_is_of_a_case_in_progress(status):
    enquiry = send_enquiry_at(status)

    with pytest.raises(IllegalMove):
        convert(enquiry, by=Actor.system())

    assert not Project.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_race_of_two_conversions_makes_one_project():
    enquiry = make_enquiry("Kyoto", status="in_progress")
    seen = [type(enquiry).objects.get(pk=enquiry.pk) for _each in range(2)]

    results = run_at_once(*(partial(convert, each, by=Actor.system()) for each in seen))

    assert sorted(type(each).__name__ for each in results) == ["Project", "StaleEnquiry"]
    assert Project.objects.count() == 1
    assert StaleEnquiry in map(type, results)


@pytest.mark.django_db(transaction=True)
def test_race_of_two_enquiries_makes_their_organisation_once():
    enquiries = [make_enquiry("Kyoto", status="in_progress") for _each in range(2)]

    results = run_at_once(*(partial(convert, each, by=Actor.system()) for each in enquiries))

    assert sorted(type(each).__name__ for each in results) == ["OrganisationExists", "Project"]
    assert sorted(type(each).objects.get(pk=each.pk).status for each in enquiries) == [
        "converted",
        "in_progress",
    ]


@pytest.mark.django_db(transaction=True)
def test_race_of_two_moves_has_one_winner():
    project = make_project()
    project_facts.set_manager(project=project, manager=make_officer(), by=Actor.system(), now=NOW)
    seen = [Project.objects.get(pk=project.pk) for _each in range(2)]

    results = run_at_once(
        *(
            partial(projects.move_on, project=each, to=Stage.ASSIGN_PM, by=Actor.system(), now=NOW)
            for each in seen
        )
    )

    assert sorted(type(each).__name__ for each in results) == ["ProjectEvent", "StaleProject"]
    assert list_kinds(project).count("moved_on") == 1


@pytest.mark.parametrize(("before", "to"), list(product(Stage, Stage)))
def test_stage_moves_as_the_table_says(before, to):
    project = make_project()
    win = {"win_submitted_by": 1, "win_verified_by": 2, "win_verified_at": NOW}
    Project.objects.filter(pk=project.pk).update(
        stage=before, won_at=NOW if before == Stage.WON else None, **win
    )
    project.refresh_from_db()
    move = partial(move_stage, project=project, to=to, actor=Actor.system(), now=NOW)

    if NEXT.get(before) == to or to in BACK[before]:
        event = move(won_at=NOW if to == Stage.WON else None)
        assert (event.from_stage, event.to_stage) == (before, to)
        assert event.kind == ("moved_on" if NEXT.get(before) == to else "moved_back")
    else:
        with pytest.raises(IllegalProjectMove):
            move()


@pytest.mark.parametrize(("before", "to"), list(product(Status, Status)))
def test_status_moves_as_the_table_says(before, to):
    project = make_project()
    Project.objects.filter(pk=project.pk).update(status=before)
    project.refresh_from_db()
    move = partial(move_status, project=project, to=to, actor=Actor.system(), now=NOW, reason="Because")

    if to in list_statuses(project):
        assert move().text == "Because"
    else:
        with pytest.raises(IllegalProjectMove):
            move()


def test_stage_does_not_move_while_something_is_missing():
    project = make_project()

    with pytest.raises(projects.GateClosed) as closed:
        projects.move_on(project=project, to=Stage.ASSIGN_PM, by=Actor.system(), now=NOW)

    assert "project manager" in str(closed.value)
    project.refresh_from_db()
    assert project.stage == Stage.PROSPECT


@pytest.mark.parametrize("to", [Stage.PROSPECT, Stage.ACTIVE, Stage.VERIFY_WIN, Stage.WON])
def test_project_moves_on_to_its_next_stage_alone(to):
    project = bring_to(make_project(), Stage.ACTIVE if to == Stage.PROSPECT else Stage.PROSPECT)

    with pytest.raises(IllegalProjectMove):
        projects.move_on(project=project, to=to, by=Actor.system(), now=NOW)


def test_won_project_closes_its_enquiry_as_succeeded():
    project, _contact = make_project_of_contact()

    bring_to(project, Stage.WON)

    enquiry = project.enquiry
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.close_reason) == ("closed", "succeeded")
    assert enquiry.referrals.get().status == "completed"
    assert (project.stage, project.won_at) == (Stage.WON, NOW)
    assert project.win_verified_name == "Vera Second"
    assert Message.objects.filter(kind="enquiry-closed").count() == 1
    assert list_kinds(project)[-2:] == ["win_verified", "moved_on"]


def test_win_is_verified_by_a_second_person():
    forward = make_officer("Petra Forward")
    project = bring_to(make_project(), Stage.VERIFY_WIN, forward)

    with pytest.raises(projects.SamePerson):
        projects.verify_win(project=project, text="Fine", by=Actor.staff(forward), now=NOW)
    with pytest.raises(projects.SamePerson):
        projects.verify_win(project=project, text="Fine", by=Actor.system(), now=NOW)
    with pytest.raises(projects.GateClosed):
        projects.move_on(project=project, to=Stage.WON, by=Actor.staff(forward), now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"win_verified_at": NOW, "win_verified_by": 7, "win_submitted_by": 7},
        {"win_verified_at": NOW, "win_verified_by": 7, "win_submitted_by": None},
        {"win_verified_at": NOW, "win_verified_by": None, "win_submitted_by": 7},
        {"stage": "won", "won_at": NOW},
        {"stage": "won", "win_verified_at": NOW, "win_verified_by": 7, "win_submitted_by": 8},
        {"won_at": NOW},
    ],
)
def test_database_refuses_a_win_that_nobody_else_verified(changes):
    project = make_project()

    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**changes)


def test_database_refuses_a_won_project_that_is_lost():
    project = bring_to(make_project(), Stage.WON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(status="lost")
    with pytest.raises(IllegalProjectMove):
        projects.set_status(project=project, status="lost", reason="Gone", by=Actor.system(), now=NOW)


def test_project_goes_back_with_a_reason_and_its_win_is_undone():
    project = bring_to(make_project(), Stage.WON)

    projects.move_back(
        project=project, to=Stage.ACTIVE, reason="The lease fell through", by=Actor.system(), now=NOW
    )

    project.refresh_from_db()
    assert (project.stage, project.won_at, project.win_verified_at) == (Stage.ACTIVE, None, None)
    assert project.events.latest("pk").text == "The lease fell through"
    with pytest.raises(IllegalProjectMove):
        projects.move_back(project=project, to=Stage.WON, reason="No", by=Actor.system(), now=NOW)


def test_lost_project_can_close_its_enquiry_with_a_reason():
    project, _contact = make_project_of_contact()
    close = partial(
        projects.close_enquiry,
        project=project,
        reason="declined_by_investor",
        text="They chose Lyon",
        by=Actor.system(),
        now=NOW,
    )
    with pytest.raises(IllegalProjectMove):
        close()

    projects.set_status(project=project, status="lost", reason="Lyon", by=Actor.system(), now=NOW)
    project.enquiry.refresh_from_db()
    assert project.enquiry.status == "converted"
    close()

    project.enquiry.refresh_from_db()
    assert (project.enquiry.status, project.enquiry.close_reason) == ("closed", "declined_by_investor")
    with pytest.raises(IllegalProjectMove):
        close()


def test_facts_are_changed_with_what_changed_in_the_event():
    project = make_project()
    leeds = make_cluster("leeds").slug
    change = partial(project_facts.change_facts, project=project, by=Actor.system(), now=NOW)

    event = change(facts=make_facts(place=project.place), sectors=[], clusters=[leeds])

    assert event is not None
    assert event.text == "Changed: name, activities, drivers, land date, spend, currency, clusters."
    assert change(facts=make_facts(place=project.place), sectors=[], clusters=[leeds]) is None


def test_change_of_what_somebody_else_changed_is_refused():
    project = make_project()
    old = Project.objects.get(pk=project.pk)
    fill_in(project, make_officer())

    with pytest.raises(StaleProject):
        project_facts.set_manager(project=old, manager=make_officer(), by=Actor.system(), now=NOW)


@pytest.mark.parametrize(
    "change", ["UPDATE investors_projectevent SET text = 'x'", "DELETE FROM investors_projectevent"]
)
def test_events_of_a_project_are_append_only(change):
    make_project()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    assert ProjectEvent.objects.get().text == "Sample Robotics K.K. (test)"
