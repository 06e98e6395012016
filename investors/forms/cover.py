"""The form of the report on cover: a language, a day, and somebody to do without."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.languages import LANGUAGES
from investors.forms.contacts import DAY_ERROR
from investors.models import Contact
from investors.ranking import ROLES

LONGEST = 92  # days of an absence that the report looks at
FURTHEST = 366  # days from today, before and ahead


def list_contacts() -> list[Any]:
    """Return who may be asked, by cluster, after nobody."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Contact.objects.active().filter(role__in=ROLES).select_related("cluster")
    for row in rows.order_by("cluster__position", "name", "pk"):
        groups.setdefault(row.cluster.name, []).append((str(row.pk), row.name))
    return [("", gettext_lazy("Nobody")), *groups.items()]


class CoverForm(forms.Form):
    """What to look at. Without days somebody leaves for good."""

    language = forms.ChoiceField(
        label=gettext_lazy("For an investor who speaks"),
        choices=LANGUAGES,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a language from the list")},
    )
    day = forms.DateField(
        label=gettext_lazy("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_ERROR},
    )
    contact = forms.ChoiceField(
        label=gettext_lazy("What breaks without"),
        choices=list_contacts,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a contact from the list")},
    )
    first_day = forms.DateField(
        label=gettext_lazy("Away from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_ERROR},
    )
    last_day = forms.DateField(
        label=gettext_lazy("Away until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_ERROR},
    )

    def clean_day(self) -> datetime.date | None:
        """Refuse a day that nobody plans for."""
        return refuse_far(self.cleaned_data["day"])

    def clean_first_day(self) -> datetime.date | None:
        """Refuse a day that nobody plans for."""
        return refuse_far(self.cleaned_data["first_day"])

    def clean(self) -> dict[str, Any]:
        """Refuse half a span of days, days out of order, and a span too long to look at."""
        cleaned = super().clean() or self.cleaned_data
        first: datetime.date | None = cleaned.get("first_day")
        last: datetime.date | None = cleaned.get("last_day")
        if first and not last and "last_day" not in self.errors:
            self.add_error("last_day", _("Enter the last day away too, or neither for somebody who leaves"))
        elif last and not first and "first_day" not in self.errors:
            self.add_error("first_day", _("Enter the first day away too, or neither for somebody who leaves"))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day must not be before the first day"))
        elif first and last and (last - first).days > LONGEST:
            self.add_error("last_day", _("Look at three months at most"))
        return cleaned


def refuse_far(day: datetime.date | None) -> datetime.date | None:
    """Return ``day``; raises ValidationError if it is over a year away, before or ahead."""
    if day is not None and abs((day - timezone.localdate()).days) > FURTHEST:
        raise forms.ValidationError(_("Look at days within a year of today"))
    return day
