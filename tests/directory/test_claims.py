"""Claims: made, proven by a code, bounded."""

import datetime
from functools import partial

import pytest

from accounts.models import User
from directory.claim_codes import compute_code, is_code_of, make_nonce
from directory.models import Claim
from directory.permissions import Role
from directory.services import claims
from directory.services.claims import AlreadyClaiming, TooManyClaims, WayClosed
from directory.workflow import StaleClaim
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once, run_while_locked
from tests.directory.claims import (
    ADDRESS,
    claim_by_mail,
    claim_by_post,
    claim_with_evidence,
    list_kinds,
    make_record,
    print_one,
    read_code,
)
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_team

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def enter(claim: Claim, code: str, now: datetime.datetime = LATER) -> str:
    return claims.enter_code(claim=claim, code=code, now=now)


def test_code_is_computed_and_never_stored() -> None:
    nonce = make_nonce()
    code = compute_code(nonce)

    assert len(code.replace("-", "")) == 12
    assert is_code_of(nonce, f" {code.lower().replace('-', ' ')} ")
    assert not is_code_of(nonce, code[:-1])
    assert not is_code_of(make_nonce(), code)


def test_code_outlives_a_change_of_the_key(settings) -> None:
    nonce = make_nonce()
    code = compute_code(nonce)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert is_code_of(nonce, code)
    assert compute_code(nonce) != code


def test_claim_by_mail_sends_a_code_that_no_desk_shows() -> None:
    claim = claim_by_mail()

    message = Message.objects.get()
    assert (claim.status, claim.email, claim.codes_sent) == ("pending", ADDRESS, 1)
    assert (message.to_email, message.is_private) == (ADDRESS, True)
    assert read_code(claim) in message.body
    assert list_kinds(claim.business) == ["claimed"]


def test_right_code_makes_an_admin_and_verifies() -> None:
    business = make_record()
    claim = claim_by_mail(business)

    outcome = enter(claim, read_code(claim))

    business.refresh_from_db()
    membership = business.memberships.get()
    assert outcome == "right"
    assert (membership.user, membership.role) == (claim.claimant, Role.ADMIN)
    assert (business.verification, business.origin, business.confirmed_at) == (
        "email_domain",
        "registered",
        None,
    )
    assert list_kinds(business) == ["claimed", "claim_approved", "verified", "member_joined"]
    assert Message.objects.get(kind="claim-approved").to_email == claim.claimant.email
    assert Claim.objects.get().verification == "email_domain"


@pytest.mark.parametrize(
    ("fields", "email"),
    [
        ({}, "ann@other.example"),
        ({}, "ann@mail.loom.example"),
        ({}, "ann@example"),
        ({"website": ""}, ADDRESS),
        ({"website": "https://gmail.com/"}, "ann@gmail.com"),
        ({"website": "https://ann.github.io/"}, "ann@github.io"),
        ({"origin": "registered"}, ADDRESS),  # the claimant may have typed that website
    ],
)
def test_address_that_shows_nothing_is_refused(fields, email) -> None:
    with pytest.raises(WayClosed):
        claim_by_mail(make_record(**fields), email=email)

    assert not Message.objects.exists()


def test_five_wrong_codes_deny_the_claim() -> None:
    claim = claim_by_mail()

    outcomes = [enter(claim, "3333-3333-3333") for _ in range(6)]

    assert outcomes == ["wrong"] * 4 + ["last_wrong", "over"]
    assert enter(claim, read_code(claim)) == "over"
    assert Claim.objects.get().status == "denied"
    assert "five times" in Message.objects.get(kind="claim-denied").body
    assert not claim.business.memberships.exists()


def test_code_is_good_for_a_day() -> None:
    claim = claim_by_mail()

    assert enter(claim, read_code(claim), NOW + DAY) == "over"
    with pytest.raises(StaleClaim):
        claims.send_code_again(claim=claim, now=NOW + DAY)


def test_code_is_sent_three_times_at_most() -> None:
    claim = claim_by_mail()
    for _ in range(2):
        claims.send_code_again(claim=claim, now=LATER)

    with pytest.raises(TooManyClaims):
        claims.send_code_again(claim=claim, now=LATER)

    bodies = set(Message.objects.values_list("body", flat=True))
    assert (Message.objects.count(), len(bodies)) == (3, 1)


def test_codes_to_one_address_are_few_a_day() -> None:
    for number in range(claims.MOST_CODES_A_DAY):
        claim_by_mail(make_record(company_number=f"0487082{number}"))

    with pytest.raises(TooManyClaims):
        claim_by_mail(make_record(company_number="04870899"))

    assert claim_by_mail(make_record(company_number="04870898"), now=NOW + DAY)


def test_claims_of_one_person_are_few_a_day() -> None:
    user = UserFactory()
    for number in range(claims.MOST_CLAIMS_A_DAY):
        claim_with_evidence(make_record(company_number=f"0487082{number}"), user)

    with pytest.raises(TooManyClaims):
        claim_with_evidence(make_record(company_number="04870899"), user)


