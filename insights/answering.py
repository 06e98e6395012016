"""Who would answer an enquiry about a cluster, and how quickly they lately did; no names."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q

from directory.languages import name_language
from directory.models import Cluster, Sector
from insights.models import ClusterAnswers, Snapshot
from investors.models import Contact
from investors.reports.tables import FEWEST, share, span


@dataclass(frozen=True)
class Cover:
    """The contacts of one role: how many, what they cover between them, the languages they answer in.

    ``sectors`` are empty where they cover every sector.
    """

    role: str
    number: int
    sectors: list[str]
    languages: list[str]
    is_made_up: bool


@dataclass(frozen=True)
class AnswerTime:
    """How quickly enquiries were lately answered, in words. ``cluster`` is whose contacts it is about."""

    cluster: Cluster
    answered: int
    median: str
    within_promise: str
    is_made_up: bool


def describe_cover(cluster: Cluster) -> list[Cover]:
    """Return who covers ``cluster``, by role: its own contacts, those of its parts and of the cluster above.

    Two queries, whatever their number. Nothing of it is about one person by name.
    """
    around = Q(cluster=cluster) | Q(cluster__parent=cluster)
    if cluster.parent_id:
        around |= Q(cluster=cluster.parent_id)
    sectors = Prefetch("sectors", Sector.objects.order_by("position", "pk"))
    contacts = list(Contact.objects.active().filter(around).order_by("pk").prefetch_related(sectors))
    return [
        _cover([contact for contact in contacts if contact.role == role], str(role.label))
        for role in Contact.Role
        if any(contact.role == role for contact in contacts)
    ]


def _cover(contacts: list[Contact], role: str) -> Cover:
    covered = [list(contact.sectors.all()) for contact in contacts]
    every = any(not sectors for sectors in covered)
    sectors = {} if every else {each.pk: each for sectors in covered for each in sectors}
    languages = dict.fromkeys(code for contact in contacts for code in contact.languages)
    return Cover(
        role=role,
        number=len(contacts),
        sectors=[each.local_name for each in sorted(sectors.values(), key=lambda each: each.position)],
        languages=[name_language(code) for code in languages],
        is_made_up=any(contact.is_demo for contact in contacts),
    )


def read_answers(snapshot: Snapshot | None, slugs: list[str]) -> dict[str, ClusterAnswers]:
    """Return what the snapshot keeps of ``slugs``, where it rests on enough answers. One query."""
    if snapshot is None:
        return {}
    found = ClusterAnswers.objects.filter(snapshot=snapshot, cluster__in=slugs, answered__gte=FEWEST)
    return {each.cluster_id: each for each in found}


def describe_answer_time(cluster: Cluster, answers: dict[str, ClusterAnswers]) -> AnswerTime | None:
    """Return how quickly the contacts of ``cluster`` lately answered, else those of the cluster above it.

    None where it would rest on too few.
    """
    for each in (cluster, cluster.parent):
        found = answers.get(each.pk) if each else None
        if each and found:
            return AnswerTime(
                cluster=each,
                answered=found.answered,
                median=span(found.median_days, found.answered).text,
                within_promise=share(found.kept, found.kept + found.late).text,
                is_made_up=found.is_made_up,
            )
    return None


def describe_promise() -> dict[str, int]:
    """Return the working days within which an enquiry is taken up, and answered."""
    return {"accept": settings.ACCEPT_DAYS, "reply": settings.REPLY_DAYS}
