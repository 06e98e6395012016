"""Hints for a moderator: what in a profile is worth a second look. None of them decides anything."""

import datetime
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
TELEPHONE = re.compile(r"(?<![\w/])(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\w)")
PRAISE = re.compile(
    r"\b(?:best|leading|number one|no\.? ?1|world[- ]class|cheapest|guaranteed|risk[- ]free|100 ?%)\b",
    re.IGNORECASE,
)
NEW_ACCOUNT = datetime.timedelta(days=1)


@dataclass(frozen=True)
class ProfileFacts:
    """What is known of a revision and its business. ``register_name`` is "" where the number is not known.

    ``copied_from`` names another listing whose text is the same; ``account_age`` is of who sent the revision.
    """

    name: str
    texts: str
    company_number: str = ""
    register_name: str = ""
    register_status: str = ""
    is_active: bool = True
    is_digital: bool = True
    website_is_shared: bool = False
    is_verified: bool = False
    copied_from: str = ""
    account_age: datetime.timedelta | None = None
    same_website: list[str] = field(default_factory=list)


def find_risks(facts: ProfileFacts) -> list[str]:
    """Return the hints as sentences, the weightiest first."""
    hints = [
        (
            bool(facts.company_number and not facts.register_name),
            _("The company number is not in our copy of the register of companies."),
        ),
        (
            bool(facts.register_name and not facts.is_active),
            _("The register says: %(status)s.") % {"status": facts.register_status},
        ),
        (
            bool(facts.register_name and not is_alike(facts.name, facts.register_name)),
            _("The register calls the company “%(name)s”.") % {"name": facts.register_name},
        ),
        (
            bool(facts.register_name and not facts.is_digital),
            _("None of the company's SIC codes is of technology, media or telecoms."),
        ),
        (
            bool(facts.copied_from),
            _("A text is the same as that of %(name)s.") % {"name": facts.copied_from},
        ),
        (
            bool(facts.same_website),
            _("The same website stands at: %(names)s.") % {"names": ", ".join(facts.same_website)},
        ),
        (facts.website_is_shared, _("The website stands at a host that many people share.")),
        (
            facts.account_age is not None and facts.account_age < NEW_ACCOUNT,
            _("Whoever sent it has had the account for less than a day."),
        ),
        (not facts.is_verified, _("Nobody has shown yet that they speak for this business.")),
        (bool(LINK.search(facts.texts)), _("A text holds a web address.")),
        (bool(TELEPHONE.search(facts.texts)), _("A text holds what looks like a telephone number.")),
        (
            len(PRAISE.findall(facts.texts)) >= 2,
            _("The text praises more than it says: %(words)s.")
            % {"words": ", ".join(sorted({word.lower() for word in PRAISE.findall(facts.texts)}))},
        ),
    ]
    return [sentence for holds, sentence in hints if holds]


def is_alike(name: str, other: str) -> bool:
    """Say whether two names share their first word that tells anything."""
    return bool(_telling(name) & _telling(other))


def _telling(name: str) -> set[str]:
    words = re.findall(r"\w+", name.casefold())
    return {
        word for word in words if word not in {"the", "ltd", "limited", "plc", "llp", "uk", "group", "and"}
    }
