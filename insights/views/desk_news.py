"""News at the desk: every announcement with its state, writing one, and how it will look."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import DeskRequest, publisher_required
from insights.forms.news import AnnouncementForm
from insights.models import Announcement
from insights.services.announcements import StaleAnnouncement, save_announcement
from insights.views.news import describe_announcement

STALE = gettext_lazy("Somebody else changed this meanwhile. Look at their words, then save yours again.")


@require_safe
@publisher_required
def list_announcements(request: DeskRequest) -> HttpResponse:
    """Show every announcement, those to come first."""
    rows = Announcement.objects.select_related("cluster", "changed_by").order_by("-publish_at", "-pk")
    return render(request, "insights/desk_news.html", {"rows": rows, "now": timezone.now()})


@require_http_methods(["GET", "POST"])
@publisher_required
def add_announcement(request: DeskRequest) -> HttpResponse:
    """Write a new announcement."""
    return _edit(request, Announcement(), _("Write an announcement"))


@require_http_methods(["GET", "POST"])
@publisher_required
def edit_announcement(request: DeskRequest, pk: int) -> HttpResponse:
    """Change an announcement, or take it back."""
    announcement = get_object_or_404(Announcement, pk=pk)
    return _edit(request, announcement, _("Change “%(title)s”") % {"title": announcement.title})


@require_safe
@publisher_required
def preview_announcement(request: DeskRequest, pk: int) -> HttpResponse:
    """Show an announcement as the public sees it, or will."""
    announcement = get_object_or_404(Announcement.objects.select_related("cluster"), pk=pk)
    context = describe_announcement(announcement) | {"is_preview": True, "now": timezone.now()}
    return render(request, "insights/announcement.html", context)


def _edit(request: DeskRequest, announcement: Announcement, title: str) -> HttpResponse:
    if not request.user.publishes:  # an auditor reads the list and what it leads to, and is offered no form
        return redirect("insights:desk_news")
    form = AnnouncementForm(request.POST or None, instance=announcement)
    if request.method == "POST" and form.is_valid():
        try:
            opened_at = _read_moment(form.cleaned_data["opened_at"])
            save_announcement(form.instance, by=request.user, now=timezone.now(), opened_at=opened_at)
        except StaleAnnouncement:
            form.add_error(None, STALE)
            form.take_note_of_change()
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.instance.title})
            return redirect("insights:desk_announcement_preview", pk=form.instance.pk)
    context = {"form": form, "title": title, "back_url": reverse("insights:desk_news")}
    return render(request, "investors/desk/edit.html", context)


def _read_moment(text: str) -> datetime.datetime | None:
    """Return the moment in ``text``, or None, which no announcement was changed at."""
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
