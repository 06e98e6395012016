"""The rules of routing as data: which are on, in which order, with which parameters.

``Rules`` is what a version holds. It is written to JSON and read from it with every value checked,
so a stored version either means what it says or raises InvalidRules.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from investors.models.choices import Jobs, Spend

# What can be switched off and put in another order. Before them spam and repeated enquiries are
# looked at, after them the best fit: these three are always on, so every enquiry ends somewhere.
STEPS: dict[str, str | Promise] = {
    "relationship": _("Existing relationship: the contact who took on an earlier enquiry"),
    "outside-north": _("A place outside the North, and nothing northern named: to UKTI"),
    "not-inward-investment": _("From the United Kingdom, about something new: to UKTI"),
    "assignments": _("The assignments below"),
    "named-business": _("A named business or opportunity: its cluster"),
    "named-place": _("A named place or postcode: its cluster"),
    "chosen-clusters": _("Chosen clusters: the one, or the best fit of several"),
}
MOST_ASSIGNMENTS = 200
LONGEST_NOTE = 200

# In the order of size. What is not known, or not said, is never at a threshold.
JOBS = (Jobs.NONE, Jobs.TO_10, Jobs.TO_50, Jobs.TO_100, Jobs.OVER_100)
SPEND = (Spend.UNDER_500K, Spend.TO_1M, Spend.TO_2M, Spend.TO_5M, Spend.TO_10M, Spend.OVER_10M)


class AssignmentKind(models.TextChoices):
    """What an assignment goes by."""

    COUNTRY = "country", _("Country")
    SECTOR = "sector", _("Sector")
    CLUSTER = "cluster", _("Cluster chosen")


class InvalidRules(ValueError):
    """What was to be read as rules is none; the message says where."""


@dataclasses.dataclass(frozen=True)
class Assignment:
    """Enquiries from a country, in a sector or for a cluster go to one contact, or with none to UKTI."""

    kind: str
    value: str
    contact_id: int | None = None
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Rules:
    """What managers may change. ``order`` has the steps that are on.

    ``nearest_counts``: a place in no cluster's official area goes to the nearest cluster.
    ``scale_jobs``, ``scale_spend``: at or above, the senior lead and UKTI are told; empty is never.
    """

    order: tuple[str, ...] = tuple(STEPS)
    nearest_counts: bool = True
    scale_jobs: str = Jobs.OVER_100
    scale_spend: str = Spend.OVER_10M
    assignments: tuple[Assignment, ...] = ()


# All of design.md section 5: in force where no version is.
BUILT_IN = Rules()


def list_large_bands(rules: Rules) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the bands of jobs and of spend that are at or above the thresholds of ``rules``."""
    jobs = JOBS[JOBS.index(Jobs(rules.scale_jobs)) :] if rules.scale_jobs else ()
    spend = SPEND[SPEND.index(Spend(rules.scale_spend)) :] if rules.scale_spend else ()
    return jobs, spend


def write_rules(rules: Rules) -> dict[str, Any]:
    """Return ``rules`` as JSON has it."""
    return {
        "order": list(rules.order),
        "nearest_counts": rules.nearest_counts,
        "scale_jobs": str(rules.scale_jobs),
        "scale_spend": str(rules.scale_spend),
        "assignments": [dataclasses.asdict(each) for each in rules.assignments],
    }


def read_rules(data: object) -> Rules:
    """Return the rules that ``data`` (from JSON) describes; raises InvalidRules.

    A name that is missing is as in ``BUILT_IN``, but for ``order``, without which nothing is a rule.
    """
    found = _read_fields(data, Rules, "rules")
    if "order" not in found:
        raise InvalidRules("rules: no order")
    found["order"] = _read_order(found["order"])
    if not isinstance(found.get("nearest_counts", True), bool):
        raise InvalidRules("nearest_counts: not true or false")
    for name, sizes in (("scale_jobs", JOBS), ("scale_spend", SPEND)):
        if found.get(name, "") not in ("", *sizes):
            raise InvalidRules(f"{name}: no size {found[name]!r}")
    found["assignments"] = _read_assignments(found.get("assignments", []))
    return Rules(**found)


def _read_order(data: object) -> tuple[str, ...]:
    if not isinstance(data, list) or any(not isinstance(name, str) or name not in STEPS for name in data):
        raise InvalidRules("order: not a list of steps")
    if len(set(data)) != len(data):
        raise InvalidRules("order: a step twice")
    return tuple(data)


def _read_assignments(data: object) -> tuple[Assignment, ...]:
    if not isinstance(data, list) or len(data) > MOST_ASSIGNMENTS:
        raise InvalidRules("assignments: not a list, or too long")
    assignments = tuple(_read_assignment(each, f"assignment {place}") for place, each in enumerate(data, 1))
    if len({(each.kind, each.value) for each in assignments}) != len(assignments):
        raise InvalidRules("assignments: two for the same")
    return assignments


def _read_assignment(data: object, where: str) -> Assignment:
    found = _read_fields(data, Assignment, where)
    kind, value, contact = found.get("kind"), found.get("value"), found.get("contact_id")
    if kind not in AssignmentKind.values:
        raise InvalidRules(f"{where}: no kind {kind!r}")
    if not isinstance(value, str) or not value:
        raise InvalidRules(f"{where}: no value")
    if contact is not None and (not isinstance(contact, int) or isinstance(contact, bool)):
        raise InvalidRules(f"{where}: contact_id is no number")
    note = found.get("note", "")
    if not isinstance(note, str) or len(note) > LONGEST_NOTE:
        raise InvalidRules(f"{where}: note is no text, or too long")
    return Assignment(kind, value, contact, note)


def _read_fields(data: object, kind: type[Any], where: str) -> dict[str, Any]:
    """Return the named values of ``data``, all of which are fields of the dataclass ``kind``."""
    if not isinstance(data, Mapping):
        raise InvalidRules(f"{where}: not an object")
    unknown = set(data) - {field.name for field in dataclasses.fields(kind)}
    if unknown:
        raise InvalidRules(f"{where}: unknown {', '.join(sorted(map(str, unknown)))}")
    return dict(data)
