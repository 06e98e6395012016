"""The home page, the desk's front page and the pages about the site."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import DeskRequest, desk_required
from accounts.services import UNCONFIRMED_DAYS
from insights import gallery, sitemaps
from insights.cookies import DAY_SECONDS, describe_cookies
from insights.desk import gather_moderation, gather_referrals, gather_work
from insights.front import describe_front
from insights.personal_data import describe_personal_data
from investors.models.shortlist import KEPT as SHORTLIST_KEPT
from investors.services.submission import LINK_DAYS
from investors.shortlist_keeping import COOKIE_AGE

SECURITY_TXT_DAYS = 180
MOST_PARTS = 50_000  # of a sitemap index (sitemaps.org)


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Say in one screen what TechNorth is for each of its users."""
    return render(request, "insights/home.html", describe_front(timezone.now()))


@desk_required
def show_desk(request: DeskRequest) -> HttpResponse:
    """Show staff what is due, a regional contact what was referred to them, a moderator their own work."""
    now = timezone.now()
    if request.user.sees_every_case:
        return render(request, "insights/desk.html", gather_work(request.user, now))
    if request.user.is_caseworker:
        return render(request, "insights/desk_contact.html", gather_referrals(request.user, now))
    return render(request, "insights/desk_moderator.html", gather_moderation())


@require_safe
def show_privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people."""
    context = {
        "contact": settings.TRIAGE_EMAIL,
        "link_days": LINK_DAYS,
        "session_days": settings.SESSION_COOKIE_AGE // DAY_SECONDS,
        "unconfirmed_days": UNCONFIRMED_DAYS,
        "shortlist_days": COOKIE_AGE.days,
        "shortlist_account_days": SHORTLIST_KEPT.days,
        "groups": describe_personal_data(),
        "spam_days": settings.SPAM_KEPT_DAYS,
        "closed_days": settings.CLOSED_KEPT_DAYS,
        "notice_days": settings.ERASURE_NOTICE_DAYS,
        "message_days": settings.MESSAGES_KEPT_DAYS,
        "view_days": settings.ACCESS_LOG_DAYS,
    }
    return render(request, "insights/privacy.html", context)


@require_safe
def show_cookies(request: HttpRequest) -> HttpResponse:
    """Name every cookie."""
    return render(request, "insights/cookies.html", {"cookies": describe_cookies()})


@require_safe
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the site is and how that is known."""
    return render(request, "insights/accessibility.html", {"contact": settings.TRIAGE_EMAIL})


@require_safe
def serve_robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of pages that belong to one person."""
    return render(request, "insights/robots.txt", content_type="text/plain")


@require_safe
def list_sitemaps(request: HttpRequest) -> HttpResponse:
    """Name every sitemap to search engines."""
    context = {"addresses": sitemaps.list_sitemaps()}
    return render(request, "insights/sitemaps.xml", context, content_type="application/xml")


@require_safe
def show_sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """Name a part of the listed businesses to search engines."""
    if part > MOST_PARTS:
        raise Http404
    return HttpResponse("".join(sitemaps.write_part(part)), content_type="application/xml")


@require_safe
def serve_security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a vulnerability (RFC 9116)."""
    expires_at = timezone.now().replace(microsecond=0) + timedelta(days=SECURITY_TXT_DAYS)
    context = {"contact": settings.TRIAGE_EMAIL, "expires_at": expires_at}
    return render(request, "insights/security.txt", context, content_type="text/plain")


@require_safe
def show_gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, to developers only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "insights/gallery.html", gallery.describe_components(timezone.now()))
