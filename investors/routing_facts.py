"""What routing looks at and what it answers: plain values, gathered elsewhere."""

import dataclasses
import datetime
from collections.abc import Mapping

from investors.ranking import Candidate, ContactFacts, Need


@dataclasses.dataclass(frozen=True)
class Area:
    """A cluster, or with a ``parent`` a sub-cluster."""

    slug: str
    name: str
    parent: str = ""


@dataclasses.dataclass(frozen=True)
class Cover:
    """Who could be asked: every cluster, in the order of the map, and every contact."""

    areas: tuple[Area, ...]
    contacts: tuple[ContactFacts, ...]


@dataclasses.dataclass(frozen=True)
class NamedBusiness:
    """The business that the enquiry names, and its finest cluster."""

    name: str
    cluster: str


@dataclasses.dataclass(frozen=True)
class NamedOpportunity:
    """An opportunity that the enquiry names, and its finest cluster."""

    title: str
    cluster: str


@dataclasses.dataclass(frozen=True)
class NamedPlace:
    """The place as ``typed``. Not ``is_known``: nothing found; no ``cluster``: outside the North.

    ``is_nearest``: in no cluster's official area, so the nearest cluster counts.
    """

    typed: str
    is_known: bool
    label: str = ""
    cluster: str = ""
    is_nearest: bool = False


@dataclasses.dataclass(frozen=True)
class OpenTwin:
    """The open enquiry that this one repeats or answers."""

    reference: str


@dataclasses.dataclass(frozen=True)
class Relationship:
    """The contact who took on an earlier enquiry of the same organisation."""

    contact_id: int
    reference: str
    organisation: str


@dataclasses.dataclass(frozen=True)
class EnquiryFacts:
    """All that the rules look at. ``need`` has the day, sectors, language and who refused.

    ``is_vetted``: a person or an earlier decision passed over the signs of spam.
    ``fit``: for finest clusters, how strong the enquiry's sectors are there; 1 is average.
    ``jobs`` and ``spend`` are values of their enumerations, empty where nothing was said.
    ``contributors`` are the contacts who contribute already.
    """

    need: Need
    fdi_type: str
    country: str
    spam_signs: tuple[str, ...] = ()
    is_vetted: bool = False
    open_twin: OpenTwin | None = None
    relationship: Relationship | None = None
    business: NamedBusiness | None = None
    opportunities: tuple[NamedOpportunity, ...] = ()
    place: NamedPlace | None = None
    clusters: tuple[str, ...] = ()
    fit: Mapping[str, float] = dataclasses.field(default_factory=dict)
    jobs: str = ""
    spend: str = ""
    country_name: str = ""
    contributors: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True)
class Scale:
    """An enquiry at or above a threshold: why, and the senior lead who is told beside UKTI."""

    reason: str
    senior_lead_id: int | None


@dataclasses.dataclass(frozen=True)
class Contributor:
    """A contact of another cluster that the investor chose, who adds to the one reply."""

    contact_id: int
    cluster: str


@dataclasses.dataclass(frozen=True)
class Decision:
    """What was decided, by which rule, and why: ``lines`` are sentences in the order of the rules.

    ``candidates`` is everybody considered, with scores and the reason for or against each.
    ``joins`` is the reference of the open enquiry that this one is put together with. ``scale`` is set
    where a large enquiry is referred. ``contributors`` are asked to add to it, by cluster.
    """

    outcome: str
    rule: str
    lines: tuple[str, ...]
    cluster: str = ""
    contact_id: int | None = None
    candidates: tuple[Candidate, ...] = ()
    joins: str = ""
    scale: Scale | None = None
    contributors: tuple[Contributor, ...] = ()


def count_asked(cover: Cover, decision: Decision, now: datetime.datetime) -> Cover:
    """Return ``cover`` as it stands once ``decision`` is carried out at ``now``: who is asked has more."""
    contributors = {each.contact_id for each in decision.contributors}
    if decision.contact_id is None:
        return cover
    return dataclasses.replace(
        cover,
        contacts=tuple(
            dataclasses.replace(each, load=each.load + 1, last_asked_at=now)
            if each.id == decision.contact_id
            else dataclasses.replace(each, load=each.load + 1)
            if each.id in contributors
            else each
            for each in cover.contacts
        ),
    )


def list_areas_for(slug: str, cover: Cover) -> tuple[str, ...]:
    """Return whose contacts may answer for ``slug``: its own, then its cluster's or its sub-clusters'."""
    own = [area for area in cover.areas if area.slug == slug]
    parents = [area.parent for area in own if area.parent]
    return (slug, *parents, *list_parts(slug, cover))


def list_parts(slug: str, cover: Cover) -> list[str]:
    """Return the sub-clusters of ``slug``."""
    return [area.slug for area in cover.areas if area.parent == slug]


def list_finest(cover: Cover) -> list[str]:
    """Return the clusters that have no sub-clusters, and the sub-clusters, in the order of the map."""
    parents = {area.parent for area in cover.areas}
    return [area.slug for area in cover.areas if area.slug not in parents]
