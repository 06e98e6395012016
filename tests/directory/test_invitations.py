"""Ways into a team: invitations, and requests to join."""

import datetime
from functools import partial

import pytest

from accounts.models import User
from directory.models import Business, Invitation, JoinRequest
from directory.models.teams import MOST_SENT
from directory.permissions import Role
from directory.services import invitations
from directory.services.invitations import (
    AlreadyAsked,
    AlreadyInTeam,
    Answered,
    NoTeam,
    OtherAddress,
    TooMany,
)
from outbox.links import compute_token, live_links
from outbox.models import Message, SecretLink
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.directory.claims import list_kinds
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_team

pytestmark = pytest.mark.django_db
EMAIL = "bo@example.test"
DAY = datetime.timedelta(days=1)


def invite(business: Business | None = None, *, by: User | None = None, now=NOW, **values) -> Invitation:
    membership = make_team(business) if by is None else None
    chosen = {"email": EMAIL, "role": Role.EDITOR} | values
    return invitations.invite_person(
        business=business or membership.business, by=by or membership.user, now=now, **chosen
    )


def find_links(now=NOW) -> list[SecretLink]:
    tokens = [compute_token(link) for link in SecretLink.objects.order_by("pk")]
    return [live_links(purpose="invitation", token=token, now=now).first() for token in tokens]


def test_invitation_leaves_as_a_mail_with_its_link() -> None:
    invitation = invite(email=" Bo@Example.TEST ")

    message = Message.objects.get()
    assert (invitation.email, invitation.status, invitation.mails_sent) == (EMAIL, "open", 1)
    assert invitation.expires_at == NOW + 14 * DAY
    assert (message.kind, message.to_email) == ("team-invitation", EMAIL)
    assert message.link.subject_id == invitation.pk
    assert f"[[link:{message.link_id}]]" in message.body
    assert invitation.business.name in message.subject


@pytest.mark.parametrize("status", ["draft", "in_review", "changes_requested", "rejected", "removed"])
def test_invitation_does_not_repeat_a_name_that_no_moderator_has_seen(status) -> None:
    business = BusinessFactory(status=status, name="Cheap pills at spam.test")
    membership = make_team(business)
    User.objects.filter(pk=membership.user_id).update(name="Visit spam.test")
    invite(business, by=User.objects.get(pk=membership.user_id))

    message = Message.objects.get()
    assert "spam.test" not in message.subject + message.body
    assert membership.user.email in message.body


def test_invitation_is_one_for_an_address() -> None:
    first = invite()

    with pytest.raises(AlreadyAsked):
        invite(first.business, by=first.invited_by)

    assert Message.objects.count() == 1


def test_invitation_of_a_member_is_refused() -> None:
    membership = make_team()

    with pytest.raises(AlreadyInTeam):
        invite(membership.business, by=membership.user, email=membership.user.email.upper())


def test_invitations_of_one_person_are_few_a_day() -> None:
    by = make_team().user
    for number in range(invitations.MOST_INVITED_A_DAY):
        invite(BusinessFactory(), by=by, email=f"person{number}@elsewhere.test")

    with pytest.raises(TooMany):
        invite(BusinessFactory(), by=by, email="last@elsewhere.test")

    assert invite(BusinessFactory(), by=by, email="last@elsewhere.test", now=NOW + DAY)


def test_invitations_to_one_address_are_few_a_day() -> None:
    for _ in range(invitations.MOST_TO_ADDRESS_A_DAY):
        invite()

    with pytest.raises(TooMany):
        invite()


def test_invitation_sent_again_closes_the_link_before() -> None:
    invitation = invite()
    later = NOW + 13 * DAY

    invitations.send_again(invitation=invitation, now=later)

    assert [bool(link) for link in find_links(later)] == [False, True]
    assert invitation.expires_at == later + 14 * DAY
    assert Message.objects.count() == 2


def test_invitation_is_sent_five_times_at_most() -> None:
    invitation = invite()
    for _ in range(MOST_SENT - 1):
        invitations.send_again(invitation=invitation, now=NOW)

    with pytest.raises(TooMany):
        invitations.send_again(invitation=invitation, now=NOW)

    assert not invitation.can_be_sent_again


def test_invitation_taken_back_opens_nothing() -> None:
    invitation = invite()

    invitations.take_back_invitation(invitation=invitation, now=NOW)

    assert find_links() == [None]
    for act in (invitations.take_back_invitation, invitations.send_again):
        with pytest.raises(Answered):
            act(invitation=invitation, now=NOW)
    with pytest.raises(Answered):
        invitations.accept_invitation(invitation=invitation, user=UserFactory(email=EMAIL), now=NOW)


