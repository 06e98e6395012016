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
# Names of an organisation are the same where they differ in capitals at most. What may be repeated is sought
# a day further back than by ``duplicates``, which says of each whether it is.
_READ = """SELECT
  ARRAY(SELECT ARRAY[sector.code, sector.name, coalesce(sector.parent_id, '')]
    FROM investors_enquiry_sectors link JOIN directory_sector sector ON sector.code = link.sector_id
    WHERE link.enquiry_id = asked.id ORDER BY sector.position),
  ARRAY(SELECT cluster.slug
    FROM investors_enquiry_clusters link JOIN directory_cluster cluster ON cluster.slug = link.cluster_id
    WHERE link.enquiry_id = asked.id ORDER BY cluster.position),
  ARRAY(SELECT ARRAY[opportunity.title, opportunity.cluster_id]
    FROM investors_enquiry_opportunities link
    JOIN investors_opportunity opportunity ON opportunity.id = link.opportunity_id
    WHERE link.enquiry_id = asked.id ORDER BY link.id),
  ARRAY(SELECT contact_id FROM investors_referral
    WHERE enquiry_id = asked.id AND status IN ('declined', 'lapsed')),
  ARRAY(SELECT contact_id FROM investors_referral
    WHERE enquiry_id = asked.id AND status IN ('offered', 'accepted') AND role = 'contributor'),
  taken.contact_id, taken.reference, taken.organisation,
  EXISTS (SELECT FROM investors_enquiry
    WHERE upper(email) = upper(asked.sender) AND received_at > asked.received_at - interval '31 days'
      AND id < asked.id AND status NOT IN ('closed', 'quarantined'))
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
  WITH ORDINALITY asked (id, organisation, domain, sender, received_at, place)
LEFT JOIN LATERAL (
  SELECT referral.contact_id, other.reference, other.organisation
  FROM investors_referral referral
  JOIN investors_enquiry other ON other.id = referral.enquiry_id
  JOIN investors_contact contact ON contact.id = referral.contact_id
  WHERE (upper(other.organisation) = upper(asked.organisation)
      OR upper(split_part(other.email, '@', 2)) = asked.domain)
    AND other.id IS DISTINCT FROM asked.id AND contact.is_active
    AND referral.role = 'lead' AND referral.status IN ('accepted', 'completed')
  ORDER BY referral.accepted_at DESC, referral.id DESC LIMIT 1
) taken ON TRUE
ORDER BY asked.place
"""


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
