"""The page on which a reader reports a profile."""

import time

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.forms.moderation import ReportForm
from directory.models import Business
from directory.services.reports import report_business

SALT = "directory.report"
FASTEST_SECONDS = 4
MOST_IN_AN_HOUR = 10  # from one network address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a report on a listed business. What looks like a program's is marked, and kept all the same."""
    business = get_object_or_404(Business.objects.listed(), slug=slug)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        opened = request.POST.get("opened") or signing.dumps(time.time(), salt=SALT)
        context = {"business": business, "form": form, "opened": opened}
        return render(request, "directory/report.html", context)
    if is_too_often(request):
        return render(request, "429.html", status=429)
    report_business(
        business=business,
        reason=form.cleaned_data["reason"],
        text=form.cleaned_data["text"],
        email=form.cleaned_data["email"],
        signs=find_signs(request, form),
        now=timezone.now(),
    )
    messages.success(request, _("Thank you. A moderator looks at it."))
    return redirect(business.get_absolute_url())


def find_signs(request: HttpRequest, form: ReportForm) -> list[str]:
    """Return what tells that a program and not a person sent the form."""
    signs = ["hidden field"] if form.cleaned_data["leave_empty"] else []
    try:
        opened = signing.loads(request.POST.get("opened", ""), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return [*signs, "no time"]
    return [*signs, "too fast"] if time.time() - opened < FASTEST_SECONDS else signs


def is_too_often(request: HttpRequest) -> bool:
    """Count this report; say whether its network address sent too many in this hour.

    An address that cannot be told counts as none: that is no reason to refuse a report.
    """
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return False
    hour = int(time.time() // 3600)
    key = f"report:{salted_hmac(f'{SALT}.{hour}', address).hexdigest()}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, timeout=3600)
    return count > MOST_IN_AN_HOUR
