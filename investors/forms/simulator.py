"""Forms with which staff try the rules: an enquiry as they type it, and a version."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from directory.forms.fields import LineField, WordsField
from directory.forms.sectors import SectorTree
from directory.forms.sectors import list_sectors as list_sector_tree
from directory.languages import LANGUAGES
from investors.filters.choices import list_clusters
from investors.models import RoutingVersion
from investors.models.choices import FdiType, Jobs, Spend

IN_FORCE = ""


def list_versions() -> list[tuple[str, Any]]:
    """Return the version in force, as that, then every version by number, the newest first."""
    rows = RoutingVersion.objects.order_by("-number")
    return [(IN_FORCE, _("The one in force")), *((str(row.number), f"{row}: {row.note}") for row in rows)]


class VersionForm(forms.Form):
    """Which version to try."""

    version = forms.ChoiceField(
        label=_("Version of the rules"),
        choices=list_versions,
        required=False,
        error_messages={"invalid_choice": _("Choose a version from the list")},
    )


class LoadForm(VersionForm):
    """A stored enquiry, by its reference."""

    reference = LineField(
        label=_("Reference"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
    )


class SimulatorForm(VersionForm):
    """The answers that routing looks at; none is needed but the kind of investment."""

    marks_optional = True

    clusters = forms.MultipleChoiceField(
        label=_("Clusters chosen"),
        required=False,
        choices=list_clusters,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-columns"}),
        error_messages={"invalid_choice": _("Choose from the list")},
    )
    place = LineField(label=_("Town or postcode"), required=False, max_length=120)
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Not said")), *countries],
        error_messages={"invalid_choice": _("Choose a country from the list")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")
    fdi_type = forms.ChoiceField(
        label=_("Kind of investment"), choices=FdiType.choices, initial=FdiType.NEW_SITE
    )
    jobs = forms.ChoiceField(
        label=_("Jobs in the first three years"),
        required=False,
        choices=[("", _("Not said")), *Jobs.choices],
    )
    spend = forms.ChoiceField(
        label=_("Spend in the first three years"),
        required=False,
        choices=[("", _("Not said")), *Spend.choices],
    )
    organisation = LineField(
        label=_("Organisation"),
        help_text=_("Finds who took on an earlier enquiry of theirs."),
        required=False,
        max_length=200,
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        required=False,
        choices=list_sector_tree,
        widget=SectorTree(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={"invalid_choice": _("Choose from the list")},
    )
    plan = WordsField(
        label=_("Text"),
        help_text=_("Looked through for signs of spam; kept nowhere."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
