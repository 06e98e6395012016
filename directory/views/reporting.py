"""The page on which a reader reports a profile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.form_signs import find_signs, is_too_often, seal_opening
from directory.forms.moderation import ReportForm
from directory.models import Business
from directory.services.reports import report_business


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a report on a listed business. What looks like a program's is marked, and kept all the same."""
    business = get_object_or_404(Business.objects.listed(), slug=slug)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        opened = request.POST.get("opened") or seal_opening()
        context = {"business": business, "form": form, "opened": opened}
        return render(request, "directory/report.html", context)
    if is_too_often(request, name="report"):
        return render(request, "429.html", status=429)
    report_business(
        business=business,
        reason=form.cleaned_data["reason"],
        text=form.cleaned_data["text"],
        email=form.cleaned_data["email"],
        signs=find_signs(request.POST, trap=form.cleaned_data["leave_empty"]),
        now=timezone.now(),
    )
    messages.success(request, _("Thank you. A moderator looks at it."))
    return redirect(business.get_absolute_url())
