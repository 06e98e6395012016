"""Claims for tests, as the services make them."""

import datetime

from accounts.models import User
from directory.claim_codes import compute_code
from directory.models import Business, Claim
from directory.services.claim_letters import Addressed, print_letters
from directory.services.claims import claim_by_email, claim_by_evidence, claim_by_letter
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW, make_public_record

SITE = "https://www.loom.example/"
ADDRESS = "ann@loom.example"


def make_record(**fields) -> Business:
    """Return a listing from public records with a company number and a website of its own."""
    return make_public_record(
        **{"name": "Loom Limited", "company_number": "04870829", "website": SITE} | fields
    )


def claim_by_mail(business: Business | None = None, user: User | None = None, **values) -> Claim:
    """Claim a record by an address at its domain."""
    chosen = {"email": ADDRESS, "now": NOW} | values
    return claim_by_email(business=business or make_record(), user=user or UserFactory(), **chosen)


def claim_by_post(
    business: Business | None = None, user: User | None = None, now: datetime.datetime = NOW
) -> Claim:
    """Claim a record by a letter that is not printed yet."""
    return claim_by_letter(business=business or make_record(), user=user or UserFactory(), now=now)


def print_one(claim: Claim, now: datetime.datetime = NOW) -> bytes:
    """Print the letter of ``claim``."""
    letter = Addressed(claim, ("Unit 4", "Example Street", "LEEDS", "LS1 1AA"))
    return print_letters(letters=[letter], by=UserFactory(role="moderator"), now=now)


def claim_with_evidence(
    business: Business | None = None, user: User | None = None, now: datetime.datetime = NOW
) -> Claim:
    """Claim a record by evidence."""
    return claim_by_evidence(
        business=business or make_record(),
        user=user or UserFactory(),
        evidence="I am a director.",
        evidence_url="https://loom.example/team",
        now=now,
    )


def read_code(claim: Claim) -> str:
    """Return the code that was sent for ``claim``."""
    return compute_code(claim.nonce)


def list_kinds(business: Business) -> list[str]:
    """Return the kinds of the events of ``business``, in their order."""
    return list(business.events.order_by("pk").values_list("kind", flat=True))
