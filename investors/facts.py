"""Gathers from the database what routing looks at; decides nothing."""

import datetime
import logging
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Upper

from directory.languages import name_language
from directory.locating import Location, locate_place
from directory.mail_domains import is_shared, read_mail_domain
from directory.models import Cluster, Sector
from directory.models.places import Basis
from directory.strengths import sector_strength
from investors import clock, routing
from investors.models import Absence, Contact, Enquiry, Referral, RoutingVersion
from investors.models.enquiry import fold_mail_domain
from investors.named_opportunities import name_opportunities
from investors.ranking import ContactFacts, Need, SectorFacts
from investors.routing_rules import BUILT_IN, Rules, read_rules

logger = logging.getLogger(__name__)

SHORTEST_NAME = 3  # letters or digits; of a shorter one only the mail domain speaks
_REFUSED = (Referral.Status.DECLINED, Referral.Status.LAPSED)
TAKEN = (Referral.Status.ACCEPTED, Referral.Status.COMPLETED)
# What the choice among contacts looks at: all of it at one moment, by one query.
_COVERED = (
    *("id", "name", "role", "cluster_id", "languages", "capacity", "load", "last_asked_at"),
    *("is_active", "is_unreachable", "sector_codes", "first_days", "last_days"),
)


def gather_facts(
    enquiry: Enquiry, now: datetime.datetime, *, twin: routing.OpenTwin | None = None
) -> routing.EnquiryFacts:
    """Return what is known of ``enquiry`` at ``now``, in a fixed number of queries.

    ``twin``: the open enquiry that it repeats, which the caller has looked for and locked.
    """
    sectors = describe_sectors(enquiry.sectors.only("code", "name", "parent").order_by("position"))
    referrals = list(enquiry.referrals.values_list("contact_id", "status", "role"))
    contributing = {(status, Referral.Role.CONTRIBUTOR) for status in Referral.LIVE}
    return build_facts(
        enquiry,
        day=clock.start_clock(now).date(),
        sectors=sectors,
        clusters=tuple(enquiry.clusters.order_by("position").values_list("slug", flat=True)),
        place=describe_place(enquiry.place),
        fit=sector_strength([sector.code for sector in sectors]) if sectors else {},
        relationship=find_relationship(enquiry),
        twin=twin,
        refused=frozenset(pk for pk, status, _role in referrals if status in _REFUSED),
        contributors=frozenset(pk for pk, *how in referrals if tuple(how) in contributing),
        is_vetted=enquiry.status != Enquiry.Status.RECEIVED,
        opportunities=name_opportunities([enquiry.pk]).get(enquiry.pk, ()),
    )


def build_facts(
    enquiry: Enquiry,
    *,
    day: datetime.date,
    sectors: tuple[SectorFacts, ...],
    clusters: tuple[str, ...],
    place: routing.NamedPlace | None,
    fit: Mapping[str, float],
    relationship: routing.Relationship | None,
    twin: routing.OpenTwin | None = None,
    refused: frozenset[int] = frozenset(),
    contributors: frozenset[int] = frozenset(),
    is_vetted: bool = False,
    opportunities: tuple[routing.NamedOpportunity, ...] = (),
) -> routing.EnquiryFacts:
    """Put together what its fields say and what was looked up; no query if ``business`` is at hand."""
    business = enquiry.business
    return routing.EnquiryFacts(
        need=Need(
            areas=(),
            day=day,
            sectors=sectors,
            language=enquiry.language.partition("-")[0].lower(),
            language_name=name_language(enquiry.language),
            refused=refused,
        ),
        fdi_type=enquiry.fdi_type,
        country=str(enquiry.country),
        country_name=str(enquiry.country.name),  # type: ignore[attr-defined]
        spam_signs=tuple(enquiry.spam_reasons),
        is_vetted=is_vetted,
        open_twin=twin,
        relationship=relationship,
        business=routing.NamedBusiness(business.name, business.cluster_id) if business else None,
        opportunities=opportunities,
        place=place,
        clusters=clusters,
        fit=fit,
        jobs=enquiry.jobs,
        spend=enquiry.spend,
        contributors=contributors,
    )


def describe_sectors(sectors: Iterable[Sector]) -> tuple[SectorFacts, ...]:
    """Return what routing is told of ``sectors``."""
    return tuple(SectorFacts(code=each.code, name=each.name, parent=each.parent_id or "") for each in sectors)


