"""Which ways there are to show that one may speak for a business."""

from dataclasses import dataclass

from directory.mail_domains import find_proving_domain
from directory.models import Business, Claim
from directory.permissions import MATRIX, Action

Method = Claim.Method


@dataclass(frozen=True)
class Standing:
    """Where a person stands towards a business: whether it has a team, and their role in it, or ""."""

    has_team: bool
    role: str = ""

    @property
    def is_member(self) -> bool:
        """Whether the person is in the team."""
        return bool(self.role)

    @property
    def is_outside(self) -> bool:
        """Whether there is a team that the person is not in."""
        return self.has_team and not self.role

    @property
    def may_verify(self) -> bool:
        """Whether the person may verify the business for its team."""
        return bool(self.role) and Action.VERIFY in MATRIX[self.role]


def find_standing(business: Business, user_id: int | None) -> Standing:
    """Return where the person stands towards ``business``. One query."""
    roles = dict(business.memberships.values_list("user_id", "role"))
    return Standing(has_team=bool(roles), role=roles.get(user_id, "") if user_id else "")


def find_claim_domain(business: Business) -> str:
    """Return the domain at which an address shows something; "" where none does.

    Only the website of a public record counts: one that a business gave itself shows that it can type.
    """
    is_record = business.origin == Business.Origin.PUBLIC_RECORD
    return find_proving_domain(business.website) if is_record else ""


def list_ways(business: Business, standing: Standing) -> list[str]:
    """Return the methods that are open to a person, the quickest first.

    Against a team there is evidence alone, which the team and staff look at. Of a team, admins alone verify.
    """
    if standing.is_outside:
        return [Method.STAFF]
    if standing.is_member and not standing.may_verify:
        return []
    ways: list[str] = []
    if not standing.has_team and find_claim_domain(business):
        ways.append(Method.EMAIL_DOMAIN)
    if business.company_number:
        ways.append(Method.LETTER)
    return [*ways, Method.STAFF]