def test_invitation_brings_its_addressee_into_the_team() -> None:
    invitation = invite()
    user = UserFactory(email=EMAIL)

    membership = invitations.accept_invitation(invitation=invitation, user=user, now=NOW + DAY)

    event = invitation.business.events.get()
    assert (membership.user, membership.role, membership.joined_at) == (user, Role.EDITOR, NOW + DAY)
    assert (event.kind, event.user_id) == ("member_joined", user.pk)
    assert find_links() == [None]
    assert Invitation.objects.get().status == "accepted"


def test_invitation_needs_the_invited_address_confirmed() -> None:
    invitation = invite()
    unconfirmed = UserFactory(email=EMAIL)
    unconfirmed.emailaddress_set.update(verified=False)

    for user in (UserFactory(), unconfirmed):
        with pytest.raises(OtherAddress):
            invitations.accept_invitation(invitation=invitation, user=user, now=NOW)

    assert Invitation.objects.get().status == "open"


def test_invitation_expires() -> None:
    invitation = invite()

    with pytest.raises(Answered):
        invitations.accept_invitation(
            invitation=invitation, user=UserFactory(email=EMAIL), now=NOW + 14 * DAY
        )

    assert invitation.has_expired(NOW + 14 * DAY)


def test_invitation_of_who_has_joined_meanwhile_leaves_their_role() -> None:
    invitation = invite()
    membership = make_team(invitation.business)
    membership.user.emailaddress_set.update(email=EMAIL)

    kept = invitations.accept_invitation(invitation=invitation, user=membership.user, now=NOW)

    assert (kept, kept.role) == (membership, Role.ADMIN)


@pytest.mark.django_db(transaction=True)
def test_race_of_accepting_and_taking_back_has_one_winner() -> None:
    invitation = invite()
    user = UserFactory(email=EMAIL)

    accepted, taken = run_at_once(
        partial(invitations.accept_invitation, invitation=invitation, user=user, now=NOW),
        partial(invitations.take_back_invitation, invitation=invitation, now=NOW),
    )

    assert isinstance(accepted, Answered) != isinstance(taken, Answered)
    assert invitation.business.memberships.filter(user=user).exists() == (taken is not None)


def ask(business: Business, user: User | None = None, now=NOW) -> JoinRequest:
    return invitations.ask_to_join(
        business=business, user=user or UserFactory(), text="I run the looms.", now=now
    )


def test_request_goes_to_the_admins() -> None:
    admin = make_team()
    make_team(admin.business, Role.EDITOR)

    request = ask(admin.business)

    message = Message.objects.get()
    assert (message.kind, message.to_email) == ("join-requested", admin.user.email)
    assert "I run the looms." in message.body
    assert request.user.email in message.body


def test_request_is_refused_where_it_makes_no_sense() -> None:
    admin = make_team()
    request = ask(admin.business)

    with pytest.raises(AlreadyAsked):
        ask(admin.business, request.user)
    with pytest.raises(AlreadyInTeam):
        ask(admin.business, admin.user)
    with pytest.raises(NoTeam):
        ask(BusinessFactory())


def test_requests_of_one_person_are_few_a_day() -> None:
    user = UserFactory()
    for _ in range(invitations.MOST_ASKED_A_DAY):
        ask(make_team().business, user)

    with pytest.raises(TooMany):
        ask(make_team().business, user)


def test_request_that_is_accepted_brings_into_the_team() -> None:
    admin = make_team()
    request = ask(admin.business)

    membership = invitations.accept_request(request=request, role=Role.EDITOR, by=admin.user, now=NOW + DAY)

    event = admin.business.events.get()
    assert (membership.user, membership.role) == (request.user, Role.EDITOR)
    assert (event.user_id, event.detail["user"]) == (admin.user_id, request.user_id)
    assert Message.objects.get(kind="join-accepted").to_email == request.user.email
    assert JoinRequest.objects.get().answered_by == admin.user


def test_request_that_is_declined_is_told_and_may_be_made_again() -> None:
    admin = make_team()
    request = ask(admin.business)

    invitations.decline_request(request=request, by=admin.user, now=NOW + DAY)

    assert Message.objects.get(kind="join-declined").to_email == request.user.email
    assert list_kinds(admin.business) == []
    assert ask(admin.business, request.user, now=NOW + DAY)


@pytest.mark.django_db(transaction=True)
def test_race_of_two_answers_has_one_winner() -> None:
    admin = make_team()
    request = ask(admin.business)

    accepted, declined = run_at_once(
        partial(invitations.accept_request, request=request, role=Role.MEMBER, by=admin.user, now=NOW),
        partial(invitations.decline_request, request=request, by=admin.user, now=NOW),
    )

    assert isinstance(accepted, Answered) != isinstance(declined, Answered)
    assert Message.objects.filter(kind__in=["join-accepted", "join-declined"]).count() == 1
