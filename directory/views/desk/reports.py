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
from directory.services.reports import StaleReport, settle_report
from technorth.paging import open_page

PAGE_SIZE = 25


@require_safe
@moderator_required
def list_reports(request: DeskRequest) -> HttpResponse:
    """Show the reports that are open; with ``?all=1`` the settled ones too."""
    rows = Report.objects.all() if request.GET.get("all") else Report.objects.open()
    page = open_page(
        request, rows.select_related("business", "settled_by").order_by("reported_at", "pk"), PAGE_SIZE
    )
    return render(request, "directory/desk/reports.html", {"page": page, "all": "all" in request.GET})


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
    is_handled = form.cleaned_data["outcome"] == "handled"
    note = form.cleaned_data["note"]
    try:
        settle_report(report=report, is_handled=is_handled, note=note, by=request.user, now=timezone.now())
    except StaleReport:
        messages.error(request, _("Somebody else settled this report first. Nothing was done."))
        return redirect("directory:moderation_report", pk)
    messages.success(request, _("The report is settled."))
    return redirect("directory:moderation_reports")


def _show(request: DeskRequest, report: Report, form: Any) -> HttpResponse:
    return render(request, "directory/desk/report.html", {"report": report, "form": form})
