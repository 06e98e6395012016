"""Claims decided by staff and by the team, and taken back."""

import datetime
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from directory.models import Claim
from directory.permissions import Role
from directory.services import claim_decisions
from directory.services.claims import WayClosed
from directory.workflow import CLAIM_MOVES, IllegalMove, StaleClaim, move_claim
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.directory.claims import claim_by_mail, claim_with_evidence, list_kinds, make_record
from tests.directory.listings import NOW
from tests.directory.teams import make_draft, make_team

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)
PAIRS = [(before, after) for before in Claim.Status.values for after in Claim.Status.values]


@pytest.fixture
def moderator():
    return UserFactory(role="moderator")


def approve(claim: Claim, by, *, is_transfer: bool = False, verification: str = "staff") -> None:
    claim_decisions.approve_claim(
        claim=claim, verification=verification, is_transfer=is_transfer, by=by, now=LATER
    )


def deny(claim: Claim, by) -> None:
    claim_decisions.deny_claim(claim=claim, text="The page names somebody else.", by=by, now=LATER)


def revoke(claim: Claim, by) -> None:
    claim_decisions.revoke_claim(claim=claim, text="It was not them.", by=by, now=LATER)


def list_mailed(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("to_email", flat=True))


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_move_claim_follows_the_table(before, after) -> None:
    claim = claim_with_evidence()
    decided_at = None if before == "pending" else NOW
    Claim.objects.filter(pk=claim.pk).update(status=before, decided_at=decided_at)
    claim.refresh_from_db()

    if after in CLAIM_MOVES[before]:
        move_claim(claim=claim, to=after, decided_at=NOW)
    else:
        with pytest.raises(IllegalMove):
            move_claim(claim=claim, to=after, decided_at=NOW)

    claim.refresh_from_db()
    assert claim.status == (after if after in CLAIM_MOVES[before] else before)


@pytest.mark.parametrize("verification", ["staff", "companies_house"])
def test_approval_by_staff_verifies_as_what_they_saw(moderator, verification) -> None:
    claim = claim_with_evidence()

    approve(claim, moderator, verification=verification)

    claim.business.refresh_from_db()
    event = claim.business.events.get(kind="claim_approved")
    assert (claim.status, claim.decided_by, claim.decided_at) == ("approved", moderator, LATER)
    assert (claim.business.verification, claim.business.origin) == (verification, "registered")
    assert claim.business.memberships.get().role == Role.ADMIN
    assert (event.actor_kind, event.user_id) == ("staff", moderator.pk)
    assert list_mailed("claim-approved") == [claim.claimant.email]


def test_denial_gives_its_reason(moderator) -> None:
    claim = claim_with_evidence()

    deny(claim, moderator)

    assert (claim.status, claim.business.events.last().text) == ("denied", "The page names somebody else.")
    assert "The page names somebody else." in Message.objects.get(kind="claim-denied").body
    assert not claim.business.memberships.exists()


def test_approval_beside_a_team_leaves_it(moderator) -> None:
    business = make_record()
    admin = make_team(business)
    claim = claim_with_evidence(business)

    approve(claim, moderator)

    assert {each.user for each in business.memberships.admins()} == {admin.user, claim.claimant}
    assert list_mailed("claim-revoked") == []


def test_approval_of_a_member_makes_an_admin(moderator) -> None:
    business = make_record()
    make_team(business)
    claim = claim_with_evidence(business)
    make_team(business, Role.MEMBER)
    business.memberships.create(user=claim.claimant, role=Role.MEMBER, joined_at=NOW)

    approve(claim, moderator)

    assert business.memberships.get(user=claim.claimant).role == Role.ADMIN


def test_transfer_ends_the_team_and_the_claim_that_made_it(moderator) -> None:
    business = make_record()
    first = claim_with_evidence(business)
    approve(first, moderator)
    member = make_team(business, Role.MEMBER)
    second = claim_with_evidence(business)

    approve(second, moderator, is_transfer=True)

    first.refresh_from_db()
    business.refresh_from_db()
    assert (first.status, second.status) == ("revoked", "approved")
    assert [each.user for each in business.memberships.all()] == [second.claimant]
    assert business.verification == "staff"
    assert list_mailed("claim-revoked") == sorted([first.claimant.email, member.user.email])


def test_revocation_ends_the_team_and_the_verification(moderator) -> None:
    claim = claim_with_evidence()
    approve(claim, moderator)
    member = make_team(claim.business, Role.EDITOR)

    revoke(claim, moderator)

    claim.business.refresh_from_db()
    assert (claim.status, claim.reason) == ("revoked", "It was not them.")
    assert (claim.business.status, claim.business.verification) == ("published", "none")
    assert not claim.business.memberships.exists()
    assert list_mailed("claim-revoked") == sorted([claim.claimant.email, member.user.email])
    assert "It was not them." in Message.objects.filter(kind="claim-revoked").first().body
    assert list_kinds(claim.business)[-4:] == ["claim_revoked", "member_left", "member_left", "unverified"]


