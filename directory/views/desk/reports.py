"""The desk's list of what readers reported."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, moderator_required
from directory.forms.moderation import SettleForm
from directory.models import Report
from directory.moderation_work import count_work
from directory.services.reports import StaleReport, settle_report
from technorth.paging import open_page

PAGE_SIZE = 25


@require_safe
@moderator_required
def list_reports(request: DeskRequest) -> HttpResponse:
    """Show the reports that are open, the longest first; with ``?all=1`` the settled ones too."""
    shows_all = bool(request.GET.get("all"))
    rows = Report.objects.all() if shows_all else Report.objects.open()
    rows = rows.select_related("business").order_by("reported_at", "pk")
    context = {"page": open_page(request, rows, PAGE_SIZE), "all": shows_all, "work": count_work()}
    return render(request, "directory/desk/reports.html", context)


@require_safe
@moderator_required
def show_report(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one report and the form that settles it."""
    return _show(request, find_report(pk), SettleForm())


def find_report(pk: int) -> Report:
    """Return the report. Raises Http404."""
    return get_object_or_404(Report.objects.select_related("business", "settled_by"), pk=pk)


@require_POST
@moderator_required
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Settle a report."""
    report, form = find_report(pk), SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, report, form)
    typed = form.cleaned_data
    try:
        settle_report(
            report=report,
            is_handled=typed["outcome"] == SettleForm.HANDLED,
            note=typed["note"],
            to_team=typed["to_team"],
            by=request.user,
            now=timezone.now(),
        )
    except StaleReport:
        messages.error(request, _("Somebody else settled this report first. Nothing was done."))
        return redirect("directory:moderation_report", pk)
    messages.success(request, _("The report is settled."))
    return redirect("directory:moderation_reports")


def _show(request: DeskRequest, report: Report, form: Any) -> HttpResponse:
    return render(request, "directory/desk/report.html", {"report": report, "form": form})
