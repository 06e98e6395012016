"""Gathers from the database what routing looks at; decides nothing."""

import datetime

from directory.languages import name_language
from directory.locating import locate_place
from directory.models import Cluster
from directory.models.places import Basis
from directory.strengths import sector_strength
from investors import clock, routing
from investors.models import Contact, Enquiry, Referral
from investors.ranking import ContactFacts, Need, SectorFacts
from investors.spam import Wording, find_spam_signs

_REFUSED = (Referral.Status.DECLINED, Referral.Status.LAPSED)


def gather_facts(enquiry: Enquiry, now: datetime.datetime) -> routing.EnquiryFacts:
    """Return what is known of ``enquiry`` at ``now``, in a fixed number of queries."""
    sectors = tuple(
        SectorFacts(code=sector.code, name=sector.name, parent=sector.parent_id or "")
        for sector in enquiry.sectors.order_by("position")
    )
    refused = enquiry.referrals.filter(status__in=_REFUSED).values_list("contact_id", flat=True)
    business = enquiry.business
    return routing.EnquiryFacts(
        need=Need(
            areas=(),
            day=clock.start_clock(now).date(),
            sectors=sectors,
            language=enquiry.language.partition("-")[0].lower(),
            language_name=name_language(enquiry.language),
            refused=frozenset(refused),
        ),
        fdi_type=enquiry.fdi_type,
        country=str(enquiry.country),
        spam_signs=tuple(dict.fromkeys([*enquiry.spam_reasons, *find_signs(enquiry)])),
        is_vetted=enquiry.status != Enquiry.Status.RECEIVED,
        business=routing.NamedBusiness(business.name, business.cluster_id) if business else None,
        place=_describe_place(enquiry.place),
        clusters=tuple(enquiry.clusters.order_by("position").values_list("slug", flat=True)),
        fit=sector_strength([sector.code for sector in sectors]) if sectors else {},
    )


def gather_cover() -> routing.Cover:
    """Return every cluster in the order of the map and every contact, with load and absences."""
    areas = Cluster.objects.order_by("position").values_list("slug", "name", "parent_id")
    contacts = Contact.objects.with_load().prefetch_related("absences", "sectors").order_by("pk")
    return routing.Cover(
        areas=tuple(routing.Area(slug, name, parent or "") for slug, name, parent in areas),
        contacts=tuple(_describe_contact(contact, contact.load) for contact in contacts),
    )


def _describe_contact(contact: Contact, load: int) -> ContactFacts:
    return ContactFacts(
        id=contact.pk,
        name=contact.name,
        role=contact.role,
        cluster=contact.cluster_id,
        sectors=frozenset(sector.code for sector in contact.sectors.all()),
        languages=frozenset(contact.languages),
        capacity=contact.capacity,
        load=load,
        last_asked_at=contact.last_asked_at,
        is_active=contact.is_active,
        absences=tuple((absence.first_day, absence.last_day) for absence in contact.absences.all()),
    )


def _describe_place(typed: str) -> routing.NamedPlace | None:
    if not typed.strip():
        return None
    found = locate_place(typed)
    if found is None:
        return routing.NamedPlace(typed=typed, is_known=False)
    return routing.NamedPlace(
        typed=typed,
        is_known=True,
        label=found.label,
        cluster=found.cluster or "",
        is_nearest=found.basis == Basis.NEAREST,
    )


def find_signs(enquiry: Enquiry) -> list[str]:
    """Return the signs of an unwanted message in what was typed; makes no query."""
    wording = Wording(
        name=enquiry.name,
        organisation=enquiry.organisation,
        plan=enquiry.plan,
        anything_else=enquiry.anything_else,
    )
    return find_spam_signs(wording)
