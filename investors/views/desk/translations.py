"""The desk's list of what readers say of translations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, moderator_required
from investors.models import TranslationReport
from investors.services.translation_reports import settle_translation_report
from technorth.paging import open_page

PAGE_SIZE = 25


@require_safe
@moderator_required
def list_reports(request: DeskRequest) -> HttpResponse:
    """Show what is open, the longest first; with ``?all=1`` everything, the newest first."""
    shows_all = bool(request.GET.get("all"))
    if shows_all:
        rows = TranslationReport.objects.select_related("settled_by").order_by("-reported_at", "-pk")
    else:
        rows = TranslationReport.objects.open().order_by("reported_at", "pk")
    context = {"page": open_page(request, rows, PAGE_SIZE), "all": shows_all}
    return render(request, "investors/desk/translations.html", context)


@require_POST
@moderator_required
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Settle a report, once."""
    report = get_object_or_404(TranslationReport, pk=pk)
    if settle_translation_report(report=report, by=request.user, now=timezone.now()):
        messages.success(request, _("The report is settled."))
    else:
        messages.info(request, _("Somebody else settled this report first."))
    return redirect("investors:desk_translations")
