"""From an enquiry to a project and on to its win. Each function is one transaction with its event.

Each raises StaleProject or StaleEnquiry when somebody was first, and IllegalProjectMove or IllegalMove where
the tables have no such move. Who locks both locks the enquiry first.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from investors.models import Enquiry, Organisation, Project, ProjectEvent
from investors.models.choices import CloseReason
from investors.notices import tell_investor
from investors.project_gates import Missing, ProjectFacts, find_missing
from investors.project_workflow import (
    BACK,
    NEXT,
    IllegalProjectMove,
    Kind,
    Stage,
    change_project,
    lock_project,
    move_stage,
    move_status,
    record_project_event,
)
from investors.references import name_project
from investors.services.casework import complete_referrals
from investors.services.offers import find_lead, lock_enquiry
from investors.services.organisations import NewOrganisation, create_organisation
from investors.workflow import Actor, Status, move_enquiry
from investors.workflow import Kind as EnquiryKind


class GateClosed(Exception):
    """The project lacks something for the stage; ``missing`` says what."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(", ".join(str(each.sentence) for each in missing))
        self.missing = missing


class SamePerson(Exception):
    """Who put something forward or entered it cannot verify it."""


@transaction.atomic
def convert_enquiry(
    *,
    enquiry: Enquiry,
    organisation: Organisation | NewOrganisation,
    by: Actor,
    now: datetime.datetime,
) -> Project:
    """Make ``enquiry``, which is in progress, a project of ``organisation``; the investor is told. Once only.

    The project begins with what the investor told us. Raises OrganisationExists where a new organisation is
    known already, and StaleEnquiry for the second of two people.
    """
    lock_enquiry(enquiry)
    lead = find_lead(enquiry)
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.CONVERTED,
        kind=EnquiryKind.MOVED,
        actor=by,
        now=now,
        replied_at=enquiry.replied_at or now,
    )
    if isinstance(organisation, NewOrganisation):
        organisation = create_organisation(new=organisation, enquiry=enquiry, now=now)
    project = Project.objects.create(
        reference=name_project(enquiry.reference),
        enquiry=enquiry,
        organisation=organisation,
        name=organisation.name,
        is_demo=enquiry.is_demo,
        created_at=now,
        fdi_type="" if enquiry.fdi_type == "not_sure" else enquiry.fdi_type,
        activities=enquiry.activities,
        drivers=enquiry.drivers,
        spend_band=enquiry.spend,
        place=enquiry.place,
    )
    project.sectors.set(enquiry.sectors.all())
    chosen = list(enquiry.clusters.all())
    project.clusters.set(chosen or ([lead.contact.cluster] if lead else []))
    record_project_event(project=project, kind=Kind.CREATED, actor=by, now=now, text=organisation.name)
    tell_investor(template="enquiry-converted", enquiry=enquiry, cause=str(event.pk), now=now, writer=by.name)
    return project


def gather_facts(project: Project) -> ProjectFacts:
    """Return what the gates look at. Three queries."""
    jobs = list(project.jobs.all())
    return ProjectFacts(
        status=project.status,
        has_manager=project.manager_id is not None,
        fdi_type=project.fdi_type,
        activities=len(project.activities),
        sectors=project.sectors.count(),
        clusters=project.clusters.count(),
        has_land_date=project.lands_on is not None,
        expected_jobs=sum(each.expected_created + each.expected_safeguarded for each in jobs),
        has_evidence=any(each.has_evidence for each in jobs),
        spend=project.spend,
        spend_band=project.spend_band,
        is_win_verified=project.win_verified_at is not None,
    )


@transaction.atomic
def move_on(*, project: Project, to: str, by: Actor, now: datetime.datetime) -> ProjectEvent:
    """Move ``project`` on to the stage ``to``, its next. Raises GateClosed where something is missing.

    Who moves it to VERIFY_WIN puts the win forward. At WON the enquiry is closed as succeeded.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=project.enquiry_id)
    lock_project(project)
    if NEXT.get(project.stage) != to:
        raise IllegalProjectMove(f"{project.reference}: {project.stage} on to {to}")
    missing = find_missing(gather_facts(project), to)
    if missing:
        raise GateClosed(missing)
    changes: dict[str, Any] = {}
    if to == Stage.VERIFY_WIN:
        changes["win_submitted_by"] = by.user_id
    elif to == Stage.WON:
        changes["won_at"] = now
    event = move_stage(project=project, to=to, actor=by, now=now, **changes)
    if to == Stage.WON and enquiry.status == Status.CONVERTED:
        _close(enquiry, CloseReason.SUCCEEDED, _("The project is won."), by, now)
    return event


@transaction.atomic
def move_back(*, project: Project, to: str, reason: str, by: Actor, now: datetime.datetime) -> ProjectEvent:
    """Move ``project`` back to an earlier stage because of ``reason``; its win is no longer verified.

    The enquiry stays as it is: one that was closed as succeeded is reopened by staff, if at all.
    """
    lock_project(project)
    if to not in BACK[project.stage]:
        raise IllegalProjectMove(f"{project.reference}: {project.stage} back to {to}")
    undone = {"won_at": None, "win_verified_by": None, "win_verified_name": "", "win_verified_at": None}
    return move_stage(project=project, to=to, actor=by, now=now, reason=reason, **undone)


@transaction.atomic
def verify_win(*, project: Project, text: str, by: Actor, now: datetime.datetime) -> ProjectEvent:
    """Note that ``by`` checked the win, as ``text`` says. Raises SamePerson for who put it forward."""
    lock_project(project)
    if project.stage != Stage.VERIFY_WIN or project.win_verified_at is not None:
        raise IllegalProjectMove(f"{project.reference}: no win to verify")
    if by.user_id is None or by.user_id == project.win_submitted_by:
        raise SamePerson(project.reference)
    change_project(
        project=project,
        win_verified_by=by.user_id,
        win_verified_name=by.name,
        win_verified_at=now,
    )
    return record_project_event(project=project, kind=Kind.WIN_VERIFIED, actor=by, now=now, text=text)


@transaction.atomic
def set_status(
    *, project: Project, status: str, reason: str, by: Actor, now: datetime.datetime
) -> ProjectEvent:
    """Give ``project`` another ``status`` because of ``reason``. Its enquiry stays as it is."""
    lock_project(project)
    return move_status(project=project, to=status, actor=by, now=now, reason=reason)


@transaction.atomic
def close_enquiry(
    *, project: Project, reason: str, text: str, by: Actor, now: datetime.datetime
) -> ProjectEvent:
    """Close the enquiry of a given up ``project`` for ``reason``, a CloseReason; the investor is told."""
    enquiry = Enquiry.objects.select_for_update().get(pk=project.enquiry_id)
    lock_project(project)
    if not project.is_given_up or enquiry.status != Status.CONVERTED:
        raise IllegalProjectMove(f"{project.reference}: its enquiry is not to be closed")
    _close(enquiry, reason, text, by, now)
    return record_project_event(project=project, kind=Kind.ENQUIRY_CLOSED, actor=by, now=now, text=text)


def _close(enquiry: Enquiry, reason: str, text: str, by: Actor, now: datetime.datetime) -> None:
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.CLOSED,
        kind=EnquiryKind.CLOSED,
        actor=by,
        now=now,
        text=text,
        close_reason=reason,
        closed_at=now,
    )
    complete_referrals(enquiry=enquiry, now=now)
    tell_investor(template="enquiry-closed", enquiry=enquiry, cause=str(event.pk), now=now)
