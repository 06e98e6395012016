"""Who is in a team: roles, removal, leaving, and what becomes of a business without one."""

import datetime
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from directory.models import Business, Membership
from directory.permissions import Role
from directory.services import teams
from directory.services.invitations import ask_to_join, invite_person
from directory.services.revisions import submit_revision
from directory.services.teams import LastAdmin, NotInTeam
from directory.workflow import Actor
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.directory.claims import list_kinds
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_draft, make_team

LATER = NOW + datetime.timedelta(days=1)


@pytest.mark.django_db
def test_role_changes_with_its_event() -> None:
    admin = make_team()
    member = make_team(admin.business, Role.MEMBER)

    teams.change_role(membership=member, role=Role.EDITOR, by=admin.user, now=LATER)

    member.refresh_from_db()
    event = admin.business.events.get()
    assert member.role == Role.EDITOR
    assert (event.kind, event.actor_kind, event.user_id, event.at) == (
        "role_changed",
        "member",
        admin.user_id,
        LATER,
    )
    assert event.detail == {"user": member.user_id, "from": "member", "to": "editor"}


@pytest.mark.django_db
def test_role_that_one_has_already_writes_nothing() -> None:
    admin = make_team()

    teams.change_role(membership=admin, role=Role.ADMIN, by=admin.user, now=LATER)

    assert list_kinds(admin.business) == []


@pytest.mark.django_db
def test_last_admin_keeps_role_and_place() -> None:
    admin = make_team()
    make_team(admin.business, Role.EDITOR)

    with pytest.raises(LastAdmin):
        teams.change_role(membership=admin, role=Role.MEMBER, by=admin.user, now=LATER)
    with pytest.raises(LastAdmin):
        teams.leave_team(membership=admin, now=LATER)
    with pytest.raises(LastAdmin):
        teams.remove_member(membership=admin, by=admin.user, now=LATER)

    assert list(admin.business.memberships.admins()) == [admin]


@pytest.mark.django_db
def test_member_who_is_removed_is_told() -> None:
    admin = make_team()
    member = make_team(admin.business, Role.MEMBER)

    teams.remove_member(membership=member, by=admin.user, now=LATER)

    message = Message.objects.get()
    assert list(admin.business.memberships.all()) == [admin]
    assert list_kinds(admin.business) == ["member_left"]
    assert (message.kind, message.to_email) == ("team-removed", member.user.email)


@pytest.mark.django_db
def test_member_who_has_gone_cannot_be_changed() -> None:
    admin = make_team()
    member = make_team(admin.business, Role.MEMBER)
    Membership.objects.filter(pk=member.pk).delete()

    for act in (
        partial(teams.change_role, role=Role.EDITOR, by=admin.user),
        partial(teams.remove_member, by=admin.user),
        teams.leave_team,
    ):
        with pytest.raises(NotInTeam):
            act(membership=member, now=LATER)


@pytest.mark.django_db
def test_second_admin_may_leave() -> None:
    first = make_team(BusinessFactory(verification="letter"))
    second = make_team(first.business)

    teams.leave_team(membership=first, now=LATER)

    first.business.refresh_from_db()
    assert list(first.business.memberships.all()) == [second]
    assert first.business.verification == "letter"


@pytest.mark.django_db
def test_published_business_without_its_last_member_is_nobodys() -> None:
    admin = make_team(BusinessFactory(verification="letter"))
    invite_person(business=admin.business, email="bo@example.test", role=Role.EDITOR, by=admin.user, now=NOW)
    ask_to_join(business=admin.business, user=UserFactory(), text="I work there.", now=NOW)

    teams.leave_team(membership=admin, now=LATER)

    business = Business.objects.get()
    assert (business.status, business.verification) == ("published", "none")
    assert list_kinds(business) == ["member_left", "unverified"]
    assert business.invitations.get().status == "taken_back"
    assert business.join_requests.get().status == "declined"


@pytest.mark.django_db
@pytest.mark.parametrize("is_sent", [False, True])
def test_draft_without_its_last_member_is_removed_and_frees_its_number(is_sent) -> None:
    revision = make_draft()
    Business.objects.update(company_number="04870829", verification="letter")
    revision.refresh_from_db()
    if is_sent:
        submit_revision(revision=revision, by=Actor.system(), now=NOW)

    teams.leave_team(membership=Membership.objects.get(), now=LATER)

    business = Business.objects.get()
    assert (business.status, business.company_number, business.verification) == ("removed", "", "none")
    assert business.revisions.get().status == "withdrawn"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["leave", "step_down"])
def test_race_of_two_admins_who_go_leaves_one(act) -> None:
    first = make_team()
    second = make_team(first.business)
    make_team(first.business, Role.MEMBER)
    calls = {
        "leave": [partial(teams.leave_team, membership=each, now=LATER) for each in (first, second)],
        "step_down": [
            partial(teams.change_role, membership=each, role=Role.MEMBER, by=each.user, now=LATER)
            for each in (first, second)
        ],
    }

    results = run_at_once(*calls[act])

    assert sorted(type(result).__name__ for result in results) == ["LastAdmin", "NoneType"]
    assert first.business.memberships.admins().count() == 1


@pytest.mark.django_db(transaction=True)
def test_trigger_keeps_an_admin_whatever_the_service_forgets() -> None:
    first = make_team()
    second = make_team(first.business)
    make_team(first.business, Role.MEMBER)

    def delete(membership: Membership) -> None:
        with transaction.atomic():
            Membership.objects.filter(pk=membership.pk).delete()

    results = run_at_once(partial(delete, first), partial(delete, second))

    assert sum(isinstance(result, IntegrityError) for result in results) == 1
    assert first.business.memberships.admins().count() == 1
