"""The form that makes a project of an enquiry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.company_numbers import NotACompanyNumber, parse_company_number
from directory.forms.fields import LineField
from investors.forms.desk import VersionForm
from investors.organisation_matches import Candidate

NEW = "new"


def name_candidate(candidate: Candidate) -> str:
    """Return an organisation with its country and what speaks for it."""
    found: Any = candidate.organisation
    return f"{found.name}, {found.country.name} ({', '.join(candidate.reasons)})"


class ConvertForm(VersionForm):
    """Whose project it becomes: an organisation that we know, or a new one."""

    marks_optional = True

    organisation = forms.ChoiceField(
        label=_("Whose project is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the organisation, or that it is a new one")},
    )
    name = LineField(label=_("Name of the organisation, if it is new"), max_length=200, required=False)
    company_number = LineField(
        label=_("Company number at Companies House"),
        help_text=_("If it has one in the United Kingdom, like 04870829. We look whether we know it."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
    )
    registration = LineField(
        label=_("Number of registration in its own country"),
        help_text=_("We look whether we know it."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
    )

    def offer(self, candidates: list[Candidate]) -> None:
        """Offer these organisations, each with what speaks for it, and a new one last."""
        field: Any = self.fields["organisation"]
        field.choices = [
            *((str(each.organisation.pk), name_candidate(each)) for each in candidates),
            (NEW, _("A new organisation")),
        ]
        if not candidates:
            self.initial["organisation"] = NEW

    def clean_company_number(self) -> str:
        """Return the number in full, or the empty text."""
        typed: str = self.cleaned_data["company_number"]
        if not typed:
            return ""
        try:
            return parse_company_number(typed)
        except NotACompanyNumber as error:
            raise forms.ValidationError(_("Enter a company number, like 04870829 or SC123456")) from error

    def clean_registration(self) -> str:
        """Return the number as registers write it: capitals, no spaces."""
        return "".join(str(self.cleaned_data["registration"]).split()).upper()

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a new organisation."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("organisation") == NEW and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter the name of the new organisation"))
        return cleaned
