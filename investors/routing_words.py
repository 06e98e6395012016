"""A version of the rules in words, and what differs between two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from directory.models import Cluster, Sector
from investors.models import Contact
from investors.models.choices import Jobs, Spend
from investors.routing_rules import STEPS, Assignment, AssignmentKind, Rules


@dataclass(frozen=True)
class Names:
    """What the codes in rules are called; whoever is not there any more is not in ``contacts``."""

    contacts: Mapping[int, str]
    values: Mapping[str, Mapping[str, str]]

    def name_subject(self, assignment: Assignment) -> str:
        """Say what ``assignment`` goes by."""
        kind = AssignmentKind(assignment.kind).label
        return f"{kind}: {self.values[assignment.kind].get(assignment.value, assignment.value)}"

    def name_target(self, assignment: Assignment) -> str:
        """Say to whom ``assignment`` leads."""
        if assignment.contact_id is None:
            return _("UKTI triage")
        return self.contacts.get(assignment.contact_id, _("Nobody: the contact is gone"))


@dataclass(frozen=True)
class Change:
    """One difference: ``before`` is empty for what was added, ``after`` for what was removed."""

    label: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """Added, removed or changed."""
        if not self.before:
            return _("Added")
        return _("Changed") if self.after else _("Removed")


def gather_names() -> Names:
    """Return the names of contacts, countries, sectors and clusters, in three queries."""
    rows = Contact.objects.select_related("cluster").order_by("pk")
    return Names(
        contacts={row.pk: describe_contact(row) for row in rows},
        values={
            AssignmentKind.COUNTRY: dict(countries),
            AssignmentKind.SECTOR: dict(Sector.objects.values_list("code", "name")),
            AssignmentKind.CLUSTER: dict(Cluster.objects.values_list("slug", "name")),
        },
    )


def describe_contact(contact: Contact) -> str:
    """Return the contact's name with the cluster, and whether they may be asked at all."""
    name = f"{contact.name}, {contact.cluster.name}"
    return name if contact.is_active else _("%(name)s (deactivated)") % {"name": name}


def describe_rules(rules: Rules, names: Names) -> dict[str, Any]:
    """Return ``rules`` for the page: steps in their order, steps that are off, parameters, assignments."""
    return {
        "steps": [STEPS[name] for name in rules.order],
        "steps_off": [words for name, words in STEPS.items() if name not in rules.order],
        "parameters": [{"key": key, "value": value} for key, value in list_parameters(rules)],
        "assignments": [
            {"subject": names.name_subject(each), "target": names.name_target(each), "note": each.note}
            for each in rules.assignments
        ],
    }


def list_parameters(rules: Rules) -> list[tuple[str, str]]:
    """Return the name and the value of each parameter."""
    return [
        (
            _("A place in no cluster's official area"),
            _("goes to the nearest cluster") if rules.nearest_counts else _("settles nothing"),
        ),
        (_("Large by jobs in the first three years"), _name_threshold(Jobs, rules.scale_jobs)),
        (_("Large by spend in the first three years"), _name_threshold(Spend, rules.scale_spend)),
    ]


def compare_rules(old: Rules, new: Rules, names: Names) -> list[Change]:
    """Return what was added, removed and changed from ``old`` to ``new``, in the order of the page."""
    return [*_compare_steps(old, new), *_compare_parameters(old, new), *_compare_assignments(old, new, names)]


def _compare_steps(old: Rules, new: Rules) -> list[Change]:
    changes = [Change(_("Rule"), "", str(STEPS[name])) for name in new.order if name not in old.order]
    changes += [Change(_("Rule"), str(STEPS[name]), "") for name in old.order if name not in new.order]
    kept_before = [name for name in old.order if name in new.order]
    kept_after = [name for name in new.order if name in old.order]
    if kept_before != kept_after:
        changes.append(Change(_("Order of the rules"), _list_steps(kept_before), _list_steps(kept_after)))
    return changes


def _list_steps(names: list[str]) -> str:
    return "\n".join(f"{place}. {STEPS[name]}" for place, name in enumerate(names, 1))


def _compare_parameters(old: Rules, new: Rules) -> list[Change]:
    pairs = zip(list_parameters(old), list_parameters(new), strict=True)
    return [Change(key, before, after) for (key, before), (_key, after) in pairs if before != after]


def _compare_assignments(old: Rules, new: Rules, names: Names) -> list[Change]:
    before = {(each.kind, each.value): each for each in old.assignments}
    after = {(each.kind, each.value): each for each in new.assignments}
    changes = []
    for key in dict.fromkeys([*before, *after]):
        was, is_now = before.get(key), after.get(key)
        if was != is_now:
            subject = names.name_subject(is_now or was)  # type: ignore[arg-type]
            changes.append(Change(subject, _say_target(was, names), _say_target(is_now, names)))
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        said = [
            "\n".join(names.name_subject(each) for each in assignments.values())
            for assignments in (before, after)
        ]
        changes.append(Change(_("Order of the assignments"), *said))
    return changes


def _say_target(assignment: Assignment | None, names: Names) -> str:
    if assignment is None:
        return ""
    target = names.name_target(assignment)
    return f"{target} ({assignment.note})" if assignment.note else target


def _name_threshold(choices: Any, value: str) -> str:
    if not value:
        return _("never")
    return _("at or above: %(size)s") % {"size": choices(value).label}
