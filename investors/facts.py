"""Gathers from the database what routing looks at; decides nothing."""

import datetime
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from directory.languages import name_language
from directory.locating import Location, locate_place
from directory.models import Cluster
from directory.models.places import Basis
from investors import clock, routing
from investors.models import Absence, Contact, Enquiry, RoutingVersion
from investors.ranking import ContactFacts, Need, SectorFacts
from investors.routing_rules import BUILT_IN, Rules, read_rules
from investors.surroundings import Surroundings, read_surroundings

logger = logging.getLogger(__name__)

# What the choice among contacts looks at: all of it at one moment, by one query.
_COVERED = (
    *("id", "name", "role", "cluster_id", "languages", "capacity", "load", "last_asked_at"),
    *("is_active", "is_unreachable", "sector_codes", "first_days", "last_days"),
)


def gather_facts(
    enquiry: Enquiry,
    now: datetime.datetime,
    *,
    around: Surroundings | None = None,
    twin: routing.OpenTwin | None = None,
) -> routing.EnquiryFacts:
    """Return what is known of ``enquiry`` at ``now``, in a fixed number of queries.

    ``around``: its surroundings, where the caller has read them. ``twin``: the open enquiry that it repeats,
    which the caller has looked for and locked.
    """
    [around] = [around] if around else read_surroundings([enquiry])
    return build_facts(
        enquiry,
        day=clock.start_clock(now).date(),
        sectors=around.sectors,
        clusters=around.clusters,
        place=describe_place(enquiry.place),
        fit=around.fit,
        relationship=around.relationship,
        twin=twin,
        refused=around.refused,
        contributors=around.contributors,
        is_vetted=enquiry.status != Enquiry.Status.RECEIVED,
        opportunities=around.opportunities,
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
