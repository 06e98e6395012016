"""Projects in their stages, for tests."""

import datetime
from typing import Any

from accounts.models import User
from directory.models import Sector
from investors.models import Contact, Enquiry, Project, ProjectJobs
from investors.project_workflow import Stage
from investors.services import project_facts, project_jobs, projects
from investors.services.organisations import NewOrganisation
from investors.services.project_facts import NewFacts
from investors.services.project_jobs import NewJobs
from investors.services.projects import convert_enquiry
from investors.workflow import Actor
from tests.accounts.people import UserFactory
from tests.investors.desk_rows import make_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster
from tests.investors.test_case_clock import accept_enquiry

NAME = "Sample Robotics K.K. (test)"


def make_officer(name: str = "Olu Officer") -> User:
    """Create a triage officer."""
    return UserFactory(role=User.Role.TRIAGE_OFFICER, name=name)


def make_project(name: str = NAME, **answers: Any) -> Project:
    """Return a new project of UKTI's, from an enquiry that nobody in a region has."""
    enquiry = make_enquiry(name, status="in_progress", **answers)
    return convert(enquiry, by=Actor.staff(make_officer()))


def make_project_of_contact(user: User | None = None) -> tuple[Project, Contact]:
    """Return a new project in Leeds with its contact, whose account is ``user``."""
    enquiry, contact = accept_enquiry()
    if user is not None:
        Contact.objects.filter(pk=contact.pk).update(user=user)
        contact.refresh_from_db()
    return convert(enquiry, by=Actor.contact(contact)), contact


def convert(enquiry: Enquiry, *, by: Actor, name: str = "") -> Project:
    """Make ``enquiry`` the project of a new organisation."""
    new = NewOrganisation(name=name or enquiry.organisation)
    return convert_enquiry(enquiry=enquiry, organisation=new, by=by, now=NOW)


def make_facts(**changes: Any) -> NewFacts:
    """Return complete facts; ``changes`` replace some of them."""
    facts: dict[str, Any] = {
        "name": "Robots for Leeds",
        "fdi_type": "new_site",
        "activities": ["engineering"],
        "drivers": ["skills"],
        "place": "Leeds",
        "lands_on": datetime.date(2027, 3, 1),
        "spend": 2_500_000,
        "spend_band": "",
        "currency": "JPY",
    }
    return NewFacts(**(facts | changes))


def make_jobs(year: int = 2026, **changes: Any) -> NewJobs:
    """Return the figures of a year with evidence; ``changes`` replace some of them."""
    figures: dict[str, Any] = {
        "year": year,
        "expected_created": 40,
        "expected_safeguarded": 5,
        "actual_created": 38,
        "actual_safeguarded": 4,
        "evidence_text": "Their accounts.",
        "evidence_url": "",
        "evidence_file": None,
    }
    return NewJobs(**(figures | changes))


def fill_in(project: Project, by: User) -> ProjectJobs:
    """Fill in all that the gates ask for but the second person, as ``by``; return the jobs."""
    games = Sector.objects.get_or_create(code="games", defaults={"name": "Games", "position": 901})[0]
    actor = Actor.staff(by)
    project_facts.set_manager(project=project, manager=by, by=actor, now=NOW)
    project_facts.change_facts(
        project=project,
        facts=make_facts(),
        sectors=[games.code],
        clusters=[make_cluster("leeds").slug],
        by=actor,
        now=NOW,
    )
    return project_jobs.enter_jobs(project=project, jobs=None, new=make_jobs(), by=actor, now=NOW)


def bring_to(project: Project, stage: str, by: User | None = None) -> Project:
    """Bring a new ``project`` to ``stage``, all filled in and put forward by ``by``."""
    by = by or make_officer("Petra Forward")
    fill_in(project, by)
    for to in list(Stage)[1:]:
        if project.stage == stage:
            break
        if to == Stage.WON:
            second = Actor.staff(make_officer("Vera Second"))
            projects.verify_win(project=project, text="Seen the lease.", by=second, now=NOW)
        projects.move_on(project=project, to=to, by=Actor.staff(by), now=NOW)
    return project
