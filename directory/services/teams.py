"""Who is in the team of a business: joining, roles, leaving, and what becomes of a business without one."""

import datetime

from django.db import transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Invitation, JoinRequest, Membership, Revision
from directory.notices import tell_person
from directory.permissions import Role
from directory.services.revisions import discard_revision, withdraw_revision
from directory.workflow import Actor, move_business, record_event

Kind = BusinessEvent.Kind


class LastAdmin(Exception):
    """It is the only admin of a team that others are in."""


class NotInTeam(Exception):
    """The person is not in the team, or no longer."""


def lock_business(business: Business) -> Business:
    """Return ``business`` as it is now, locked until the transaction ends: one change of a team at a time."""
    return Business.objects.select_for_update().get(pk=business.pk)


def join_team(
    *, business: Business, user: User, role: str, actor: Actor, now: datetime.datetime
) -> Membership:
    """Take ``user`` into the team as ``role``, write the event, and return the membership.

    Call it inside a transaction. Who is in the team already stays as they are, and no event is written.
    """
    membership, is_new = Membership.objects.get_or_create(
        business=business, user=user, defaults={"role": role, "joined_at": now}
    )
    if is_new:
        record_event(
            business=business,
            kind=Kind.MEMBER_JOINED,
            actor=actor,
            now=now,
            detail={"user": user.pk, "role": role},
        )
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User, now: datetime.datetime) -> None:
    """Give the member another role; nothing happens if they have it. Raises LastAdmin, NotInTeam."""
    business = lock_business(membership.business)
    current = _find_current(membership)
    if current.role == role:
        return
    if _is_last_admin(current):
        raise LastAdmin
    Membership.objects.filter(pk=current.pk).update(role=role)
    record_event(
        business=business,
        kind=Kind.ROLE_CHANGED,
        actor=Actor.member(by),
        now=now,
        detail={"user": current.user_id, "from": current.role, "to": role},
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: User, now: datetime.datetime) -> None:
    """Take the member out of the team and tell them. Raises LastAdmin, NotInTeam."""
    business = lock_business(membership.business)
    current = _find_current(membership)
    if _is_last_admin(current):
        raise LastAdmin
    event = _end(business, current, Actor.member(by), now)
    tell_person(template="team-removed", business=business, user=current.user, cause=str(event.pk), now=now)


@transaction.atomic
def leave_team(*, membership: Membership, now: datetime.datetime) -> None:
    """Let the member go. Raises LastAdmin where others would stay without one; NotInTeam.

    With the last of a team the business is nobody's again: see ``release_business``.
    """
    business = lock_business(membership.business)
    current = _find_current(membership)
    is_alone = not _has_others(current)
    if _is_last_admin(current) and not is_alone:
        raise LastAdmin
    actor = Actor.member(current.user)
    _end(business, current, actor, now)
    if is_alone:
        release_business(business=business, actor=actor, now=now)


def end_team(*, business: Business, actor: Actor, now: datetime.datetime) -> list[User]:
    """Take everybody out of the team, take its invitations back, decline who asked; return who was in it.

    Call it inside a transaction, with ``business`` locked.
    """
    memberships = list(business.memberships.select_related("user").order_by("pk"))
    Membership.objects.filter(business=business).delete()
    for membership in memberships:
        _record_end(business, membership, actor, now)
    _close_doors(business, now)
    return [membership.user for membership in memberships]


def unverify(*, business: Business, actor: Actor, now: datetime.datetime, text: str = "") -> None:
    """Take the verification back, with its event, if there is one. Call it inside a transaction."""
    if business.verification == Business.Verification.NONE:
        return
    before = business.verification
    Business.objects.filter(pk=business.pk).update(verification=Business.Verification.NONE)
    business.verification = Business.Verification.NONE
    record_event(
        business=business, kind=Kind.UNVERIFIED, actor=actor, now=now, text=text, detail={"from": before}
    )


def release_business(*, business: Business, actor: Actor, now: datetime.datetime, text: str = "") -> None:
    """Make ``business``, whose team is gone, what it is without one. Call it inside a transaction.

    A profile that was published stays, as claimed by nobody and verified by nobody. One that the public
    never saw goes, and its company number is free for whoever registers the company next.
    """
    _close_doors(business, now)
    unverify(business=business, actor=actor, now=now, text=text)
    if business.status not in Business.NEVER_SHOWN:
        return
    _close_revision(business, actor, now)
    move_business(
        business=business,
        to=Business.Status.REMOVED,
        kind=Kind.REMOVED,
        actor=actor,
        now=now,
        text=text,
        company_number="",
    )


def _close_revision(business: Business, actor: Actor, now: datetime.datetime) -> None:
    """End what was being written: there is nobody left to answer for it."""
    revision = business.revisions.open().first()
    if revision is None:
        return
    if revision.status == Revision.Status.IN_REVIEW:
        withdraw_revision(revision=revision, by=actor, now=now)
        business.refresh_from_db(fields=["status"])
    discard_revision(revision=revision, now=now)


def _close_doors(business: Business, now: datetime.datetime) -> None:
    """Take back the invitations of a team that is gone, and decline who asked to join it."""
    business.invitations.waiting().update(status=Invitation.Status.TAKEN_BACK, ended_at=now)
    business.join_requests.waiting().update(status=JoinRequest.Status.DECLINED, answered_at=now)


def _find_current(membership: Membership) -> Membership:
    current = Membership.objects.select_related("user").filter(pk=membership.pk).first()
    if current is None:
        raise NotInTeam(membership.pk)
    return current


def _has_others(membership: Membership) -> bool:
    return Membership.objects.filter(business=membership.business_id).exclude(pk=membership.pk).exists()


def _is_last_admin(membership: Membership) -> bool:
    admins = Membership.objects.admins().filter(business=membership.business_id)
    return membership.role == Role.ADMIN and not admins.exclude(pk=membership.pk).exists()


def _end(business: Business, membership: Membership, actor: Actor, now: datetime.datetime) -> BusinessEvent:
    Membership.objects.filter(pk=membership.pk).delete()
    return _record_end(business, membership, actor, now)


def _record_end(
    business: Business, membership: Membership, actor: Actor, now: datetime.datetime
) -> BusinessEvent:
    return record_event(
        business=business,
        kind=Kind.MEMBER_LEFT,
        actor=actor,
        now=now,
        detail={"user": membership.user_id, "role": membership.role},
    )
