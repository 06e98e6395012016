"""Forms with which managers edit a draft of the rules and put it in force."""

import datetime
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from directory.forms.fields import LineField
from investors import clock
from investors.filters.choices import list_clusters, list_sectors
from investors.models import Contact, RoutingVersion
from investors.models.choices import Jobs, Spend
from investors.ranking import ROLES
from investors.routing_rules import (
    JOBS,
    LONGEST_NOTE,
    MOST_ASSIGNMENTS,
    SPEND,
    STEPS,
    Assignment,
    AssignmentKind,
    Rules,
)

Choices = list[Any]
UKTI = "ukti"
EMPTY_ROWS = 3
FURTHEST_AHEAD = 366  # days


def _list_sizes(choices: Any, sizes: Iterable[str]) -> Choices:
    return [("", gettext_lazy("Never")), *((size, choices(size).label) for size in sizes)]


class NoteForm(forms.Form):
    """What a new draft is for."""

    note = LineField(
        label=gettext_lazy("What it changes, and why"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say what the version changes, and why")},
    )


class RulesForm(NoteForm):
    """A draft but for its assignments: which rules are on, their places, and the parameters."""

    saves = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    nearest_counts = forms.BooleanField(
        label=gettext_lazy("A place in no cluster's official area goes to the nearest cluster"),
        required=False,
    )
    scale_jobs = forms.ChoiceField(
        label=gettext_lazy("Large from this number of jobs on"),
        help_text=gettext_lazy("Then the senior lead and UKTI triage are told, beside the contact."),
        required=False,
        choices=_list_sizes(Jobs, JOBS),
    )
    scale_spend = forms.ChoiceField(
        label=gettext_lazy("Large from this spend on"), required=False, choices=_list_sizes(Spend, SPEND)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", gettext_lazy("Off")), *((str(n), str(n)) for n in range(1, len(STEPS) + 1))]
        for name, label in STEPS.items():
            self.fields[f"step_{name}"] = forms.ChoiceField(
                label=cast("str", label),
                choices=places,
                required=False,
                widget=forms.Select(attrs={"class": "govuk-input--width-4"}),
            )

    @classmethod
    def describe(cls, version: RoutingVersion, rules: Rules) -> dict[str, Any]:
        """Return what the form shows of ``version`` before anything is typed."""
        places = {f"step_{name}": str(place) for place, name in enumerate(rules.order, 1)}
        return {
            "note": version.note,
            "saves": version.saves,
            "nearest_counts": rules.nearest_counts,
            "scale_jobs": rules.scale_jobs,
            "scale_spend": rules.scale_spend,
            **places,
        }

    @property
    def step_fields(self) -> list[forms.BoundField]:
        """The field of each rule."""
        return [self[f"step_{name}"] for name in STEPS]

    def clean(self) -> dict[str, Any]:
        """Refuse two rules in one place; gaps between places are fine."""
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for name in STEPS:
            place = cleaned.get(f"step_{name}")
            if place and place in taken:
                self.add_error(f"step_{name}", _("Another rule has this place. Give each its own"))
            elif place:
                taken[place] = name
        cleaned["order"] = tuple(taken[place] for place in sorted(taken, key=int))
        return cleaned

    def read_rules(self, assignments: tuple[Assignment, ...]) -> Rules:
        """Return the rules of the valid form, with ``assignments``."""
        values = self.cleaned_data
        return Rules(
            order=values["order"],
            nearest_counts=values["nearest_counts"],
            scale_jobs=values["scale_jobs"],
            scale_spend=values["scale_spend"],
            assignments=assignments,
        )


class AssignmentForm(forms.Form):
    """One assignment; without a subject there is none."""

    subject = forms.ChoiceField(
        label=gettext_lazy("Enquiries"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list")},
    )
    target = forms.ChoiceField(
        label=gettext_lazy("Go to"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list")},
    )
    note = LineField(label=gettext_lazy("Why"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, subjects: Choices, targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = False  # an empty row is read as well, and means no assignment
        fields: dict[str, Any] = self.fields
        fields["subject"].choices, fields["target"].choices = subjects, targets

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of what was begun."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("subject") and not cleaned.get("target") and "target" not in self.errors:
            self.add_error("target", _("Choose who gets these enquiries"))
        elif not cleaned.get("subject") and cleaned.get("note") and "subject" not in self.errors:
            self.add_error("subject", _("Choose which enquiries this is about, or take the text away"))
        return cleaned

    def read_assignment(self) -> Assignment | None:
        """Return the assignment of the valid form, if there is one."""
        kind, _colon, value = self.cleaned_data["subject"].partition(":")
        target = self.cleaned_data["target"]
        if not value:
            return None
        return Assignment(kind, value, None if target == UKTI else int(target), self.cleaned_data["note"])


class BaseAssignmentFormSet(forms.BaseFormSet):
    """All assignments of a draft, in their order: the first that fits an enquiry counts."""

    def clean(self) -> None:
        """Refuse two assignments of the same enquiries."""
        seen: set[str] = set()
        for form in self.forms:
            subject = getattr(form, "cleaned_data", {}).get("subject")
            if subject and subject in seen:
                form.add_error("subject", _("There is an assignment of these enquiries already"))
            seen.add(subject or "")

    def read_assignments(self) -> tuple[Assignment, ...]:
        """Return the assignments of the valid forms."""
        found = (form.read_assignment() for form in self.forms)
        return tuple(each for each in found if each is not None)


AssignmentFormSet = forms.formset_factory(
    AssignmentForm,
    formset=BaseAssignmentFormSet,
    extra=EMPTY_ROWS,
    max_num=MOST_ASSIGNMENTS,
    absolute_max=MOST_ASSIGNMENTS,
    validate_max=True,
)


def make_assignment_forms(rules: Rules, data: Any = None) -> BaseAssignmentFormSet:
    """Return the forms of the assignments of ``rules``, with ``data`` if something was sent."""
    initial = [
        {
            "subject": f"{each.kind}:{each.value}",
            "target": UKTI if each.contact_id is None else str(each.contact_id),
            "note": each.note,
        }
        for each in rules.assignments
    ]
    chosen = {each.contact_id for each in rules.assignments}
    settings = {"subjects": list_subjects(), "targets": list_targets(chosen)}
    formset: Any = AssignmentFormSet(data, initial=initial, prefix="assignments", form_kwargs=settings)
    return cast("BaseAssignmentFormSet", formset)


def list_subjects() -> Choices:
    """Return what an assignment can go by: countries, sectors and clusters."""
    country, sector, cluster = AssignmentKind.COUNTRY, AssignmentKind.SECTOR, AssignmentKind.CLUSTER
    sectors = [(f"{sector}:{code}", name) for _top, group in list_sectors() for code, name in group]
    return [
        ("", gettext_lazy("None")),
        (sector.label, sectors),
        (cluster.label, [(f"{cluster}:{slug}", name) for slug, name in list_clusters()]),
        (country.label, [(f"{country}:{code}", name) for code, name in countries]),
    ]


def list_targets(chosen: set[int | None]) -> Choices:
    """Return who can be assigned: UKTI, and who may be asked first; the ``chosen`` ones in any case."""
    rows = Contact.objects.select_related("cluster").order_by("cluster__position", "name", "pk")
    groups: dict[str, Choices] = {}
    for row in rows:
        if row.pk in chosen or (row.is_active and row.role in ROLES):
            label = f"{row.name} ({row.get_role_display()})"
            groups.setdefault(row.cluster.name, []).append((str(row.pk), label))
    return [("", gettext_lazy("Choose")), (UKTI, gettext_lazy("UKTI triage")), *groups.items()]


class ActivationForm(forms.Form):
    """From which working day on a draft decides."""

    saves = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    day = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("A working day. Today: at once. Later: from nine o'clock on that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day from which it counts"),
            "invalid": gettext_lazy("Enter a day, like 2026-11-23"),
        },
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have read what changes, and want it to decide where enquiries go"),
        error_messages={"required": gettext_lazy("Tick the box to confirm")},
    )

    def clean_day(self) -> datetime.date:
        """Refuse days gone by, far ahead, or without work; today is always fine."""
        day: datetime.date = self.cleaned_data["day"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("The day must not be in the past"))
        if (day - today).days > FURTHEST_AHEAD:
            raise forms.ValidationError(_("The day must be within a year"))
        if day > today and not clock.is_working_day(day):
            raise forms.ValidationError(_("Choose a working day: no weekend, no bank holiday"))
        return day
