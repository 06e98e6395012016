"""What becomes of a shortlist when its owner signs in, and when they delete their account."""

import datetime
from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.departures import Consequence, Departure
from accounts.models import User
from investors.models import Shortlist
from investors.shortlist_entries import MOST_KEPT
from investors.shortlist_keeping import take_to_account


def bring_shortlist(
    request: HttpRequest, user: User, response: HttpResponseBase | None = None, **_kwargs: Any
) -> None:
    """Put what the browser held into the account of who has just signed in, and say so."""
    brought = take_to_account(request, response, user, timezone.now())
    if brought.taken:
        said = ngettext(
            "What you kept in this browser is in the shortlist of your account now: %(count)s thing.",
            "What you kept in this browser is in the shortlist of your account now: %(count)s things.",
            brought.taken,
        )
        messages.info(request, said % {"count": brought.taken})
    if brought.left_out:
        said = ngettext(
            "%(count)s thing that you kept in this browser had no room in the shortlist of your account, "
            "which holds %(most)s. It stays in this browser with its note: remove something from your "
            "shortlist, and it comes along when you next sign in here.",
            "%(count)s things that you kept in this browser had no room in the shortlist of your account, "
            "which holds %(most)s. They stay in this browser with their notes: remove something from your "
            "shortlist, and they come along when you next sign in here.",
            brought.left_out,
        )
        messages.warning(request, said % {"count": brought.left_out, "most": MOST_KEPT})


def connect_sign_in() -> None:
    """Bring shortlists along from now on."""
    user_logged_in.connect(bring_shortlist, dispatch_uid="investors.shortlist")


def describe_departure(user: User) -> list[Consequence]:
    """Say that the shortlist goes with the account."""
    if not Shortlist.objects.filter(user=user).exists():
        return []
    return [Consequence(_("Your shortlist and its notes are deleted."))]


def act_on_departure(user: User, now: datetime.datetime) -> None:
    """Delete the shortlist; the row would go with the account in any case."""
    Shortlist.objects.filter(user=user).delete()


DEPARTURE = Departure(describe=describe_departure, act=act_on_departure)
