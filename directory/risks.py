"""Hints for a moderator: what in a profile is worth a second look. None of them decides anything."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
TELEPHONE = re.compile(r"(?<![\w/])(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\w)")
PRAISE = re.compile(
    r"\b(?:best|leading|number one|no\.? ?1|world[- ]class|cheapest|guaranteed|risk[- ]free|100 ?%)\b",
    re.IGNORECASE,
)
MOST_PRAISE = 2  # words, from which on it is worth a hint
NEW_ACCOUNT = datetime.timedelta(days=1)

Hint = tuple[bool, str]


@dataclass(frozen=True)
class ProfileFacts:
    """What is known of a revision and its business. ``register_name`` is "" where the number is not known.

    ``office_outside`` is the postcode of its registered office, if that is not in the North, where each site
    is. ``copied_from`` names another listing whose text is the same; ``account_age``
    and ``mail_domain`` are of who sent the revision, the latter only where it is not the website's own.
    """

    name: str
    texts: str
    company_number: str = ""
    register_name: str = ""
    register_status: str = ""
    is_active: bool = True
    is_digital: bool = True
    office_outside: str = ""
    website_is_shared: bool = False
    is_verified: bool = False
    copied_from: str = ""
    account_age: datetime.timedelta | None = None
    mail_domain: str = ""
    mail_is_shared: bool = False
    same_website: list[str] = field(default_factory=list)


def find_risks(facts: ProfileFacts) -> list[str]:
    """Return the hints as sentences, the weightiest first."""
    hints = (*_doubt_register(facts), *_doubt_sender(facts), *_doubt_texts(facts))
    return [sentence for holds, sentence in hints if holds]


def _doubt_register(facts: ProfileFacts) -> Iterator[Hint]:
    """Hold the profile against the register of companies."""
    number, name = facts.company_number, facts.register_name
    unknown = _("The company number is not in our copy of the register of companies.")
    yield bool(number and not name), unknown
    status = _("The register says: %(status)s.") % {"status": facts.register_status}
    yield bool(name and not facts.is_active), status
    other = _("The register calls the company “%(name)s”.") % {"name": name}
    yield bool(name and not is_alike(facts.name, name)), other
    sic = _("None of the company's SIC codes is of technology, media or telecoms.")
    yield bool(name and not facts.is_digital), sic
    office = _("The registered office is not in the North: %(postcode)s.")
    yield bool(facts.office_outside), office % {"postcode": facts.office_outside}


def _doubt_sender(facts: ProfileFacts) -> Iterator[Hint]:
    """Ask who speaks here, and whether somebody else did already."""
    copy = _("A text is the same as that of %(name)s.") % {"name": facts.copied_from}
    yield bool(facts.copied_from), copy
    names = _("The same website stands at: %(names)s.") % {"names": ", ".join(facts.same_website)}
    yield bool(facts.same_website), names
    yield facts.website_is_shared, _("The website stands at a host that many people share.")
    young = facts.account_age is not None and facts.account_age < NEW_ACCOUNT
    yield young, _("Whoever sent it has had the account for less than a day.")
    if facts.mail_is_shared:
        mail = _("Whoever sent it has an address at %(domain)s, as anybody can.")
    else:
        mail = _("Whoever sent it has an address at %(domain)s, not at the website.")
    yield bool(facts.mail_domain), mail % {"domain": facts.mail_domain}
    yield not facts.is_verified, _("Nobody has shown yet that they speak for this business.")


def _doubt_texts(facts: ProfileFacts) -> Iterator[Hint]:
    """Look for what does not belong in a text."""
    yield bool(LINK.search(facts.texts)), _("A text holds a web address.")
    yield bool(TELEPHONE.search(facts.texts)), _("A text holds what looks like a telephone number.")
    praise = PRAISE.findall(facts.texts)
    words = ", ".join(sorted({word.lower() for word in praise}))
    yield len(praise) >= MOST_PRAISE, _("The text praises more than it says: %(words)s.") % {"words": words}


def is_alike(name: str, other: str) -> bool:
    """Say whether two names share their first word that tells anything."""
    return bool(_telling(name) & _telling(other))


def _telling(name: str) -> set[str]:
    words = re.findall(r"\w+", name.casefold())
    return {
        word for word in words if word not in {"the", "ltd", "limited", "plc", "llp", "uk", "group", "and"}
    }
