"""The forms of the reports: a period, and by what the times are grouped."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.forms.contacts import DAY_ERROR
from investors.reports.tables import Period
from investors.reports.times import Group

USUAL = 90  # days
LONGEST = 731  # days


def make_day_input() -> forms.DateInput:
    """Return the browser's own field for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def last_days(days: int) -> Period:
    """Return today and so many days before it."""
    today = timezone.localdate()
    return Period(today - datetime.timedelta(days=days), today)


class PeriodForm(forms.Form):
    """The days in which the enquiries came in; of two empty ones, the last 90."""

    first = forms.DateField(
        label=gettext_lazy("Received from"),
        required=False,
        widget=make_day_input(),
        error_messages={"invalid": DAY_ERROR},
    )
    last = forms.DateField(
        label=gettext_lazy("Received to"),
        required=False,
        widget=make_day_input(),
        error_messages={"invalid": DAY_ERROR},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days out of order, ahead, or too many."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        today = timezone.localdate()
        last: datetime.date = cleaned.get("last") or today
        first: datetime.date = cleaned.get("first") or last - datetime.timedelta(days=USUAL)
        if last < first:
            self.add_error("last", _("The last day must not be before the first day"))
        elif last > today:
            self.add_error("last", _("Choose a day that is not ahead"))
        elif (last - first).days >= LONGEST:
            self.add_error("first", _("Look at two years at most"))
        return {**cleaned, "first": first, "last": last}

    def read_period(self) -> Period:
        """Return the period asked for; the usual one where what was asked for is wrong."""
        if self.is_valid():
            return Period(self.cleaned_data["first"], self.cleaned_data["last"])
        return last_days(USUAL)


class TimesForm(PeriodForm):
    """A period, and by what the times are grouped."""

    by = forms.ChoiceField(label=gettext_lazy("By"), choices=Group, required=False)

    def clean_by(self) -> str:
        """Return the group asked for, else clusters."""
        return self.cleaned_data["by"] or Group.CLUSTER

    def read_group(self) -> str:
        """Return the group asked for; clusters where what was asked for is wrong."""
        group: str = self.cleaned_data.get("by") or Group.CLUSTER if self.is_valid() else Group.CLUSTER
        return group
