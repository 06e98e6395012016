"""What becomes of businesses when somebody of their team deletes their account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.departures import DepartureRefused, describe_departure
from accounts.models import User
from accounts.services import delete_account
from directory.models import Business, BusinessEvent, SavedSearch
from directory.permissions import Role
from outbox.links import issue_link
from outbox.models import SecretLink
from tests.accounts.people import UserFactory
from tests.directory.claims import claim_with_evidence
from tests.directory.listings import BusinessFactory
from tests.directory.teams import make_draft, make_team

pytestmark = pytest.mark.django_db


def read_consequences(user: User) -> str:
    return " ".join(str(each.text) for each in describe_departure(user))


def test_only_admin_of_others_hands_over_first() -> None:
    admin = make_team(BusinessFactory(name="Loom"))
    make_team(admin.business, Role.EDITOR)

    said = describe_departure(admin.user)

    assert [each.blocks for each in said] == [True]
    assert "only admin of Loom" in said[0].text
    with pytest.raises(DepartureRefused):
        delete_account(user=admin.user, now=timezone.now())
    assert User.objects.filter(pk=admin.user_id).exists()


def test_one_of_many_leaves_the_team() -> None:
    admin = make_team(BusinessFactory(name="Loom"))
    editor = make_team(admin.business, Role.EDITOR)
    second = make_team(BusinessFactory(name="Mill"))
    third = make_team(second.business)

    assert read_consequences(editor.user) == "You leave the team of Loom. The others keep it."
    assert not any(each.blocks for each in describe_departure(third.user))
    delete_account(user=editor.user, now=timezone.now())
    delete_account(user=third.user, now=timezone.now())

    assert list(admin.business.memberships.all()) == [admin]
    assert list(second.business.memberships.all()) == [second]


def test_business_of_one_stays_listed_as_nobodys() -> None:
    admin = make_team(BusinessFactory(name="Loom", verification="letter"))

    said = read_consequences(admin.user)
    delete_account(user=admin.user, now=timezone.now())

    business = Business.objects.get()
    assert "Loom stays listed with its facts" in said
    assert (business.status, business.verification) == ("published", "none")
    assert BusinessEvent.objects.filter(user_id=admin.user_id, kind="member_left").exists()


def test_draft_of_one_is_removed() -> None:
    admin = make_draft().business.memberships.get()

    said = read_consequences(admin.user)
    delete_account(user=admin.user, now=timezone.now())

    assert "was never published, is removed" in said
    assert Business.objects.get().status == "removed"


def test_claims_that_wait_end_with_the_account() -> None:
    claim = claim_with_evidence()

    said = read_consequences(claim.claimant)
    delete_account(user=claim.claimant, now=timezone.now())

    assert said == "Your claims that wait for a decision end."
    assert not claim.business.claims.exists()


def test_saved_searches_go_and_their_link_closes() -> None:
    user, now = UserFactory(), timezone.now()
    SavedSearch.objects.create(
        user=user, name="Robots", query="q=robots", frequency="never", told_until=now, created_at=now
    )
    link = issue_link(
        purpose=SecretLink.Purpose.ALERTS,
        subject_id=user.pk,
        path="/unsubscribe/{token}/",
        now=now,
        expires_at=now + timedelta(days=1),
    )

    said = read_consequences(user)
    delete_account(user=user, now=now)

    assert said == "Your saved searches are deleted, and the mails about them stop."
    assert not SavedSearch.objects.exists()
    link.refresh_from_db()
    assert link.revoked_at == now


def test_who_has_no_business_loses_none() -> None:
    assert describe_departure(UserFactory()) == []
