"""Exports of enquiries with personal data: asking for one, the log of all, the download."""

import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import DeskRequest, triage_required
from investors.export_filter import ExportFilter
from investors.forms.exports import ExportForm
from investors.models import Enquiry, Export, ExportEvent
from investors.services import exports
from investors.views.desk.lists import PAGE_SIZE, describe_filters
from investors.views.desk.queue import CHIPS
from technorth.paging import open_page


@triage_required
@require_safe
def list_exports(request: DeskRequest) -> HttpResponse:
    """Show how many enquiries the filters in the address keep, a form to ask for them, and the log."""
    return show_exports(request, ExportForm())


@triage_required
@require_POST
def ask_export(request: DeskRequest) -> HttpResponse:
    """Ask for a file of the enquiries that the filters in the address keep."""
    now = timezone.now()
    form, filterset = ExportForm(request.POST), open_filter(request, now)
    if form.is_valid() and filterset.is_valid():
        try:
            exports.ask_export(
                query=request.GET.urlencode(),
                filters=describe_choice(request, filterset),
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=now,
            )
        except exports.TooManyExports:
            form.add_error(None, _("You asked for %(count)s files in 24 hours. Ask again tomorrow.") % LIMITS)
        else:
            messages.success(request, _("The file is being made. Open this page again in a few seconds."))
            return redirect("investors:desk_exports")
    return show_exports(request, form)


@triage_required
@require_POST
def download_export(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the file to who asked for it, and log that."""
    export = get_object_or_404(Export.objects.downloadable_by(request.user), pk=pk)
    try:
        content = exports.open_export(export=export, by=request.user, now=timezone.now())
    except exports.ExportGone as error:
        raise Http404 from error
    name = f"enquiries-{timezone.localtime(export.asked_at):%Y-%m-%d}-{export.pk}.csv"
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)  # decorators name the narrower type, and use what both have


LIMITS = {"count": exports.MOST_A_DAY}


def open_filter(request: DeskRequest, now: datetime.datetime) -> ExportFilter:
    """Return the queue's filters, as the address sets them, over what the person may see."""
    visible = Enquiry.objects.visible_to(request.user)
    return ExportFilter(request.GET, visible, user=request.user, now=now)


def show_exports(request: DeskRequest, form: ExportForm) -> HttpResponse:
    """Show the page, with ``form`` as it was typed."""
    filterset = open_filter(request, timezone.now())
    context: dict[str, Any] = {
        "form": form,
        "filters": filterset.form,
        "found": filterset.qs.order_by().count(),
        "chips": describe_filters(request, filterset, CHIPS),
        "most_rows": settings.EXPORT_MAX_ROWS,
        "days": settings.EXPORT_DAYS,
        "limits": LIMITS,
        "page": open_page(request, list_log(request.user), PAGE_SIZE),
    }
    return render(request, "investors/desk/reports/exports.html", context)


def list_log(user: User) -> Any:
    """Return the exports whose log ``user`` may read, the newest first, each with what happened to it."""
    events = ExportEvent.objects.order_by("at", "pk")
    rows = Export.objects.visible_to(user).order_by("-asked_at", "-pk")
    return rows.prefetch_related(Prefetch("events", events))


def describe_choice(request: DeskRequest, filterset: ExportFilter) -> str:
    """Return the filters in force in words."""
    statuses = dict(filterset.form.fields["status"].choices)
    chosen = [str(statuses[value]) for value in filterset.form.cleaned_data.get("status") or []]
    words = [f"{_('Status')}: {', '.join(chosen) or _('all that is open')}"]
    return "; ".join([*words, *(chip["label"] for chip in describe_filters(request, filterset, CHIPS))])
