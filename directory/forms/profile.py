"""The pages of a profile, one form each; each reads its part of a content and gives it back, checked."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from directory.content import Content, Section
from directory.forms.fields import CountedText, LineField, WordsField, read_line
from directory.forms.sectors import SectorTree, list_sectors
from directory.languages import LANGUAGES
from directory.models import Business
from directory.models.business import MOST_KEYWORDS
from directory.web_addresses import clean_web_address

MOST_SECTORS = 5
MOST_LINES = 10
SUMMARY_LENGTH = 250
TEXT_LENGTH = 2000
DESCRIPTION_LENGTH = 10_000
# The largest number of employees of each size band but the last.
BAND_ENDS = ((9, "1-9"), (49, "10-49"), (249, "50-249"), (499, "250-499"))
SMALL_CHOICES = {"class": "govuk-checkboxes--small tn-columns"}


class LinesField(forms.CharField):
    """Several short texts, one a line; empty lines and repetitions do not count."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, **kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        """Return the lines as one text, for the page."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # lines instead of one text
        """Return the lines. Raises ValidationError for too many or too long ones, which it names."""
        lines = [read_line(line) for line in str(super().to_python(value) or "").splitlines()]
        found = list(dict.fromkeys(self.clean_line(line) for line in lines if line))
        if len(found) > self.most:
            raise ValidationError(
                _("Enter %(most)d lines or fewer. These are %(count)d."),
                params={"most": self.most, "count": len(found)},
            )
        for line in found:
            if len(line) > self.longest:
                raise ValidationError(
                    _("Shorten “%(line)s …” to %(longest)d characters or fewer"),
                    params={"line": line[:30], "longest": self.longest},
                )
        return found

    def clean_line(self, line: str) -> str:
        """Return one line as it is kept."""
        return line


class WebAddressesField(LinesField):
    """Several web addresses, one a line."""

    def clean_line(self, line: str) -> str:
        """Return the whole address. Raises ValidationError for what is none."""
        return clean_web_address(line)


class WebAddressField(forms.CharField):
    """One web address, in which the scheme may be left out."""

    def clean(self, value: Any) -> str:
        """Return the whole address, or "". Raises ValidationError for what is none."""
        return clean_web_address(str(super().clean(value) or ""))


class SectionForm(forms.Form):
    """One section of the task list. Its fields are named as in ``directory.content``."""

    marks_optional = True
    section: ClassVar[Section]

    def read_values(self) -> Content:
        """Return what was entered, as a content has it; the form is valid."""
        return dict(self.cleaned_data)


class NamesForm(SectionForm):
    """What it is called and what it is."""

    section = Section.NAMES

    name = LineField(
        label=_("Name of the business"),
        max_length=160,
        error_messages={"required": _("Enter the name of the business")},
        widget=forms.TextInput(attrs={"autocomplete": "organization", "spellcheck": "false"}),
    )
    trading_names = LinesField(
        label=_("Other names that it trades under"),
        help_text=_("One a line. People find the business by these too."),
        most=MOST_LINES,
        longest=160,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Business.Kind.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose what kind of business it is")},
    )


class SummaryForm(SectionForm):
    """What it does, in short and at length."""

    section = Section.SUMMARY

    summary = LineField(
        label=_("Summary"),
        help_text=_("What the business does and for whom, in at most 250 characters. Lists show it."),
        max_length=SUMMARY_LENGTH,
        error_messages={
            "required": _("Say in a sentence what the business does"),
            "max_length": _("Shorten the summary to 250 characters. These are %(show_value)d."),
        },
        widget=CountedText(attrs={"rows": 4}),
    )
    description = WordsField(
        label=_("Description"),
        help_text=_("At length: an empty line begins a new paragraph. Markdown works; see below."),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=CountedText(attrs={"rows": 12}, threshold=75),
    )


