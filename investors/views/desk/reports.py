"""The reports of the desk: times against the promise, shares of the clusters, the funnel, the quarantine."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import DeskRequest, triage_required
from investors.forms.reports import USUAL, PeriodForm, TimesForm, last_days
from investors.reports.fairness import describe_fairness
from investors.reports.funnel import describe_funnel
from investors.reports.quarantine import describe_quarantine
from investors.reports.tables import Table, list_csv_rows
from investors.reports.times import Group, describe_times
from investors.sheets import write_sheet

SPANS = [(30, _("30 days")), (USUAL, _("90 days")), (365, _("12 months"))]
MOST_ROWS = 40  # of a table on the page; the CSV has all


def read_times(form: TimesForm) -> list[Table]:
    """Return the tables of the times."""
    return describe_times(form.read_period(), form.read_group(), timezone.now())


# Each report by its name in the address: its form, and its tables.
REPORTS: dict[str, tuple[type[PeriodForm], Callable[[Any], list[Table]]]] = {
    "times": (TimesForm, read_times),
    "fairness": (PeriodForm, lambda form: [describe_fairness(form.read_period())]),
    "funnel": (PeriodForm, lambda form: [describe_funnel(form.read_period())]),
    "quarantine": (PeriodForm, lambda form: [describe_quarantine(form.read_period())]),
}


@triage_required
@require_safe
def show_report(request: DeskRequest, name: str = "times") -> HttpResponse:
    """Show a report of the period in the address."""
    form, tables = open_report(request, name)
    period = form.read_period()
    context = {
        "name": name,
        "form": form,
        "period": period,
        "tables": [(table, table.list_rows()[:MOST_ROWS], len(table.rows) > MOST_ROWS) for table in tables],
        "spans": [(label, last_days(days)) for days, label in SPANS],
        "is_empty": not any(table.rows for table in tables),
    }
    return render(request, f"investors/desk/reports/{name}.html", context)


@triage_required
@require_safe
def download_report(request: DeskRequest, name: str) -> HttpResponse:
    """Give a report as CSV; it holds no personal data of an investor."""
    form, tables = open_report(request, name)
    period = form.read_period()
    response = HttpResponse(write_sheet(list_csv_rows(tables)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{period.first}-{period.last}.csv"'
    return response


def open_report(request: DeskRequest, name: str) -> tuple[PeriodForm, list[Table]]:
    """Return the form and the tables of the report ``name``. Raises Http404 where there is none."""
    if name not in REPORTS:
        raise Http404
    kind, read = REPORTS[name]
    asked = request.GET.copy()
    if asked and not asked.get("first") and not asked.get("last"):  # the form shows the days that are counted
        usual = last_days(USUAL)
        asked["first"], asked["last"] = usual.first.isoformat(), usual.last.isoformat()
    form = kind(asked or None, initial=suggest_period())
    return form, read(form)


def suggest_period() -> dict[str, Any]:
    """Return what the form asks for at first."""
    return {"first": last_days(USUAL).first, "last": timezone.localdate(), "by": Group.CLUSTER}
