"""Ways into a team: an invitation that its addressee accepts, a request that an admin answers."""

import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from directory.models import Business, Invitation, JoinRequest, Membership
from directory.models.teams import INVITATION_LIFE, MOST_SENT
from directory.notices import queue_notice, tell_person, tell_team
from directory.permissions import Action, Role
from directory.services.teams import join_team, lock_business
from directory.workflow import Actor
from outbox.links import issue_link, revoke_links
from outbox.models import SecretLink

DAY = datetime.timedelta(days=1)
MOST_INVITED_A_DAY = 20  # by one person
MOST_TO_ADDRESS_A_DAY = 3  # from whichever businesses, so that nobody's mailbox is flooded
MOST_ASKED_A_DAY = 5  # by one person
INVITATION_PATH = "/invitations/{token}/"
# What the public can see has been looked at by a moderator, so its name may stand in a stranger's mail.
SEEN = (Business.Status.PUBLISHED, Business.Status.ARCHIVED)


class AlreadyInTeam(Exception):
    """The person is in the team."""


class AlreadyAsked(Exception):
    """There is an invitation or a request that waits for its answer."""


class TooMany(Exception):
    """More than anybody needs in a day."""


class Answered(Exception):
    """It was answered, taken back or has expired."""


class OtherAddress(Exception):
    """The invitation went to an address that is not the account's, or not a confirmed one."""


class NoTeam(Exception):
    """The business has no team that could be asked."""


def invite_person(
    *, business: Business, email: str, role: str, by: User, now: datetime.datetime
) -> Invitation:
    """Invite whoever owns ``email`` to the team as ``role`` by mail, and return the invitation.

    Raises AlreadyInTeam, AlreadyAsked, TooMany.
    """
    email = email.strip().lower()
    _refuse_floods(email, by, now)
    if business.memberships.filter(user__email__iexact=email).exists():
        raise AlreadyInTeam
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                business=business,
                email=email,
                role=role,
                invited_by=by,
                invited_at=now,
                expires_at=now + INVITATION_LIFE,
            )
            _send(invitation, now)
    except IntegrityError as error:
        raise AlreadyAsked from error
    return invitation


def _refuse_floods(email: str, by: User, now: datetime.datetime) -> None:
    late = Invitation.objects.filter(invited_at__gt=now - DAY)
    if late.filter(invited_by=by).count() >= MOST_INVITED_A_DAY:
        raise TooMany
    if late.filter(email=email).count() >= MOST_TO_ADDRESS_A_DAY:
        raise TooMany


@transaction.atomic
def send_again(*, invitation: Invitation, now: datetime.datetime) -> None:
    """Send the mail once more, with a new link and its full time; the old link opens nothing.

    Raises Answered, and TooMany after ``MOST_SENT`` mails.
    """
    open_ones = Invitation.objects.waiting().filter(pk=invitation.pk)
    if not open_ones.exists():
        raise Answered
    fresh = open_ones.filter(mails_sent__lt=MOST_SENT)
    if not fresh.update(expires_at=now + INVITATION_LIFE):
        raise TooMany
    invitation.refresh_from_db()
    _send(invitation, now)


def _send(invitation: Invitation, now: datetime.datetime) -> None:
    purpose = SecretLink.Purpose.INVITATION
    revoke_links(purpose=purpose, subject_id=invitation.pk, now=now)
    link = issue_link(
        purpose=purpose,
        subject_id=invitation.pk,
        path=INVITATION_PATH,
        now=now,
        expires_at=invitation.expires_at,
    )
    business = invitation.business
    queue_notice(
        template="team-invitation",
        business=business,
        to_email=invitation.email,
        cause=str(link.pk),
        now=now,
        link=link,
        invitation=invitation,
        inviter=invitation.invited_by,
        is_seen=business.status in SEEN,
    )
    Invitation.objects.filter(pk=invitation.pk).update(mails_sent=F("mails_sent") + 1)
    invitation.mails_sent += 1


@transaction.atomic
def take_back_invitation(*, invitation: Invitation, now: datetime.datetime) -> None:
    """Close the invitation. Raises Answered when somebody was first."""
    _end(invitation, Invitation.Status.TAKEN_BACK, now)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, now: datetime.datetime) -> Membership:
    """Take ``user`` into the team and return the membership; who is in it already keeps their role.

    Raises OtherAddress unless the invited address is a confirmed one of the account, Answered when the
    invitation is over.
    """
    if not owns_address(user, invitation.email):
        raise OtherAddress
    business = lock_business(invitation.business)
    if not Invitation.objects.acceptable(now).filter(pk=invitation.pk).exists():
        raise Answered
    _end(invitation, Invitation.Status.ACCEPTED, now)
    return join_team(business=business, user=user, role=invitation.role, actor=Actor.member(user), now=now)


def owns_address(user: User, email: str) -> bool:
    """Say whether ``email`` is an address that ``user`` has confirmed."""
    addresses = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return bool(addresses.exists())


def _end(invitation: Invitation, status: str, now: datetime.datetime) -> None:
    ended = Invitation.objects.waiting().filter(pk=invitation.pk).update(status=status, ended_at=now)
    if not ended:
        raise Answered
    revoke_links(purpose=SecretLink.Purpose.INVITATION, subject_id=invitation.pk, now=now)


def ask_to_join(*, business: Business, user: User, text: str, now: datetime.datetime) -> JoinRequest:
    """Ask the team whether ``user`` may join, by a mail to its admins; return the request.

    Raises NoTeam, AlreadyInTeam, AlreadyAsked, TooMany.
    """
    if business.memberships.filter(user=user).exists():
        raise AlreadyInTeam
    if JoinRequest.objects.filter(user=user, asked_at__gt=now - DAY).count() >= MOST_ASKED_A_DAY:
        raise TooMany
    try:
        with transaction.atomic():
            if not lock_business(business).memberships.exists():
                raise NoTeam
            request = JoinRequest.objects.create(business=business, user=user, text=text, asked_at=now)
            tell_team(
                template="join-requested",
                business=business,
                action=Action.ANSWER_REQUESTS,
                cause=str(request.pk),
                now=now,
                request=request,
            )
    except IntegrityError as error:
        raise AlreadyAsked from error
    return request


@transaction.atomic
def accept_request(*, request: JoinRequest, role: str, by: User, now: datetime.datetime) -> Membership:
    """Take who asked into the team as ``role``, tell them, and return the membership. Raises Answered."""
    business = lock_business(request.business)
    _answer(request, JoinRequest.Status.ACCEPTED, by, now)
    tell_person(
        template="join-accepted",
        business=business,
        user=request.user,
        cause=str(request.pk),
        now=now,
        role=Role(role).label,
    )
    return join_team(business=business, user=request.user, role=role, actor=Actor.member(by), now=now)


@transaction.atomic
def decline_request(*, request: JoinRequest, by: User, now: datetime.datetime) -> None:
    """Say no to who asked, and tell them. Raises Answered."""
    _answer(request, JoinRequest.Status.DECLINED, by, now)
    tell_person(
        template="join-declined",
        business=request.business,
        user=request.user,
        cause=str(request.pk),
        now=now,
    )


def _answer(request: JoinRequest, status: str, by: User, now: datetime.datetime) -> None:
    waiting = JoinRequest.objects.waiting().filter(pk=request.pk)
    if not waiting.update(status=status, answered_at=now, answered_by=by):
        raise Answered
