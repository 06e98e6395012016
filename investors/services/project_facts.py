"""What is known of a project, and who manages it. Each function is one transaction with its event."""

import datetime
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from directory.models import Cluster, Sector
from investors.models import Project, ProjectEvent
from investors.project_workflow import Kind, change_project, lock_project, record_project_event
from investors.workflow import Actor

LABELS = {
    "name": gettext_lazy("name"),
    "fdi_type": gettext_lazy("kind of investment"),
    "activities": gettext_lazy("activities"),
    "drivers": gettext_lazy("drivers"),
    "place": gettext_lazy("place"),
    "lands_on": gettext_lazy("land date"),
    "spend": gettext_lazy("spend"),
    "spend_band": gettext_lazy("spend"),
    "currency": gettext_lazy("currency"),
}


@dataclass(frozen=True)
class NewFacts:
    """All facts of a project, as somebody left them on the form."""

    name: str
    fdi_type: str
    activities: list[str]
    drivers: list[str]
    place: str
    lands_on: datetime.date | None
    spend: int | None
    spend_band: str
    currency: str


@transaction.atomic
def change_facts(
    *,
    project: Project,
    facts: NewFacts,
    sectors: Collection[str],
    clusters: Collection[str],
    by: Actor,
    now: datetime.datetime,
) -> ProjectEvent | None:
    """Set the ``facts``, and the ``sectors`` and ``clusters`` by code and slug; the event names what changed.

    Returns None where nothing did. Raises StaleProject.
    """
    lock_project(project)
    values = asdict(facts)
    changed = [str(LABELS[name]) for name, value in values.items() if getattr(project, name) != value]
    if set(sectors) != set(project.sectors.values_list("code", flat=True)):
        changed.append(_("sectors"))
    if set(clusters) != set(project.clusters.values_list("slug", flat=True)):
        changed.append(_("clusters"))
    if not changed:
        return None
    change_project(project=project, **values)
    project.sectors.set(Sector.objects.filter(code__in=sectors))
    project.clusters.set(Cluster.objects.filter(slug__in=clusters))
    text = _("Changed: %(names)s.") % {"names": ", ".join(dict.fromkeys(changed))}
    return record_project_event(project=project, kind=Kind.FACTS, actor=by, now=now, text=text)


def find_desk_people() -> QuerySet[User]:
    """Return who can manage a project or own its aftercare: staff, and active contacts with an account."""
    staff = Q(role__in=[User.Role.TRIAGE_OFFICER, User.Role.MANAGER])
    contacts = Q(role=User.Role.REGIONAL_CONTACT, contact__is_active=True)
    people: QuerySet[User] = User.objects.filter(staff | contacts, is_active=True)
    return people.order_by("name", "pk")


@transaction.atomic
def set_manager(*, project: Project, manager: User, by: Actor, now: datetime.datetime) -> ProjectEvent:
    """Let ``manager``, one of ``find_desk_people``, manage ``project``."""
    lock_project(project)
    change_project(project=project, manager=manager)
    return record_project_event(project=project, kind=Kind.MANAGER, actor=by, now=now, text=str(manager))
