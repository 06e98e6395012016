"""The page that the mail opens: confirm the facts without signing in.

It shows what is public and changes nothing else. The link stands for one membership, so it is over when
the person leaves the team, and when nothing is left to confirm.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from directory.fact_groups import describe_groups
from directory.models import Business, Membership
from directory.permissions import Action, roles_with
from directory.services.confirmations import confirm_facts
from directory.views.confirming import choose_groups, is_all_confirmed, thank
from directory.workflow import StaleBusiness
from outbox.links import find_link, live_links
from outbox.models import SecretLink
from technorth.private_pages import private_page

PURPOSE = SecretLink.Purpose.CONFIRMATION


def _find_membership(token: str) -> Membership | None:
    """Return the membership that ``token`` opens now, if it may still confirm what is public."""
    links = live_links(purpose=PURPOSE, token=token, now=timezone.now())
    opened = Membership.objects.filter(
        pk__in=links.values("subject_id"),
        role__in=roles_with(Action.CONFIRM_FACTS),
        user__is_active=True,
        business__status=Business.Status.PUBLISHED,
    )
    return opened.select_related("business", "user").first()


@private_page
@require_safe
def show_facts(request: HttpRequest, token: str) -> HttpResponse:
    """Show the facts. Changes nothing, since mail scanners follow links."""
    membership = _find_membership(token)
    if membership is None:
        return _tell_it_is_over(request, token)
    business = membership.business
    context = {
        "business": business,
        "groups": describe_groups(business, now=timezone.now()),
        "token": token,
    }
    return render(request, "directory/freshness/confirm_by_link.html", context)


@private_page
@require_POST
def confirm(request: HttpRequest, token: str, group: str) -> HttpResponse:
    """Confirm one group of facts, or all, in the name of the person whom the mail went to."""
    groups = choose_groups(group)
    membership = _find_membership(token)
    if membership is None:
        return _tell_it_is_over(request, token)
    business = membership.business
    try:
        confirm_facts(business=business, groups=groups, by=membership.user, now=timezone.now())
    except StaleBusiness:
        return _tell_it_is_over(request, token)
    thank(request, business, groups)
    return redirect(business) if is_all_confirmed(business) else redirect("directory:confirm_by_link", token)


def _tell_it_is_over(request: HttpRequest, token: str) -> HttpResponse:
    """Say that ``token`` opens nothing any more, without a word of the business."""
    is_known = find_link(purpose=PURPOSE, token=token) is not None
    context = {"is_known": is_known}
    return render(request, "directory/freshness/over.html", context, status=410 if is_known else 404)
