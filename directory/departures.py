"""What becomes of businesses when somebody of their team deletes their account."""

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.departures import Consequence, Departure, DepartureRefused
from accounts.models import User
from directory.models import Business, Claim, Membership, SavedSearch
from directory.permissions import Role
from directory.services.teams import LastAdmin, leave_team
from outbox.links import revoke_links
from outbox.models import SecretLink


def describe(user: User) -> list[Consequence]:
    """Return what happens to each business of ``user``; the only admin of others has to hand over first."""
    consequences = [_describe_one(membership) for membership in _find_memberships(user)]
    claims = Claim.objects.pending().filter(claimant=user).count()
    if claims:
        consequences.append(Consequence(_("Your claims that wait for a decision end.")))
    if SavedSearch.objects.of(user).exists():
        consequences.append(Consequence(_("Your saved searches are deleted, and the mails about them stop.")))
    return consequences


def act(user: User, now: datetime.datetime) -> None:
    """Leave every team, and close the link that stops mails.

    Raises DepartureRefused where ``user`` is the only admin of others.
    """
    for membership in _find_memberships(user):
        try:
            leave_team(membership=membership, now=now)
        except LastAdmin:
            raise DepartureRefused([_describe_blocked(membership)]) from None
    revoke_links(purpose=SecretLink.Purpose.ALERTS, subject_id=user.pk, now=now)


def _find_memberships(user: User) -> "QuerySet[Any]":
    """Return the memberships with how many are in each team, and how many of these are admins."""
    return (
        Membership.objects.filter(user=user)
        .select_related("business")
        .annotate(
            team_size=Count("business__memberships"),
            team_admins=Count("business__memberships", filter=Q(business__memberships__role=Role.ADMIN)),
        )
        .order_by("business__name", "pk")
    )


def _describe_one(membership: Any) -> Consequence:
    names = {"name": membership.business.name}
    is_alone = membership.team_size == 1
    if not is_alone and membership.role == Role.ADMIN and membership.team_admins == 1:
        return _describe_blocked(membership)
    if not is_alone:
        return Consequence(_("You leave the team of %(name)s. The others keep it.") % names)
    if membership.business.status in Business.NEVER_SHOWN:
        return Consequence(
            _("%(name)s, which was never published, is removed with all that you wrote.") % names
        )
    return Consequence(
        _(
            "%(name)s stays listed with its facts, as not claimed by anybody and not verified. To take "
            "it down instead, do that first."
        )
        % names
    )


def _describe_blocked(membership: Membership) -> Consequence:
    text = _(
        "You are the only admin of %(name)s, and others are in its team. Make one of them an admin first."
    )
    return Consequence(text % {"name": membership.business.name}, blocks=True)


DEPARTURE = Departure(describe=describe, act=act)
