"""Letters with codes: printed by staff, reminded of, and over after four weeks."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.dateformat import format as format_date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from directory.claim_codes import compute_code
from directory.letters import Letter, write_letters
from directory.models import Claim
from directory.models.claims import LETTER_LIFE
from directory.notices import tell_person
from directory.services.claim_decisions import deny_by_itself
from directory.workflow import StaleClaim

REMIND_AFTER = (datetime.timedelta(days=8), datetime.timedelta(days=16))
BATCH = 200  # claims in one sweep


@dataclass(frozen=True)
class Addressed:
    """A claim by letter with the lines of the address, which is printed and never stored."""

    claim: Claim
    address: tuple[str, ...]


@transaction.atomic
def print_letters(*, letters: Collection[Addressed], by: User, now: datetime.datetime) -> bytes:
    """Return the PDF of ``letters``, and let the time of each code begin, unless it was printed before.

    The claims come with business and claimant. Claimants are told that the letter is on its way, once.
    """
    for letter in letters:
        _begin(letter.claim, by, now)
    return write_letters(
        [_compose(letter, now) for letter in letters],
        site_url=settings.SITE_URL,
        contact_email=settings.TRIAGE_EMAIL,
    )


def _begin(claim: Claim, by: User, now: datetime.datetime) -> None:
    expires_at = now + LETTER_LIFE
    waiting = Claim.objects.to_print().filter(pk=claim.pk)
    if not waiting.update(printed_at=now, printed_by=by, expires_at=expires_at):
        claim.refresh_from_db(fields=["expires_at", "printed_at"])
        return
    claim.printed_at, claim.expires_at = now, expires_at
    _tell("claim-letter-posted", claim, str(claim.pk), now)


def _compose(letter: Addressed, now: datetime.datetime) -> Letter:
    claim = letter.claim
    last_day = localtime(claim.expires_at) if claim.expires_at else localtime(now)
    name, email = claim.claimant.name, claim.claimant.email
    return Letter(
        address=(claim.business.name, *letter.address),
        company=claim.business.name,
        number=claim.business.company_number,
        claimant=f"{name} ({email})" if name else email,
        code=compute_code(claim.nonce),
        day=format_date(localtime(now), "j F Y"),
        last_day=format_date(last_day, "j F Y"),
    )


def remind_of_letters(*, now: datetime.datetime) -> int:
    """Remind each claimant whose letter has been under way for 8 and for 16 days; return how many.

    A sweep that comes late sends the last reminder that is due, not all of them.
    """
    reminded = 0
    for number, wait in reversed(list(enumerate(REMIND_AFTER, start=1))):
        due = Claim.objects.pending().filter(
            method=Claim.Method.LETTER,
            printed_at__lte=now - wait,
            expires_at__gt=now,
            proven_at=None,
            reminders_sent__lt=number,
        )
        for claim in list(due.select_related("business", "claimant").order_by("printed_at", "pk")[:BATCH]):
            reminded += _remind(claim, number, now)
    return reminded


@transaction.atomic
def _remind(claim: Claim, number: int, now: datetime.datetime) -> int:
    behind = Claim.objects.pending().filter(pk=claim.pk, reminders_sent__lt=number)
    if not behind.update(reminders_sent=number):
        return 0
    _tell("claim-letter-reminder", claim, f"{claim.pk}:{number}", now)
    return 1


def deny_overdue_claims(*, now: datetime.datetime) -> int:
    """Deny each claim whose code was not entered in time; return how many."""
    denied = 0
    overdue = Claim.objects.overdue(now).select_related("business", "claimant")
    for claim in list(overdue.order_by("expires_at", "pk")[:BATCH]):
        try:
            deny_by_itself(claim=claim, text=_("The code was not entered in time."), now=now)
        except StaleClaim:
            continue
        denied += 1
    return denied


def _tell(template: str, claim: Claim, cause: str, now: datetime.datetime) -> None:
    tell_person(
        template=template, business=claim.business, user=claim.claimant, cause=cause, now=now, claim=claim
    )
