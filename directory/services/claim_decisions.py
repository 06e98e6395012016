"""Decisions about claims: by a right code, by the team, by staff; and taken back.

Each locks the business before it touches the claim, so that no two wait for each other.
"""

import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Claim
from directory.notices import tell_person
from directory.permissions import Role
from directory.services.teams import end_team, join_team, lock_business, release_business
from directory.workflow import Actor, StaleClaim, move_claim, record_event

Kind = BusinessEvent.Kind
Status = Claim.Status
# What each code shows. Staff say themselves what they saw.
SHOWN_BY_CODE = {
    Claim.Method.EMAIL_DOMAIN: Business.Verification.EMAIL_DOMAIN,
    Claim.Method.LETTER: Business.Verification.LETTER,
}


def approve_by_code(*, claim: Claim, business: Business, now: datetime.datetime) -> None:
    """Approve the claim whose code was right; inside a transaction, with ``business`` locked."""
    verification = SHOWN_BY_CODE[Claim.Method(claim.method)]
    _approve(claim, business, verification, Actor.member(claim.claimant), now)


@transaction.atomic
def approve_claim(
    *, claim: Claim, verification: str, is_transfer: bool, by: User, now: datetime.datetime
) -> None:
    """Approve the claim as staff, who saw ``verification``: the claimant becomes an admin.

    Where there is a team, ``is_transfer`` ends it first, with the claims that made it; otherwise the claimant
    joins it. Raises StaleClaim when somebody was first.
    """
    business = lock_business(claim.business)
    actor = Actor.staff(by)
    if is_transfer:
        _end_standing(business, actor, by, now, text="", but=claim.claimant_id)
    _approve(claim, business, verification, actor, now, decided_by=by)


@transaction.atomic
def deny_claim(*, claim: Claim, text: str, by: User, now: datetime.datetime) -> None:
    """Refuse the claim as staff, with a reason that the claimant reads. Raises StaleClaim."""
    _deny(claim, text, Actor.staff(by), now, decided_by=by)


@transaction.atomic
def deny_by_itself(*, claim: Claim, text: str, now: datetime.datetime) -> None:
    """Refuse the claim whose tries or time are used up. Raises StaleClaim."""
    _deny(claim, text, Actor.system(), now)


@transaction.atomic
def take_in_claimant(*, claim: Claim, by: User, now: datetime.datetime) -> None:
    """Approve the claim as an admin of the team: the claimant joins it as a member. Raises StaleClaim.

    That verifies nothing, and staff need not look at it any more.
    """
    business = lock_business(claim.business)
    move_claim(claim=claim, to=Status.APPROVED, decided_at=now, decided_by=by)
    actor = Actor.member(by)
    _record(claim, business, Kind.CLAIM_APPROVED, actor, now)
    join_team(business=business, user=claim.claimant, role=Role.MEMBER, actor=actor, now=now)
    _tell_claimant("claim-approved", claim, business, now)


@transaction.atomic
def refuse_claimant(*, claim: Claim, by: User, now: datetime.datetime) -> None:
    """Say no as an admin of the team. Staff have the last word, so the claim goes on waiting for them.

    Raises StaleClaim when it was decided, or refused already.
    """
    business = lock_business(claim.business)
    waiting = Claim.objects.pending().filter(pk=claim.pk, team_refused_at=None)
    if not waiting.update(team_refused_at=now):
        raise StaleClaim(claim.pk)
    _record(claim, business, Kind.CLAIM_DENIED, Actor.member(by), now, by_team=True)
    _tell_claimant("claim-refused", claim, business, now)


@transaction.atomic
def revoke_claim(*, claim: Claim, text: str, by: User, now: datetime.datetime) -> None:
    """Take back as staff what the claim gave: the whole team ends, and the business is verified no more.

    Who the first admin was settles who the others are, so all go, and are told with the reason ``text``.
    Raises StaleClaim when somebody was first.
    """
    business = lock_business(claim.business)
    actor = Actor.staff(by)
    if not Claim.objects.filter(pk=claim.pk, status=Status.APPROVED).exists():
        raise StaleClaim(claim.pk)
    _end_standing(business, actor, by, now, text=text)
    release_business(business=business, actor=actor, now=now, text=text)
    claim.refresh_from_db()


def _approve(
    claim: Claim,
    business: Business,
    verification: str,
    actor: Actor,
    now: datetime.datetime,
    **changes: Any,
) -> None:
    """Approve the claim: the claimant is an admin, the business verified and its own from now on.

    ``confirmed_at`` stays: that somebody may speak for a business does not make its facts right.
    """
    move_claim(claim=claim, to=Status.APPROVED, decided_at=now, verification=verification, **changes)
    own = {"verification": verification, "origin": Business.Origin.REGISTERED}
    Business.objects.filter(pk=business.pk).update(**own)
    for kind in (Kind.CLAIM_APPROVED, Kind.VERIFIED):
        _record(claim, business, kind, actor, now, verification=verification)
    membership = join_team(business=business, user=claim.claimant, role=Role.ADMIN, actor=actor, now=now)
    if membership.role != Role.ADMIN:
        business.memberships.filter(pk=membership.pk).update(role=Role.ADMIN)
    _tell_claimant("claim-approved", claim, business, now)


def _deny(claim: Claim, text: str, actor: Actor, now: datetime.datetime, **changes: Any) -> None:
    business = lock_business(claim.business)
    move_claim(claim=claim, to=Status.DENIED, decided_at=now, reason=text, **changes)
    _record(claim, business, Kind.CLAIM_DENIED, actor, now, text=text)
    _tell_claimant("claim-denied", claim, business, now)


def _end_standing(
    business: Business,
    actor: Actor,
    by: User,
    now: datetime.datetime,
    *,
    text: str,
    but: int | None = None,
) -> None:
    """Revoke all claims that verified ``business``, end its team, and tell who was in it, but not ``but``."""
    for claim in business.claims.filter(status=Status.APPROVED).exclude(verification="").order_by("pk"):
        move_claim(claim=claim, to=Status.REVOKED, decided_at=now, decided_by=by, reason=text)
        _record(claim, business, Kind.CLAIM_REVOKED, actor, now, text=text)
    for user in end_team(business=business, actor=actor, now=now):
        if user.pk != but:
            cause = f"{business.pk}:{now.isoformat()}"
            tell_person(
                template="claim-revoked", business=business, user=user, cause=cause, now=now, text=text
            )


def _record(
    claim: Claim,
    business: Business,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    text: str = "",
    **detail: Any,
) -> None:
    record_event(
        business=business,
        kind=kind,
        actor=actor,
        now=now,
        text=text,
        detail={"claim": claim.pk, "method": claim.method, **detail},
    )


def _tell_claimant(template: str, claim: Claim, business: Business, now: datetime.datetime) -> None:
    tell_person(
        template=template, business=business, user=claim.claimant, cause=str(claim.pk), now=now, claim=claim
    )