def gather_rules(now: datetime.datetime) -> tuple[RoutingVersion | None, Rules]:
    """Return the version in force at ``now`` with its rules; the built-in rules where there is none.

    Raises InvalidRules when what is stored cannot be read, rather than decide by other rules.
    """
    version = RoutingVersion.objects.in_force(now).first()
    if version is None:
        logger.warning("No routing version is in force: the built-in rules decide")
        return None, BUILT_IN
    return version, read_rules(version.rules)


def gather_cover() -> routing.Cover:
    """Return every cluster in the order of the map and every contact, with load and absences."""
    areas = Cluster.objects.order_by("position").values_list("slug", "name", "parent_id")
    with connection.cursor() as cursor:
        cursor.execute(*_compile_contacts())
        rows = [dict(zip(_COVERED, row, strict=True)) for row in cursor]
    return routing.Cover(
        areas=tuple(routing.Area(slug, name, parent or "") for slug, name, parent in areas),
        contacts=tuple(_describe_contact(row) for row in rows),
    )


@cache
def _compile_contacts() -> tuple[str, tuple[Any, ...]]:
    """Return SQL and parameters for the rows of every contact.

    They are the same each time, and Django takes longer to put them together than PostgreSQL to answer.
    """
    sectors = Contact.sectors.through._default_manager.filter(contact=OuterRef("pk"))
    absences = Absence.objects.filter(contact=OuterRef("pk")).order_by("pk")
    contacts = Contact.objects.with_load().with_reach().order_by("pk")
    rows = contacts.annotate(
        sector_codes=ArraySubquery(sectors.values("sector_id")),
        first_days=ArraySubquery(absences.values("first_day")),
        last_days=ArraySubquery(absences.values("last_day")),
    )
    return rows.values_list(*_COVERED).query.sql_with_params()


def _describe_contact(row: dict[str, Any]) -> ContactFacts:
    return ContactFacts(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        cluster=row["cluster_id"],
        sectors=frozenset(row["sector_codes"]),
        languages=frozenset(row["languages"]),
        capacity=row["capacity"],
        load=row["load"],
        last_asked_at=row["last_asked_at"],
        is_active=row["is_active"],
        is_reachable=not row["is_unreachable"],
        absences=tuple(zip(row["first_days"], row["last_days"], strict=True)),
    )


def find_relationship(enquiry: Enquiry) -> routing.Relationship | None:
    """Return the active contact who last took on another enquiry of the same organisation, if any.

    The same is a name that differs in capitals at most, or a mail domain that is not shared.
    """
    same = Q()
    if is_telling(enquiry.organisation):
        same |= Q(name_folded=Upper(Value(enquiry.organisation)))
    if domain := read_own_domain(enquiry.email):
        same |= Q(domain_folded=domain)
    if not same:
        return None
    taken = (
        Referral.objects.alias(
            name_folded=Upper("enquiry__organisation"), domain_folded=fold_mail_domain("enquiry__email")
        )
        .filter(same, role=Referral.Role.LEAD, status__in=TAKEN, contact__is_active=True)
        .exclude(enquiry=enquiry.pk)
        .order_by("-accepted_at", "-pk")
        .values_list("contact_id", "enquiry__reference", "enquiry__organisation")
    )
    found = taken.first()
    return routing.Relationship(*found) if found else None


def is_telling(organisation: str) -> bool:
    """Whether ``organisation`` says enough to tell one from another: "N/A" and "-" do not."""
    return sum(character.isalnum() for character in organisation) >= SHORTEST_NAME


def read_own_domain(email: str) -> str:
    """Return the mail domain of ``email`` in capitals; empty where strangers to each other share it."""
    domain = read_mail_domain(email)
    return "" if not domain or is_shared(domain) else email.rpartition("@")[2].upper()


def describe_place(typed: str) -> routing.NamedPlace | None:
    """Return the place that was ``typed``, looked up; None where nothing was typed."""
    return read_location(typed, locate_place(typed)) if typed.strip() else None


def read_location(typed: str, found: Location | None) -> routing.NamedPlace:
    """Return what routing is told of the place ``typed`` that was ``found``, or was not."""
    if found is None:
        return routing.NamedPlace(typed=typed, is_known=False)
    return routing.NamedPlace(
        typed=typed,
        is_known=True,
        label=found.label,
        cluster=found.cluster or "",
        is_nearest=found.basis == Basis.NEAREST,
    )
