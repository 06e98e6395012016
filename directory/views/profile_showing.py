"""A profile before it is public: its preview, and its logo."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.content import imagine_content
from directory.models import Business, Logo, Outcode
from directory.permissions import Action
from directory.profiles import describe_profile
from directory.services.logos import is_logo_of
from directory.services.revisions import read_draft
from directory.views.kept_typing import OwnRequest, signed_in
from directory.views.own_businesses import list_mine

LOGO_MAX_AGE = 365 * 24 * 3600


@require_safe
@signed_in
def preview(request: OwnRequest, slug: str) -> HttpResponse:
    """Show the profile as it would look, marked as a preview: the page itself, of a business in memory."""
    mine = list_mine(request, Action.SEE_BUSINESS)
    # Its sectors and sites are those of the draft, so those that are published need not be loaded.
    business = get_object_or_404(mine.with_profile_facts().prefetch_related(None), slug=slug)
    _revision, content = read_draft(business)
    try:
        imagine_content(business=business, content=content)
    except Outcode.DoesNotExist:
        messages.error(request, _("Give a postcode in the North first: then there is something to see."))
        return redirect("directory:own_business", slug)
    context = describe_profile(business, settings.SITE_URL) | {"is_preview": True, "json_ld": None}
    return render(request, "directory/business.html", context)


@require_safe
def show_logo(request: HttpRequest, digest: str) -> HttpResponse:
    """Send a logo: to everybody where a published profile shows it, else to its team and to moderators."""
    logo = get_object_or_404(Logo, pk=digest)
    is_public = Business.objects.listed().filter(logo=logo).exists()
    if not is_public and not may_see_draft(request, logo):
        raise Http404
    response: HttpResponse = HttpResponse(bytes(logo.image), content_type="image/png")
    keeping = f"public, max-age={LOGO_MAX_AGE}, immutable" if is_public else "private, no-store"
    response["Cache-Control"] = keeping
    response["X-Content-Type-Options"] = "nosniff"
    return response


def may_see_draft(request: HttpRequest, logo: Logo) -> bool:
    """Whether the person is in the team of a business that has ``logo`` in a draft, or moderates."""
    if not request.user.is_authenticated:
        return False
    if request.user.sees_moderation:
        return True
    return is_logo_of(logo, Business.objects.permitting(request.user, Action.SEE_BUSINESS))
