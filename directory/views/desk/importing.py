"""Importing a spreadsheet of businesses at the desk: choose, check, confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import DeskRequest, moderator_required
from directory.forms.spreadsheets import SheetForm
from directory.listing_sheets import COLUMNS, write_template
from directory.models import ListingSheet
from directory.services import sheet_import
from directory.services.sheet_checking import Deed, check_sheet

MOST_SHOWN = 200  # of the rows that would be imported; rows with errors are all shown


@moderator_required
@require_http_methods(["GET", "POST"])
def choose_sheet(request: DeskRequest) -> HttpResponse:
    """Take a spreadsheet, or say what one looks like."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sheet = sheet_import.keep_sheet(
            rows=form.rows,
            file_name=form.cleaned_data["file"].name,
            source=form.cleaned_data["source"],
            source_period=form.cleaned_data["source_period"],
            by=request.user,
            now=timezone.now(),
        )
        return redirect("directory:import_check", sheet.pk)
    return render(request, "directory/desk/import.html", {"form": form, "columns": COLUMNS})


@moderator_required
@require_GET
def send_template(request: DeskRequest) -> HttpResponse:
    """Send a CSV file with the names of the columns."""
    return HttpResponse(
        write_template(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="businesses.csv"'},
    )


@moderator_required
@require_GET
def check_kept(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what the import would do, and which rows stand in its way."""
    sheet = get_object_or_404(ListingSheet.objects.waiting().filter(chosen_by=request.user), pk=pk)
    plan = check_sheet(listings=sheet_import.read_kept(sheet))
    sound = [outcome for outcome in plan.outcomes if outcome.deed != Deed.REFUSED]
    context = {
        "sheet": sheet,
        "plan": plan,
        "total": len(plan.outcomes),
        "counts": [(deed.label, plan.counts[deed]) for deed in Deed],
        "shown": sound[:MOST_SHOWN],
        "more": max(0, len(sound) - MOST_SHOWN),
    }
    return render(request, "directory/desk/import_check.html", context)


@moderator_required
@require_POST
def import_kept(request: DeskRequest, pk: int) -> HttpResponse:
    """Import the spreadsheet, all of it or nothing."""
    sheet = get_object_or_404(ListingSheet.objects.filter(chosen_by=request.user), pk=pk)
    try:
        plan = sheet_import.import_kept(sheet=sheet, by=request.user, now=timezone.now())
    except sheet_import.SheetRefused:
        messages.error(request, _("Nothing was imported: the directory has changed since the check."))
        return redirect("directory:import_check", pk)
    except sheet_import.SheetDone:
        messages.warning(request, _("This spreadsheet was imported already."))
        return redirect("directory:import_sheet")
    messages.success(
        request,
        _("Imported: %(added)s new listings, %(changed)s changed.")
        % {"added": plan.counts[Deed.ADDED], "changed": plan.counts[Deed.CHANGED]},
    )
    return redirect("directory:import_sheet")
