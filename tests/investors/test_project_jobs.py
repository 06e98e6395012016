"""Jobs by year: expected, actual, verified by a second person; and what of them is public."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from investors.models import Enquiry, Project, ProjectJobs
from investors.project_workflow import IllegalProjectMove, Stage
from investors.services import attachments, project_jobs, projects
from investors.services.projects import SamePerson
from investors.verified_jobs import Jobs, VerifiedJobs, count_verified_jobs
from investors.workflow import Actor
from tests.investors.projects import bring_to, make_jobs, make_officer, make_project
from tests.investors.sent_enquiries import NOW, make_cluster
from tests.investors.sent_files import make_file

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def enter(project: Project, by, jobs: ProjectJobs | None = None, **changes) -> ProjectJobs:
    return project_jobs.enter_jobs(
        project=project, jobs=jobs, new=make_jobs(**changes), by=Actor.staff(by), now=NOW
    )


def verify(project: Project, jobs: ProjectJobs, by, now=NOW) -> None:
    project_jobs.verify_jobs(project=project, jobs=jobs, text="Payroll", by=Actor.staff(by), now=now)
    jobs.refresh_from_db()


def test_jobs_are_verified_by_a_second_person():
    first, second = make_officer(), make_officer("Vera Second")
    project = make_project()
    jobs = enter(project, first)

    with pytest.raises(SamePerson):
        verify(project, jobs, first)
    verify(project, jobs, second)

    assert (jobs.verified_by, jobs.verified_name) == (second.pk, "Vera Second")
    assert project.events.latest("pk").text == "2026: Payroll"
    with pytest.raises(IllegalProjectMove):
        verify(project, jobs, second)


def test_who_changed_a_figure_once_can_never_verify_it():
    first, second, third = make_officer("A"), make_officer("B"), make_officer("C")
    project = make_project()
    jobs = enter(project, first)
    jobs = enter(project, second, jobs, actual_safeguarded=6)

    for person in (first, second):
        with pytest.raises(SamePerson):
            verify(project, jobs, person)
    verify(project, jobs, third)


def test_change_undoes_what_was_verified_and_evidence_alone_is_no_figure():
    first, second = make_officer("A"), make_officer("B")
    project = make_project()
    jobs = enter(project, first)
    verify(project, jobs, second)

    jobs = enter(project, second, jobs, evidence_text="A letter as well.")

    assert (jobs.verified_at, jobs.entered_by) == (None, [first.pk])
    verify(project, jobs, second)


@pytest.mark.parametrize(
    "changes", [{"actual_created": None, "actual_safeguarded": None}, {"evidence_text": ""}]
)
def test_nothing_is_verified_without_actual_figures_and_evidence(changes):
    project = make_project()
    jobs = enter(project, make_officer(), **changes)

    with pytest.raises(IllegalProjectMove):
        verify(project, jobs, make_officer("B"))


def test_year_has_one_row():
    project = make_project()
    enter(project, make_officer())

    with pytest.raises(project_jobs.YearTaken):
        enter(project, make_officer("B"))


@pytest.mark.parametrize(
    "changes",
    [
        {"verified_by": 7, "verified_at": NOW, "entered_by": [6, 7]},
        {"verified_by": 7, "verified_at": NOW, "entered_by": []},
        {"verified_by": 7, "verified_at": None},
        {"verified_by": None, "verified_at": NOW},
        {"verified_by": 7, "verified_at": NOW, "evidence_text": ""},
        {"verified_by": 7, "verified_at": NOW, "actual_created": None},
        {"verified_by": 7, "verified_at": NOW, "actual_safeguarded": None},
        {"year": 1999},
        {"expected_created": -1},
    ],
)
def test_database_refuses_jobs_that_are_not_so(changes):
    project = make_project()
    jobs = enter(project, make_officer())
    ProjectJobs.objects.filter(pk=jobs.pk).update(entered_by=[6])

    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectJobs.objects.filter(pk=jobs.pk).update(**changes)


def test_file_as_evidence_is_no_stray(settings, tmp_path):
    project = make_project()
    jobs = enter(project, make_officer(), evidence_text="", evidence_file=make_file("lease.pdf"))

    attachments.remove_strays(now=NOW + 400 * DAY)

    assert jobs.has_evidence
    assert jobs.evidence_name == "lease.pdf"
    assert jobs.evidence_file.storage.exists(jobs.evidence_file.name)
    assert "lease" not in jobs.evidence_file.name


def win(name: str, *clusters: str) -> Project:
    project = bring_to(make_project(name), Stage.WON)
    project.clusters.set([make_cluster(slug) for slug in clusters])
    return project


def test_verified_jobs_of_won_projects_count():
    first = win("One (test)", "leeds", "sheffield")
    second = win("Two (test)", "leeds")
    for project in (first, second):
        verify(project, project.jobs.get(), make_officer("B"))

    assert count_verified_jobs(NOW) == VerifiedJobs(76, 8, {"leeds": Jobs(76, 8), "sheffield": Jobs(38, 4)})
    assert count_verified_jobs(NOW - DAY) == VerifiedJobs()


def test_two_sub_clusters_of_one_cluster_count_once():
    north = make_cluster("north-east")
    project = win("One (test)", "leeds")
    project.clusters.set([make_cluster(slug, parent=north) for slug in ("newcastle", "sunderland")])
    verify(project, project.jobs.get(), make_officer("B"))

    assert count_verified_jobs(NOW).by_cluster == {"north-east": Jobs(38, 4)}


def test_jobs_that_are_not_verified_or_not_won_or_examples_do_not_count():
    win("Not verified (test)", "leeds")
    example = win("Example (test)", "leeds")
    verify(example, example.jobs.get(), make_officer("B"))
    Project.objects.filter(pk=example.pk).update(is_demo=True)
    undone = win("Undone (test)", "leeds")
    verify(undone, undone.jobs.get(), make_officer("C"))
    projects.move_back(project=undone, to=Stage.ACTIVE, reason="No", by=Actor.system(), now=NOW)

    assert count_verified_jobs(NOW) == VerifiedJobs()


def test_project_of_an_example_is_an_example(django_assert_num_queries):
    from tests.investors.desk_rows import make_enquiry
    from tests.investors.projects import convert

    enquiry = make_enquiry("Kyoto", status="in_progress")
    Enquiry.objects.filter(pk=enquiry.pk).update(is_demo=True)
    enquiry.refresh_from_db()

    project = convert(enquiry, by=Actor.system())

    assert (project.is_demo, project.organisation.is_demo) == (True, True)
    with django_assert_num_queries(1):
        count_verified_jobs(NOW)