def test_revocation_for_a_business_never_shown_removes_it(moderator) -> None:
    revision = make_draft()
    admin = revision.business.memberships.get()
    claim = claim_with_evidence(revision.business, admin.user)
    approve(claim, moderator)

    revoke(claim, moderator)

    revision.business.refresh_from_db()
    assert revision.business.status == "removed"


def test_business_can_be_claimed_again_after_revocation_but_not_by_its_website(moderator) -> None:
    claim = claim_with_evidence()
    approve(claim, moderator)
    revoke(claim, moderator)
    claim.business.refresh_from_db()

    with pytest.raises(WayClosed):
        claim_by_mail(claim.business)

    assert claim_with_evidence(claim.business).is_pending


def test_team_takes_the_claimant_in_as_a_member() -> None:
    business = make_record()
    admin = make_team(business)
    claim = claim_with_evidence(business)

    claim_decisions.take_in_claimant(claim=claim, by=admin.user, now=LATER)

    business.refresh_from_db()
    assert business.memberships.get(user=claim.claimant).role == Role.MEMBER
    assert (claim.status, claim.verification, business.verification) == ("approved", "", "none")
    assert not claim.can_be_revoked
    assert list_mailed("claim-approved") == [claim.claimant.email]


def test_team_that_says_no_leaves_the_last_word_to_staff(moderator) -> None:
    business = make_record()
    admin = make_team(business)
    claim = claim_with_evidence(business)

    claim_decisions.refuse_claimant(claim=claim, by=admin.user, now=LATER)

    claim.refresh_from_db()
    assert (claim.status, claim.team_refused_at) == ("pending", LATER)
    assert list(Claim.objects.for_staff()) == [claim]
    assert list_mailed("claim-refused") == [claim.claimant.email]
    with pytest.raises(StaleClaim):
        claim_decisions.refuse_claimant(claim=claim, by=admin.user, now=LATER)
    approve(claim, moderator)


@pytest.mark.django_db(transaction=True)
def test_race_of_approval_and_denial_has_one_winner(moderator) -> None:
    claim = claim_with_evidence()

    results = run_at_once(
        partial(approve, Claim.objects.get(pk=claim.pk), moderator),
        partial(deny, Claim.objects.get(pk=claim.pk), moderator),
    )

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "StaleClaim"]
    assert Message.objects.filter(kind__in=["claim-approved", "claim-denied"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_team_and_staff_has_one_winner(moderator) -> None:
    business = make_record()
    admin = make_team(business)
    claim = claim_with_evidence(business)

    take_in = partial(claim_decisions.take_in_claimant, by=admin.user, now=LATER)
    results = run_at_once(
        partial(take_in, claim=Claim.objects.get(pk=claim.pk)),
        partial(approve, Claim.objects.get(pk=claim.pk), moderator, is_transfer=True),
    )

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "StaleClaim"]
    roles = sorted(business.memberships.values_list("role", flat=True))
    assert roles == (["admin", "member"] if results[0] is None else ["admin"])


@pytest.mark.django_db(transaction=True)
def test_race_of_two_revocations_has_one_winner(moderator) -> None:
    claim = claim_with_evidence()
    approve(claim, moderator)

    results = run_at_once(*(partial(revoke, Claim.objects.get(pk=claim.pk), moderator) for _ in range(2)))

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "StaleClaim"]
    assert list_kinds(claim.business).count("claim_revoked") == 1


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"status": "approved"}, "claim_decided_has_time"),
        ({"decided_at": NOW}, "claim_decided_has_time"),
        ({"evidence": ""}, "claim_by_staff_has_evidence"),
        ({"method": "letter"}, "claim_by_letter_has_nonce"),
        ({"method": "email_domain", "nonce": "0"}, "claim_by_email_has_address"),
        ({"tries_made": 6}, "claim_tries_few"),
        ({"codes_sent": 4}, "claim_tries_few"),
        ({"verification": "staff"}, "claim_verifies_when_approved"),
    ],
)
def test_claim_that_makes_no_sense_is_refused_by_the_database(changes, constraint) -> None:
    claim = claim_with_evidence()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**changes)


def test_second_pending_claim_is_refused_by_the_database() -> None:
    claim = claim_with_evidence()

    with pytest.raises(IntegrityError, match="claim_pending_once"), transaction.atomic():
        Claim.objects.create(
            business=claim.business, claimant=claim.claimant, method="staff", evidence="x", made_at=NOW
        )
