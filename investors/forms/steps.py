"""The steps of an enquiry, one form a page; the order of ``STEPS`` is the order of the pages."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from directory.forms.fields import LineField, TrapField, WordsField
from directory.forms.sectors import SectorTree, list_sectors
from directory.languages import LANGUAGES
from investors.filters.choices import list_clusters
from investors.forms.phones import clean_phone
from investors.models.choices import Activity, Driver, FdiType, Jobs, Landing, Spend
from technorth.languages import current_language

WORDS = {"rows": 6}
MAX_WORDS = 5000


def _add_blank(label: Any, choices: list[Any]) -> list[Any]:
    return [("", label), *choices]


def list_countries() -> list[Any]:
    """Return code and name of every country, in the reader's language, after an empty choice."""
    return _add_blank(_("Choose a country"), list(countries))


class CountryField(forms.ChoiceField):
    """A country, which is looked up and not searched for in the whole list."""

    def valid_value(self, value: str) -> bool:
        """Say whether ``value`` is the code of a country."""
        return value in countries


def _set_choices(form: forms.Form, name: str, find: Callable[[], list[Any]]) -> None:
    """Let ``find`` say the choices of the field, once for the form, when they are needed."""
    cast("forms.ChoiceField", form.fields[name]).choices = cache(find)


class StepForm(forms.Form):
    """One page of questions under the heading ``title``."""

    marks_optional = True
    title: Any = ""


class AboutYouForm(StepForm):
    """Who asks."""

    title = _("About you")

    name = LineField(
        label=_("Your full name"),
        max_length=160,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    organisation = LineField(
        label=_("Organisation"),
        max_length=200,
        error_messages={"required": _("Enter the name of your organisation")},
        widget=forms.TextInput(attrs={"autocomplete": "organization", "spellcheck": "false"}),
    )
    job_title = LineField(
        label=_("Job title"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    country = CountryField(
        label=_("Country your organisation is based in"),
        choices=list_countries,
        error_messages={
            "required": _("Choose a country"),
            "invalid_choice": _("Choose a country from the list"),
        },
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We write to this address about your enquiry, and about nothing else."),
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address, like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    phone = LineField(
        label=_("Telephone number"),
        help_text=_("With the country code, like +81 3 1234 5678, or as you dial it in your country."),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
        ),
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Enter a web address, like www.example.com")},
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Language you would like to speak with us"),
        help_text=_(
            "We look for somebody who speaks it. Mails of this site are in the language of this page."
        ),
        choices=lambda: LANGUAGES,  # a list would be copied for each form
        initial="en",
        error_messages={"invalid_choice": _("Choose a language from the list")},
    )
    leave_empty = TrapField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = current_language().code.partition("-")[0]

    def clean(self) -> dict[str, Any]:
        """Read a national telephone number in the chosen country."""
        cleaned = super().clean() or {}
        if cleaned.get("phone") and "country" in cleaned:
            try:
                cleaned["phone"] = clean_phone(cleaned["phone"], cleaned["country"])
            except forms.ValidationError as error:
                self.add_error("phone", error)
        return cleaned


class PlanForm(StepForm):
    """What they plan."""

    title = _("What you plan")

    plan = WordsField(
        label=_("What would you like to do in the North of England?"),
        help_text=_("A few sentences are enough. Any language will do; English is quickest."),
        max_length=MAX_WORDS,
        error_messages={"required": _("Tell us what you plan, in a few words")},
        widget=forms.Textarea(attrs=WORDS),
    )
    fdi_type = forms.ChoiceField(
        label=_("What kind of investment would it be?"),
        choices=FdiType.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={
            "required": _("Choose a kind of investment, or “Not sure yet”"),
            "invalid_choice": _("Choose a kind of investment from the list"),
        },
    )
    activities = forms.MultipleChoiceField(
        label=_("What would you do there?"),
        help_text=_("Choose all that apply."),
        choices=Activity.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-columns"}),
    )
    jobs = forms.ChoiceField(
        label=_("Jobs in the first three years"),
        choices=_add_blank(_("Choose one"), Jobs.choices),
        required=False,
    )
    spend = forms.ChoiceField(
        label=_("Spend in the first three years"),
        choices=_add_blank(_("Choose one"), Spend.choices),
        required=False,
    )
    landing = forms.ChoiceField(
        label=_("When would you start?"),
        choices=_add_blank(_("Choose one"), Landing.choices),
        required=False,
    )


class WhereForm(StepForm):
    """Where, and in which sectors."""

    title = _("Where and which sectors")

    clusters = forms.MultipleChoiceField(
        label=_("Which parts of the North interest you?"),
        help_text=_("Choose all that apply. Choose none if you have no preference: we suggest the best fit."),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-columns"}),
        error_messages={"invalid_choice": _("Choose from the list: it may have changed")},
    )
    place = LineField(
        label=_("A town or postcode, if you have one in mind"),
        help_text=_("For example Huddersfield, or LS1 4AP."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "spellcheck": "false"}),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Which sectors are you in?"),
        help_text=_("Choose all that apply."),
        required=False,
        widget=SectorTree(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={"invalid_choice": _("Choose from the list: it may have changed")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "clusters", list_clusters)
        _set_choices(self, "sectors", list_sectors)


class MoreForm(StepForm):
    """What else matters."""

    title = _("Anything else")

    drivers = forms.MultipleChoiceField(
        label=_("What matters most to you?"),
        help_text=_("Choose all that apply."),
        choices=Driver.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-columns"}),
    )
    anything_else = WordsField(
        label=_("Is there anything else we should know?"),
        help_text=_("For example dates, visits you plan, or who you speak with already."),
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs=WORDS),
    )


STEPS: dict[str, type[StepForm]] = {
    "about-you": AboutYouForm,
    "plan": PlanForm,
    "where": WhereForm,
    "more": MoreForm,
}


class SendForm(forms.Form):
    """The last page: all answers sealed in one field, and the word of agreement."""

    answers = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I agree that TechNorth keeps what I wrote and passes it to the people who answer it"),
        error_messages={"required": _("Tick the box so that we may pass your enquiry on")},
    )
