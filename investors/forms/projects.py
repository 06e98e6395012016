"""Forms of what is done with a project. Each names the version that the person saw."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.forms.fields import LineField, WordsField
from investors.filters.choices import list_clusters, list_sectors
from investors.forms.desk import VersionForm
from investors.models import Project
from investors.models.choices import (
    Activity,
    CloseReason,
    Driver,
    FdiType,
    ProjectStage,
    ProjectStatus,
    Spend,
)
from investors.project_workflow import BACK, list_statuses
from investors.services.project_facts import find_desk_people

WORDS = 2000
DAY_ERROR = _("Enter a day, like 2026-11-23")
WHOLE_ERROR = _("Enter a whole number, like 40")
SMALL_BOXES = {"class": "govuk-checkboxes--small tn-columns"}
# What an enquiry whose project came to nothing may be closed for.
GIVEN_UP = (
    CloseReason.DECLINED_BY_INVESTOR,
    CloseReason.NON_RESPONSIVE,
    CloseReason.NOT_APPLICABLE,
    CloseReason.NOT_FDI,
)


def make_words_field(label: Any, required: Any, help_text: Any = "") -> WordsField:
    """Return a field for a few lines that must be given, with the error ``required``."""
    return WordsField(
        label=label,
        help_text=help_text,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required},
    )


def make_person_field(label: Any, required: Any) -> forms.ModelChoiceField:
    """Return a field for somebody at the desk."""
    return forms.ModelChoiceField(
        label=label,
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": required, "invalid_choice": _("Choose somebody from the list")},
    )


class ProjectForm(VersionForm):
    """A change of ``project`` as the person saw it."""

    marks_optional = True

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.initial.setdefault("version", project.version)


class FactsForm(ProjectForm):
    """What is known of a project; what is short comes before the long lists."""

    field_order = [
        "name",
        "fdi_type",
        "lands_on",
        "spend",
        "currency",
        "spend_band",
        "place",
        "clusters",
        "activities",
        "drivers",
        "sectors",
    ]

    name = LineField(
        label=_("Name of the project"),
        max_length=200,
        error_messages={"required": _("Enter a name for the project")},
    )
    fdi_type = forms.ChoiceField(
        label=_("Kind of investment"),
        choices=[
            ("", _("Not known yet")),
            *(pair for pair in FdiType.choices if pair[0] != FdiType.NOT_SURE),
        ],
        required=False,
    )
    activities = forms.MultipleChoiceField(
        label=_("What the business will do here"),
        choices=Activity.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SMALL_BOXES),
    )
    drivers = forms.MultipleChoiceField(
        label=_("What matters most to them"),
        choices=Driver.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SMALL_BOXES),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        choices=list_sectors,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SMALL_BOXES),
    )
    clusters = forms.MultipleChoiceField(
        label=_("Clusters"),
        choices=list_clusters,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SMALL_BOXES),
    )
    place = LineField(
        label=_("Town or postcode"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    lands_on = forms.DateField(
        label=_("Estimated land date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_ERROR},
    )
    spend = forms.IntegerField(
        label=_("Spend in the first three years, in whole pounds"),
        help_text=_("Leave it empty while the sum is not known, and choose a band."),
        min_value=0,
        max_value=10**12,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
        error_messages={
            "invalid": _("Enter whole pounds, like 1500000"),
            "min_value": _("Enter whole pounds, like 1500000"),
            "max_value": _("Enter a sum of at most £1,000,000,000,000"),
        },
    )
    currency = LineField(
        label=_("Currency in which the investor named the sum"),
        help_text=_("Three letters, like GBP, USD or JPY. The sum above is in pounds all the same."),
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "spellcheck": "false"}),
    )
    spend_band = forms.ChoiceField(
        label=_("Band of spend, while the sum is not known"),
        choices=[("", _("Choose a band")), *Spend.choices],
        required=False,
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        if not self.is_bound:
            self.initial.update(
                {
                    name: getattr(project, name)
                    for name in self.fields
                    if name not in {"version", "sectors", "clusters"}
                }
            )
            self.initial["sectors"] = list(project.sectors.values_list("code", flat=True))
            self.initial["clusters"] = list(project.clusters.values_list("slug", flat=True))

    def clean_currency(self) -> str:
        """Return three capitals; pounds where nothing was typed."""
        typed = str(self.cleaned_data["currency"]).upper() or "GBP"
        if len(typed) != 3 or not typed.isascii() or not typed.isalpha():
            raise forms.ValidationError(_("Enter three letters, like GBP"))
        return typed


class ManagerForm(ProjectForm):
    """Who manages the project."""

    manager = make_person_field(_("Project manager"), _("Choose the project manager"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        field: Any = self.fields["manager"]
        field.queryset = find_desk_people()
        self.initial["manager"] = project.manager_id


class MoveForm(ProjectForm):
    """On to the next stage."""

    to = forms.ChoiceField(choices=ProjectStage.choices, widget=forms.HiddenInput)


class BackForm(ProjectForm):
    """Back to an earlier stage, with the reason."""

    to = forms.ChoiceField(
        label=_("Back to which stage?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the stage")},
    )
    reason = make_words_field(_("Why?"), _("Say in a few words why it goes back"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [pair for pair in ProjectStage.choices if pair[0] in BACK[project.stage]]


class StatusForm(ProjectForm):
    """Another status, with the reason."""

    status = forms.ChoiceField(
        label=_("Status"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the status")},
    )
    reason = make_words_field(_("Why?"), _("Say in a few words why"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        field: Any = self.fields["status"]
        field.choices = [pair for pair in ProjectStatus.choices if pair[0] in list_statuses(project)]


class VerifyForm(ProjectForm):
    """What somebody checked who vouches for it."""

    text = make_words_field(
        _("What did you check, and against what?"), _("Say what you checked, and against what")
    )


class CloseForm(ProjectForm):
    """Why the enquiry of a project that was given up is closed."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(each.value, each.label) for each in GIVEN_UP],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason")},
    )
    text = make_words_field(
        _("In a few words"), _("Say in a few words what happened"), _("The investor is not shown this.")
    )


class AftercareForm(ProjectForm):
    """A day of aftercare."""

    due_on = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day"), "invalid": DAY_ERROR},
    )
    owner = make_person_field(_("Who looks after it?"), _("Choose who looks after it"))
    purpose = LineField(
        label=_("What for?"),
        help_text=_("Like “Visit a year after landing”."),
        max_length=200,
        error_messages={"required": _("Say what it is for")},
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field: Any = self.fields["owner"]
        field.queryset = find_desk_people()

    def clean_due_on(self) -> datetime.date:
        """Refuse a day that is over, or too far away to be meant."""
        day: datetime.date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("Give a day that is still to come"))
        if day > self.today + datetime.timedelta(days=3660):
            raise forms.ValidationError(_("Give a day within the next ten years"))
        return day


class DoneForm(ProjectForm):
    """What came of a day of aftercare."""

    text = make_words_field(_("What came of it?"), _("Say in a few words what came of it"))