class SectorsForm(SectionForm):
    """Which sectors it is in, and words that people look for."""

    section = Section.SECTORS

    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        help_text=_("Up to five. The first that fits is enough."),
        widget=SectorTree(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={
            "required": _("Choose at least one sector"),
            "invalid_choice": _("Choose from the list: it may have changed"),
        },
    )
    keywords = LinesField(
        label=_("Keywords"),
        help_text=_("Up to ten, one a line: technologies, standards, markets. People search for them."),
        most=MOST_KEYWORDS,
        longest=40,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sectors"].choices = list_sectors()  # type: ignore[attr-defined]

    def clean_sectors(self) -> list[str]:
        """Return the codes. Raises ValidationError for more than five."""
        sectors: list[str] = self.cleaned_data["sectors"]
        if len(sectors) > MOST_SECTORS:
            raise ValidationError(
                _("Choose five sectors or fewer. These are %(count)d."), params={"count": len(sectors)}
            )
        return sectors


class SizeForm(SectionForm):
    """How old and how large it is."""

    section = Section.SIZE

    founded_year = forms.IntegerField(
        label=_("Year in which it was founded"),
        min_value=1500,
        required=False,
        error_messages={
            "invalid": _("Enter a year, like 2012"),
            "min_value": _("Enter a year, like 2012"),
        },
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    employees = forms.IntegerField(
        label=_("Number of employees"),
        help_text=_("At all sites together. Leave it empty to give a range only."),
        min_value=0,
        max_value=2_000_000,
        required=False,
        error_messages={
            "invalid": _("Enter a whole number, like 12"),
            "min_value": _("Enter a whole number, like 12"),
            "max_value": _("This number is too large"),
        },
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )
    employees_on = forms.DateField(
        label=_("Counted on"),
        help_text=_("The day that the number is true of, like 2026-03-31 or 31/3/2026. Empty means today."),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"],
        error_messages={"invalid": _("Enter a day, like 31/3/2026")},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "govuk-input--width-10"}),
    )
    size_band = forms.ChoiceField(
        label=_("Size"),
        choices=Business.SizeBand.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        help_text=_("Follows from the number of employees where you give it."),
    )

    def clean_founded_year(self) -> int | None:
        """Return the year. Raises ValidationError for one to come."""
        year: int | None = self.cleaned_data["founded_year"]
        if year and year > timezone.localdate().year:
            raise ValidationError(_("Enter a year that is not in the future"))
        return year

    def clean_employees_on(self) -> datetime.date | None:
        """Return the day. Raises ValidationError for one to come."""
        day: datetime.date | None = self.cleaned_data["employees_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("Enter a day that is not in the future"))
        return day

    def clean(self) -> dict[str, Any]:
        """See to it that number, day and size agree."""
        cleaned = super().clean() or {}
        employees = cleaned.get("employees")
        if employees is None:
            cleaned["employees_on"] = None
            if not cleaned.get("size_band") and "employees" not in self.errors:
                self.add_error("size_band", _("Choose a size, or enter the number of employees"))
            return cleaned
        cleaned["employees_on"] = cleaned.get("employees_on") or timezone.localdate()
        cleaned["size_band"] = next((band for end, band in BAND_ENDS if employees <= end), "500+")
        return cleaned

    def read_values(self) -> Content:
        """Return what was entered, the day as ISO 8601 writes it."""
        day = self.cleaned_data["employees_on"]
        return self.cleaned_data | {"employees_on": day.isoformat() if day else None}


class WebForm(SectionForm):
    """Where it is on the web."""

    section = Section.WEB

    website = WebAddressField(
        label=_("Website"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url", "spellcheck": "false"}),
    )
    social_links = WebAddressesField(
        label=_("Social and other addresses"),
        help_text=_("One a line, whole: for example linkedin.com/company/your-business"),
        most=MOST_LINES,
        longest=300,
    )


class OffersForm(SectionForm):
    """What it offers, and what it looks for."""

    section = Section.OFFERS

    offers = WordsField(
        label=_("What do you offer?"),
        help_text=_("Products and services, and what makes them worth buying."),
        max_length=TEXT_LENGTH,
        required=False,
        widget=CountedText(attrs={"rows": 5}, threshold=75),
    )
    looking_for = forms.MultipleChoiceField(
        label=_("What are you looking for?"),
        help_text=_("Choose all that apply."),
        choices=Business.Wanted.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SMALL_CHOICES),
    )
    looking_for_text = WordsField(
        label=_("More about what you look for"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=CountedText(attrs={"rows": 4}, threshold=75),
    )


class SupplyForm(SectionForm):
    """Its place in supply chains."""

    section = Section.SUPPLY

    supply_capabilities = WordsField(
        label=_("What can you supply to larger businesses?"),
        help_text=_("For example certified components, testing, hosting, content, staff."),
        max_length=TEXT_LENGTH,
        required=False,
        widget=CountedText(attrs={"rows": 5}, threshold=75),
    )
    supply_needs = WordsField(
        label=_("What do you need from suppliers?"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=CountedText(attrs={"rows": 5}, threshold=75),
    )


class OwnershipForm(SectionForm):
    """Whose it is, and where it came from."""

    section = Section.OWNERSHIP

    parent_name = LineField(label=_("Parent company"), max_length=160, required=False)
    spin_off_of = LineField(
        label=_("Spin-off of"),
        help_text=_("The university or business that it came out of."),
        max_length=160,
        required=False,
    )
    owner_country = forms.ChoiceField(
        label=_("Country of an overseas owner"),
        choices=lambda: [("", _("No overseas owner")), *countries],
        required=False,
    )


class MarketsForm(SectionForm):
    """Where it sells, and which languages it speaks."""

    section = Section.MARKETS

    markets = forms.MultipleChoiceField(
        label=_("Countries that you sell to"),
        choices=lambda: list(countries),
        required=False,
        widget=forms.CheckboxSelectMultiple(
            attrs={"class": "govuk-checkboxes--small tn-columns tn-choice-box"}
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that you do business in"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SMALL_CHOICES),
    )
