"""Claims on a business: made, and proven by a code."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from directory.claim_codes import compute_code, is_code_of, make_nonce
from directory.claim_ways import find_claim_domain, find_standing, list_ways
from directory.mail_domains import is_at_domain
from directory.models import Business, BusinessEvent, Claim
from directory.models.claims import CODE_LIFE, MOST_CODES, MOST_TRIES
from directory.notices import queue_notice, tell_team
from directory.permissions import Action
from directory.services.claim_decisions import approve_by_code, deny_by_itself
from directory.services.teams import lock_business
from directory.workflow import Actor, StaleClaim, record_event

DAY = datetime.timedelta(days=1)
MOST_CLAIMS_A_DAY = 5  # of one person
MOST_CODES_A_DAY = 5  # to one address, whoever claims
MOST_LETTERS = 2  # to one business
LETTERS_SPAN = datetime.timedelta(days=30)


class WayClosed(Exception):
    """This way is not open to this person for this business."""


class AlreadyClaiming(Exception):
    """The person has a claim on the business that waits."""


class TooManyClaims(Exception):
    """More claims, codes or letters than anybody needs."""


class Entered(models.TextChoices):
    """What became of a code that was entered."""

    RIGHT = "right"
    RIGHT_BUT_TEAM = "right_but_team"  # people decide now, since the business has got a team
    WRONG = "wrong"
    LAST_WRONG = "last_wrong"  # and the claim is denied
    OVER = "over"  # it was decided or has expired


def claim_by_email(*, business: Business, user: User, email: str, now: datetime.datetime) -> Claim:
    """Claim ``business`` by an address at the domain of its website: a code goes there. Return the claim.

    Raises WayClosed, AlreadyClaiming, TooManyClaims.
    """
    email = email.strip().lower()
    if not is_at_domain(email, find_claim_domain(business)):
        raise WayClosed
    sent = Claim.objects.filter(email=email, made_at__gt=now - DAY).values_list("codes_sent", flat=True)
    if sum(sent) >= MOST_CODES_A_DAY:
        raise TooManyClaims
    with _claim_once():
        claim = _make(
            business,
            user,
            now,
            method=Claim.Method.EMAIL_DOMAIN,
            email=email,
            nonce=make_nonce(),
            expires_at=now + CODE_LIFE,
        )
        _send_code(claim, now)
    return claim


@transaction.atomic
def send_code_again(*, claim: Claim, now: datetime.datetime) -> None:
    """Send the same code once more. Raises TooManyClaims after ``MOST_CODES`` mails, StaleClaim when over."""
    mailed = Claim.objects.pending().filter(pk=claim.pk, method=Claim.Method.EMAIL_DOMAIN)
    live = mailed.filter(expires_at__gt=now)
    current = live.select_for_update().first()  # no join: a lock waited for does not renew joined rows
    if current is None:
        raise StaleClaim(claim.pk)
    if current.codes_sent >= MOST_CODES:
        raise TooManyClaims
    _send_code(current, now)


def claim_by_letter(*, business: Business, user: User, now: datetime.datetime) -> Claim:
    """Claim ``business``, which has a company number, by a letter to its registered office.

    Staff print the letter; the time for its code begins then. Raises WayClosed, AlreadyClaiming,
    TooManyClaims.
    """
    letters = Claim.objects.filter(business=business, method=Claim.Method.LETTER)
    if letters.filter(made_at__gt=now - LETTERS_SPAN).count() >= MOST_LETTERS:
        raise TooManyClaims
    with _claim_once():
        return _make(business, user, now, method=Claim.Method.LETTER, nonce=make_nonce())


def claim_by_evidence(
    *, business: Business, user: User, evidence: str, evidence_url: str, now: datetime.datetime
) -> Claim:
    """Claim ``business`` by what staff are to look at. A team that it has is asked as well.

    Raises WayClosed, AlreadyClaiming, TooManyClaims.
    """
    with _claim_once():
        claim = _make(
            business,
            user,
            now,
            method=Claim.Method.STAFF,
            evidence=evidence,
            evidence_url=evidence_url,
        )
        _ask_team(claim, now)
    return claim


@contextmanager
def _claim_once() -> Iterator[None]:
    """Open a transaction; its refusal of a second pending claim becomes AlreadyClaiming."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise AlreadyClaiming from error


def _make(business: Business, user: User, now: datetime.datetime, *, method: str, **fields: Any) -> Claim:
    if method not in list_ways(business, find_standing(business, user.pk)):
        raise WayClosed
    if Claim.objects.filter(claimant=user, made_at__gt=now - DAY).count() >= MOST_CLAIMS_A_DAY:
        raise TooManyClaims
    claim = Claim.objects.create(business=business, claimant=user, made_at=now, method=method, **fields)
    record_event(
        business=business,
        kind=BusinessEvent.Kind.CLAIMED,
        actor=Actor.member(user),
        now=now,
        detail={"claim": claim.pk, "method": claim.method},
    )
    return claim


def _send_code(claim: Claim, now: datetime.datetime) -> None:
    queue_notice(
        template="claim-code",
        business=claim.business,
        to_email=claim.email,
        cause=f"{claim.pk}:{claim.codes_sent}",
        now=now,
        is_private=True,
        claim=claim,
        code=compute_code(claim.nonce),
    )
    Claim.objects.filter(pk=claim.pk).update(codes_sent=F("codes_sent") + 1)
    claim.codes_sent += 1


def _ask_team(claim: Claim, now: datetime.datetime) -> None:
    tell_team(
        template="claim-contested",
        business=claim.business,
        action=Action.ANSWER_CLAIMS,
        cause=str(claim.pk),
        now=now,
        claim=claim,
    )


def enter_code(*, claim: Claim, code: str, now: datetime.datetime) -> str:
    """Judge ``code``, which the claimant entered, and return what became of it, as ``Entered`` has it.

    Each try counts before it is judged, so that no number of requests at once gets more than ``MOST_TRIES``.
    """
    live = Claim.objects.pending().filter(pk=claim.pk, proven_at=None, expires_at__gt=now)
    if not live.filter(tries_made__lt=MOST_TRIES).update(tries_made=F("tries_made") + 1):
        return Entered.OVER
    claim.refresh_from_db()
    try:
        if is_code_of(claim.nonce, code):
            return _prove(claim, now)
        if claim.tries_made < MOST_TRIES:
            return Entered.WRONG
        deny_by_itself(claim=claim, text=_("A wrong code was entered five times."), now=now)
    except StaleClaim:
        return Entered.OVER
    return Entered.LAST_WRONG


@transaction.atomic
def _prove(claim: Claim, now: datetime.datetime) -> str:
    """Approve the claim whose code was right, unless the business has a team that the claimant is not in."""
    business = lock_business(claim.business)
    standing = find_standing(business, claim.claimant_id)
    if standing.has_team and not standing.may_verify:
        if not Claim.objects.pending().filter(pk=claim.pk).update(proven_at=now):
            raise StaleClaim(claim.pk)
        _ask_team(claim, now)
        return Entered.RIGHT_BUT_TEAM
    approve_by_code(claim=claim, business=business, now=now)
    return Entered.RIGHT
