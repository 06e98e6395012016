"""What stands around enquiries and routing looks at, read in one query however many they are."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from directory.mail_domains import is_shared, read_mail_domain
from directory.models import Sector
from directory.strengths import sector_strengths
from investors.models import Enquiry
from investors.ranking import SectorFacts
from investors.routing_facts import NamedOpportunity, Relationship

SHORTEST_NAME = 3  # letters or digits; of a shorter one only the mail domain speaks
# The function is in the migration ``0213_surroundings``.
_READ = """SELECT * FROM investors_surroundings(
  %s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[]
)"""


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """What was chosen in an enquiry, and what others have to do with it.

    ``refused`` it or contribute: the contacts. ``relationship``: the active contact who last took on another
    enquiry of the same organisation, by its name or by a mail domain of its own. ``may_repeat``: it was just
    received, and the same person has an earlier one open.
    """

    sectors: tuple[SectorFacts, ...]
    clusters: tuple[str, ...]
    opportunities: tuple[NamedOpportunity, ...]  # in the order in which they were chosen
    fit: Mapping[str, float]
    refused: frozenset[int]
    contributors: frozenset[int]
    relationship: Relationship | None
    may_repeat: bool


def read_surroundings(enquiries: Sequence[Enquiry]) -> list[Surroundings]:
    """Return the surroundings of each, in order; one query, and those of ``sector_strengths``."""
    names = [each.organisation if is_telling(each.organisation) else None for each in enquiries]
    domains = [read_own_domain(each.email) or None for each in enquiries]
    # Only what was just received, and is no suspected spam, is put together with another by routing.
    senders = [
        each.email if each.status == Enquiry.Status.RECEIVED and not each.spam_reasons else None
        for each in enquiries
    ]
    keys, received_at = [each.pk for each in enquiries], [each.received_at for each in enquiries]
    with connection.cursor() as cursor:
        cursor.execute(_READ, [keys, names, domains, senders, received_at])
        rows = cursor.fetchall()
    sectors = [tuple(SectorFacts(*each) for each in row[0]) for row in rows]
    sets = sorted({tuple(sector.code for sector in each) for each in sectors if each})
    fits = dict(zip(sets, sector_strengths(sets), strict=True)) if sets else {}
    return [
        Surroundings(
            sectors=its_sectors,
            clusters=tuple(clusters),
            opportunities=tuple(NamedOpportunity(*each) for each in opportunities),
            fit=fits.get(tuple(sector.code for sector in its_sectors), {}),
            refused=frozenset(refused),
            contributors=frozenset(contributors),
            relationship=Relationship(contact_id, *named) if contact_id is not None else None,
            may_repeat=may_repeat,
        )
        for its_sectors, (
            _sectors,
            clusters,
            opportunities,
            refused,
            contributors,
            contact_id,
            *named,
            may_repeat,
        ) in zip(sectors, rows, strict=True)
    ]


def describe_sectors(sectors: Iterable[Sector]) -> tuple[SectorFacts, ...]:
    """Return what routing is told of ``sectors``."""
    return tuple(SectorFacts(code=each.code, name=each.name, parent=each.parent_id or "") for each in sectors)


def is_telling(organisation: str) -> bool:
    """Whether ``organisation`` says enough to tell one from another: "N/A" and "-" do not."""
    return sum(character.isalnum() for character in organisation) >= SHORTEST_NAME


def read_own_domain(email: str) -> str:
    """Return the mail domain of ``email`` in capitals; empty where strangers to each other share it."""
    domain = read_mail_domain(email)
    return "" if not domain or is_shared(domain) else email.rpartition("@")[2].upper()
