"""What an investor asks for on the page of their enquiry, and on that for a lost link."""

import datetime
import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.call_times import guess_zone, list_zones
from investors.forms.phones import clean_phone, show_phone
from investors.forms.steps import AboutYouForm
from investors.models import Enquiry

SLOTS = ("slot_1", "slot_2", "slot_3")
LONGEST_AHEAD = datetime.timedelta(days=90)


class AddressForm(forms.Form):
    """An e-mail address to write to."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter your e-mail address"),
            "invalid": gettext_lazy("Enter an e-mail address, like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class DetailsForm(AddressForm):
    """Who asks, and how to reach them. The organisation stays: another one is another enquiry."""

    marks_optional = True
    field_order = ("name", "phone", "email")

    name = AboutYouForm.base_fields["name"]
    phone = AboutYouForm.base_fields["phone"]

    def __init__(self, data: Any = None, *, enquiry: Enquiry) -> None:
        initial = {"name": enquiry.name, "phone": show_phone(enquiry.phone), "email": enquiry.email}
        super().__init__(data, initial=initial)
        self.country = str(enquiry.country)
        self.fields["email"].help_text = _(
            "We write to a new address first. It counts once you press the button that our mail leads to."
        )

    def clean_phone(self) -> str:
        """Read a national number in the country of the organisation."""
        phone = self.cleaned_data["phone"]
        return clean_phone(phone, self.country) if phone else ""


class LocalTimeField(forms.Field):
    """A day and a time on the clock of some place; the value has no time zone yet."""

    FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            error_messages={"required": gettext_lazy("Enter a day and a time")},
            widget=forms.DateTimeInput(
                attrs={"type": "datetime-local", "class": "govuk-input--width-20"}, format=self.FORMATS[0]
            ),
        )

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Return the day and time. Raises ValidationError for what is none."""
        text = " ".join(str(value or "").split())
        for form in self.FORMATS:
            try:
                return datetime.datetime.strptime(text, form)
            except ValueError:
                continue
        if text:
            raise forms.ValidationError(_("Enter a day and a time, like 2027-06-09 14:30"))
        return None


class CallForm(forms.Form):
    """Three times at which a call suits, on the clock of one place; and a number where we have none."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Your time zone"),
        help_text=gettext_lazy("Choose the place whose clock is yours."),
        error_messages={
            "required": gettext_lazy("Choose your time zone"),
            "invalid_choice": gettext_lazy("Choose a time zone from the list"),
        },
    )
    slot_1 = LocalTimeField(gettext_lazy("First time that suits you"))
    slot_2 = LocalTimeField(gettext_lazy("Second time"))
    slot_3 = LocalTimeField(gettext_lazy("Third time"))
    phone = AboutYouForm.base_fields["phone"]

    def __init__(self, data: Any = None, *, enquiry: Enquiry, now: datetime.datetime) -> None:
        super().__init__(data, initial={"zone": guess_zone(enquiry)})
        self.now = now
        self.enquiry = enquiry
        choices: Any = self.fields["zone"]
        choices.choices = [("", _("Choose one")), *list_zones()]
        self.fields["phone"].required = True
        self.fields["phone"].error_messages["required"] = _("Enter the number to call")
        if enquiry.phone:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        """Read a national number in the country of the organisation."""
        return clean_phone(self.cleaned_data["phone"], str(self.enquiry.country))

    def clean(self) -> dict[str, Any]:
        """Read the times on the clock of the place; each must exist, lie ahead, and not be there twice."""
        cleaned = super().clean() or {}
        seen: set[datetime.datetime] = set()
        for name in SLOTS:
            if cleaned.get(name) and cleaned.get("zone"):
                try:
                    cleaned[name] = self._place(cleaned[name], zoneinfo.ZoneInfo(cleaned["zone"]), seen)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    def _place(
        self, naive: datetime.datetime, zone: zoneinfo.ZoneInfo, seen: set[datetime.datetime]
    ) -> datetime.datetime:
        try:
            moment = naive.replace(tzinfo=zone).astimezone(datetime.UTC)
        except OverflowError as error:
            raise forms.ValidationError(_("Enter a time within the next 90 days")) from error
        if moment.astimezone(zone).replace(tzinfo=None) != naive:
            raise forms.ValidationError(_("The clocks go forward over this time: choose another"))
        if moment <= self.now:
            raise forms.ValidationError(_("This time is over: choose a later one"))
        if moment > self.now + LONGEST_AHEAD:
            raise forms.ValidationError(_("Enter a time within the next 90 days"))
        if moment in seen:
            raise forms.ValidationError(_("You gave this time already: choose another"))
        seen.add(moment)
        return moment

    def read_slots(self) -> list[datetime.datetime]:
        """Return the times of a valid form, the earliest first."""
        return sorted(self.cleaned_data[name] for name in SLOTS)

    def read_phone(self) -> str:
        """Return the number to call."""
        return str(self.cleaned_data.get("phone") or self.enquiry.phone)
