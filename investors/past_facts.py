"""The facts of many enquiries as they stood on arrival, gathered for all at once; decides nothing."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from directory.gazetteer import LoadedGazetteer
from directory.locating import locate_place
from directory.strengths import sector_strengths
from investors import clock
from investors.facts import build_facts, read_location
from investors.models import Enquiry, Referral
from investors.models.enquiry import fold_mail_domain
from investors.named_opportunities import name_opportunities
from investors.routing_facts import EnquiryFacts, NamedPlace, Relationship
from investors.surroundings import describe_sectors, is_telling, read_own_domain

TAKEN = (Referral.Status.ACCEPTED, Referral.Status.COMPLETED)
_SHOWN = ("enquiry__reference", "enquiry__organisation")


def load_past(enquiries: QuerySet[Enquiry], most: int) -> list[Enquiry]:
    """Return the ``most`` newest of ``enquiries`` with what ``gather_past_facts`` needs at hand."""
    rows = (
        enquiries.select_related("business")
        .prefetch_related("sectors", "clusters")
        .annotate(name_folded=Upper("organisation"), domain_folded=fold_mail_domain("email"))
        .order_by("-received_at", "-pk")
    )
    return list(rows[:most])


def gather_past_facts(enquiries: Sequence[Enquiry]) -> list[EnquiryFacts]:
    """Return the facts of each, from ``load_past``, when it was received: nobody had refused it yet.

    At most ten queries for any number. What other enquiries had to do with it is as it was
    then; listings, and so sector strengths, are as they are today.
    """
    sectors = [
        describe_sectors(sorted(each.sectors.all(), key=lambda sector: sector.position)) for each in enquiries
    ]
    sets = sorted({tuple(sector.code for sector in each) for each in sectors if each})
    fits = dict(zip(sets, sector_strengths(sets), strict=True)) if sets else {}
    places = _locate_all({each.place for each in enquiries if each.place.strip()})
    known = _Relationships(enquiries)
    named = name_opportunities(each.pk for each in enquiries)
    return [
        build_facts(
            enquiry,
            day=clock.start_clock(enquiry.received_at).date(),
            sectors=its_sectors,
            clusters=tuple(c.slug for c in sorted(enquiry.clusters.all(), key=lambda c: c.position)),
            place=places.get(enquiry.place),
            fit=fits.get(tuple(sector.code for sector in its_sectors), {}),
            relationship=known.find(enquiry),
            opportunities=named.get(enquiry.pk, ()),
        )
        for enquiry, its_sectors in zip(enquiries, sectors, strict=True)
    ]


def _locate_all(typed: set[str]) -> dict[str, NamedPlace]:
    if not typed:
        return {}
    gazetteer = LoadedGazetteer()
    return {each: read_location(each, locate_place(each, gazetteer)) for each in typed}


class _Taken(NamedTuple):
    """An enquiry that a contact took on."""

    accepted_at: datetime.datetime
    referral_id: int
    enquiry_id: int
    found: Relationship


class _Relationships:
    """Who took on what of the organisations of ``enquiries``, in one query."""

    def __init__(self, enquiries: Sequence[Any]) -> None:
        names = {each.name_folded for each in enquiries if is_telling(each.organisation)}
        domains = {each.domain_folded for each in enquiries if read_own_domain(each.email)}
        folded = {
            "name_folded": Upper("enquiry__organisation"),
            "domain_folded": fold_mail_domain("enquiry__email"),
        }
        rows = (
            Referral.objects.filter(role=Referral.Role.LEAD, status__in=TAKEN, contact__is_active=True)
            .annotate(**folded)
            .filter(Q(name_folded__in=names) | Q(domain_folded__in=domains))
            .values_list("accepted_at", "pk", "enquiry", "contact", *_SHOWN, *folded)
        )
        self.by_name: dict[str, list[_Taken]] = defaultdict(list)
        self.by_domain: dict[str, list[_Taken]] = defaultdict(list)
        for at, pk, enquiry_id, contact_id, reference, organisation, name, domain in rows:
            taken = _Taken(at, pk, enquiry_id, Relationship(contact_id, reference, organisation))
            self.by_name[name].append(taken)
            self.by_domain[domain].append(taken)

    def find(self, enquiry: Any) -> Relationship | None:
        """Return who last took on another enquiry of the same organisation before this one came in."""
        rows = [*self.by_name[enquiry.name_folded]] if is_telling(enquiry.organisation) else []
        if read_own_domain(enquiry.email):
            rows += self.by_domain[enquiry.domain_folded]
        before = [
            row for row in rows if row.enquiry_id != enquiry.pk and row.accepted_at < enquiry.received_at
        ]
        return max(before, key=lambda row: row[:2]).found if before else None
