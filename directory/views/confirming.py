"""Where a team says that the facts of its business are right."""

from collections.abc import Collection

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.archiving import UNCONFIRMED, find_archival_reason
from directory.fact_groups import describe_groups
from directory.freshness import add_months, is_to_confirm
from directory.models import Business, FactGroup
from directory.permissions import Action
from directory.services.confirmations import confirm_facts
from directory.services.standing import CompanyClosed, restore_unconfirmed
from directory.views.kept_typing import OwnRequest, signed_in
from directory.views.own_businesses import find_business
from directory.workflow import Actor, IllegalMove, StaleBusiness

ALL = "all"  # in the place of a group


@require_safe
@signed_in
def show_facts(request: OwnRequest, slug: str) -> HttpResponse:
    """Show what the profile says, group by group, each with a button to confirm it."""
    business = find_business(request, slug, Action.CONFIRM_FACTS)
    is_lapsed = business.status == Business.Status.ARCHIVED and find_archival_reason(business) == UNCONFIRMED
    if not is_lapsed and business.status != Business.Status.PUBLISHED:
        return redirect("directory:own_business", slug)
    context = {
        "business": business,
        "groups": describe_groups(business, now=timezone.now()),
        "revision": business.revisions.open().first(),
        "is_lapsed": is_lapsed,
    }
    return render(request, "directory/freshness/confirm.html", context)


@require_POST
@signed_in
def confirm(request: OwnRequest, slug: str, group: str) -> HttpResponse:
    """Confirm one group of facts, or all, which also puts up again what was taken down for want of it."""
    groups = choose_groups(group)
    business = find_business(request, slug, Action.CONFIRM_FACTS)
    now = timezone.now()
    try:
        if group == ALL and business.status == Business.Status.ARCHIVED:
            restore_unconfirmed(business=business, by=Actor.member(request.user), now=now)
        else:
            confirm_facts(business=business, groups=groups, by=request.user, now=now)
    except CompanyClosed:
        messages.error(request, _("Companies House has the company as closed, so the profile stays down."))
    except (StaleBusiness, IllegalMove):
        messages.error(request, _("Not confirmed: the state of the profile changed meanwhile."))
    else:
        thank(request, business, groups)
        if not is_all_confirmed(business):
            return redirect("directory:confirm", slug)
    return redirect("directory:own_business", slug)


def choose_groups(group: str) -> Collection[str]:
    """Return the groups that an address names. Raises Http404 where there is no such group."""
    if group == ALL:
        return list(FactGroup.values)
    if group not in FactGroup.values:
        raise Http404
    return [group]


def is_all_confirmed(business: Business) -> bool:
    """Say whether nothing is left to confirm now."""
    return business.confirmed_at is not None and not is_to_confirm(business.fresh_from, now=timezone.now())


def thank(request: HttpRequest, business: Business, groups: Collection[str]) -> None:
    """Say what was confirmed, and once that is all, when we ask again."""
    if is_all_confirmed(business):
        month = format_date(add_months(business.fresh_from, settings.CONFIRM_AFTER_MONTHS), "F Y")
        text = _("Thank you. The facts are confirmed, and the profile is public. We ask again in %(month)s.")
        messages.success(request, text % {"month": month})
        return
    names = ", ".join(str(FactGroup(group).label) for group in groups)
    messages.success(request, _("Thank you. Confirmed: %(names)s.") % {"names": names})
