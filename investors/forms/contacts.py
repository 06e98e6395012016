"""Forms with which managers edit contacts, cover and absences."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CONTACTS
from directory.languages import LANGUAGES
from directory.models import Sector
from investors.filters.choices import list_clusters, list_sectors
from investors.models import Absence, Contact

CAPACITY_ERROR = _("Enter a whole number from 1 to 1000")
DAY_ERROR = _("Enter a day, like 2026-11-23")


def make_capacity_field() -> forms.IntegerField:
    """Return the field for how much a contact can carry."""
    return forms.IntegerField(
        label=_("Capacity"),
        help_text=_("How many open referrals they can carry at once."),
        initial=10,
        min_value=1,
        max_value=1000,
        error_messages={
            "required": CAPACITY_ERROR,
            "invalid": CAPACITY_ERROR,
            "min_value": CAPACITY_ERROR,
            "max_value": CAPACITY_ERROR,
        },
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )


class CapacityForm(forms.Form):
    """How much a contact can carry, said by themselves."""

    capacity = make_capacity_field()


class ContactForm(forms.ModelForm):
    """Who a contact is and what they cover. ``sectors`` is left to the service."""

    marks_optional = True

    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        help_text=_("A sector includes those below it. Choose none for somebody who covers every sector."),
        required=False,
        choices=list_sectors,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-columns"}),
    )
    capacity = make_capacity_field()
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("In which they can answer an investor."),
        required=False,
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-columns"}),
    )

    class Meta:
        model = Contact
        fields = ["name", "email", "organisation", "role", "cluster", "capacity", "user", "languages"]
        labels = {
            "name": _("Name"),
            "email": _("E-mail address"),
            "organisation": _("Organisation"),
            "role": _("Role"),
            "cluster": _("Cluster"),
            "user": _("Desk account"),
        }
        help_texts = {
            "email": _("Referrals are sent here."),
            "user": _(
                "With one they see their referrals at the desk too. Without one they answer from the mail."
            ),
        }
        error_messages = {
            "name": {"required": _("Enter the contact’s name")},
            "email": {
                "required": _("Enter the address that referrals are sent to"),
                "invalid": _("Enter an e-mail address, like name@example.com"),
            },
            "role": {"required": _("Choose a role")},
            "cluster": {"required": _("Choose a cluster")},
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            ["name", "email", "organisation", "role", "cluster", "capacity", "user", "languages", "sectors"]
        )
        fields: dict[str, Any] = self.fields
        fields["cluster"].choices = [("", _("Choose a cluster")), *list_clusters()]
        fields["role"].choices = Contact.Role.choices
        own = Q(pk=self.instance.user_id)
        free = Q(role__in=CONTACTS, is_active=True, contact=None)
        fields["user"].queryset = User.objects.filter(free | own).order_by("name", "pk")
        fields["user"].empty_label = _("None: answers from the mail")
        if self.instance.pk:
            self.initial["sectors"] = list(self.instance.sectors.values_list("pk", flat=True))

    def clean_sectors(self) -> list[Sector]:
        """Return the sectors themselves."""
        return list(Sector.objects.filter(pk__in=self.cleaned_data["sectors"]))


class AbsenceForm(forms.ModelForm):
    """Days on which a contact is away."""

    marks_optional = True

    class Meta:
        model = Absence
        fields = ["first_day", "last_day", "reason"]
        labels = {"first_day": _("First day away"), "last_day": _("Last day away"), "reason": _("Reason")}
        help_texts = {"reason": _("A word such as “leave”. Nothing about health.")}
        error_messages = {
            "first_day": {"required": _("Enter the first day away"), "invalid": DAY_ERROR},
            "last_day": {"required": _("Enter the last day away"), "invalid": DAY_ERROR},
        }
        widgets = {
            "first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse days out of order."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day must not be before the first day"))
        return cleaned