def test_letters_to_one_business_are_few_a_month() -> None:
    business = make_record()
    for _ in range(claims.MOST_LETTERS):
        claim_by_post(business)

    with pytest.raises(TooManyClaims):
        claim_by_post(business)

    assert claim_by_post(business, now=NOW + 30 * DAY)


def test_claim_is_one_at_a_time() -> None:
    claim = claim_by_post()

    with pytest.raises(AlreadyClaiming):
        claim_by_mail(claim.business, claim.claimant)

    assert list_kinds(claim.business) == ["claimed"]


def test_letter_needs_a_company_number() -> None:
    with pytest.raises(WayClosed):
        claim_by_post(make_record(company_number=""))


def test_code_of_a_letter_verifies_by_letter() -> None:
    claim = claim_by_post()
    before = enter(claim, read_code(claim))
    print_one(claim)

    outcome = enter(claim, read_code(claim), NOW + 27 * DAY)

    claim.business.refresh_from_db()
    assert (before, outcome) == ("over", "right")
    assert claim.business.verification == "letter"


def test_admin_verifies_the_business_of_their_team() -> None:
    business = BusinessFactory(company_number="04870829", status="draft")
    admin = make_team(business)
    claim = claim_by_post(business, admin.user)
    print_one(claim)

    outcome = enter(claim, read_code(claim))

    business.refresh_from_db()
    assert (outcome, business.verification) == ("right", "letter")
    assert list(business.memberships.all()) == [admin]
    assert list_kinds(business) == ["claimed", "claim_approved", "verified"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MEMBER])
def test_others_of_the_team_cannot_verify(role) -> None:
    business = make_record()
    make_team(business)
    member = make_team(business, role)

    for claim in (claim_by_mail, claim_by_post, claim_with_evidence):
        with pytest.raises(WayClosed):
            claim(business, member.user)


def test_code_and_letter_are_closed_against_a_team() -> None:
    business = make_record()
    make_team(business)

    for claim in (claim_by_mail, claim_by_post):
        with pytest.raises(WayClosed):
            claim(business)


def test_claim_against_a_team_asks_its_admins() -> None:
    business = make_record()
    admin = make_team(business)
    make_team(business, Role.EDITOR)

    claim = claim_with_evidence(business)

    message = Message.objects.get()
    assert (message.kind, message.to_email) == ("claim-contested", admin.user.email)
    assert claim.evidence not in message.body
    assert list(Claim.objects.for_staff()) == [claim]


def test_right_code_against_a_team_that_came_meanwhile_waits_for_people() -> None:
    business = make_record()
    claim = claim_by_mail(business)
    admin = make_team(business)

    outcome = enter(claim, read_code(claim))

    claim.refresh_from_db()
    assert outcome == "right_but_team"
    assert (claim.status, claim.proven_at, claim.awaits_staff) == ("pending", LATER, True)
    assert list(Claim.objects.for_staff()) == [claim]
    assert not Claim.objects.overdue(NOW + 9 * DAY).exists()
    assert list(business.memberships.all()) == [admin]
    assert enter(claim, read_code(claim)) == "over"


@pytest.mark.django_db(transaction=True)
def test_race_of_two_right_codes_makes_one_admin() -> None:
    business = make_record()
    first = claim_by_mail(business)
    second = claim_by_mail(business, email="bo@loom.example")

    results = run_at_once(
        *(
            partial(claims.enter_code, claim=Claim.objects.get(pk=each.pk), code=read_code(each), now=LATER)
            for each in (first, second)
        )
    )

    assert sorted(results) == ["right", "right_but_team"]
    assert business.memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_the_same_code_twice_counts_once() -> None:
    claim = claim_by_mail()
    calls = [
        partial(claims.enter_code, claim=Claim.objects.get(pk=claim.pk), code=read_code(claim), now=LATER)
        for _ in range(2)
    ]

    results = run_at_once(*calls)

    assert sorted(results) == ["over", "right"]
    assert list_kinds(claim.business).count("claim_approved") == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_many_guesses_has_five_tries() -> None:
    claim = claim_by_mail()
    guess = partial(claims.enter_code, code="3333-3333-3333", now=LATER)

    results = run_at_once(*(partial(guess, claim=Claim.objects.get(pk=claim.pk)) for _ in range(8)))

    assert results.count("over") >= 3
    assert Claim.objects.filter(pk=claim.pk, tries_made=5, status="denied").exists()


@pytest.mark.django_db(transaction=True)
def test_code_sent_again_names_the_claimant_as_they_are_now() -> None:
    claim = claim_by_mail()

    run_while_locked(
        Claim.objects.filter(pk=claim.pk),
        change=lambda: User.objects.filter(pk=claim.claimant_id).update(email="new@loom.example"),
        call=lambda: claims.send_code_again(claim=claim, now=LATER),
    )

    assert "new@loom.example claims" in Message.objects.latest("pk").body
