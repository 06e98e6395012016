"""Who of a cluster's contacts is asked: a pure comparison, with its reasons in words."""

import dataclasses
import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from investors.models.choices import ContactRole

# Asked in this order. A senior lead is told of what is late and is never asked first.
ROLES = (ContactRole.CONTACT, ContactRole.DEPUTY, ContactRole.DUTY_INBOX)


@dataclasses.dataclass(frozen=True)
class ContactFacts:
    """What is known of a contact. No ``sectors`` means every sector; all speak English."""

    id: int
    name: str
    role: str
    cluster: str
    sectors: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    capacity: int = 10
    load: int = 0
    last_asked_at: datetime.datetime | None = None
    is_active: bool = True
    is_reachable: bool = True
    absences: tuple[tuple[datetime.date, datetime.date], ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether they carry all that they can."""
        return self.load >= self.capacity


@dataclasses.dataclass(frozen=True)
class SectorFacts:
    """A sector of the enquiry. A contact who covers its ``parent`` covers it too."""

    code: str
    name: str
    parent: str = ""


@dataclasses.dataclass(frozen=True)
class Need:
    """What is asked of a contact. ``areas`` are cluster slugs, the nearest first; ``day`` a working day."""

    areas: tuple[str, ...]
    day: datetime.date
    sectors: tuple[SectorFacts, ...] = ()
    language: str = "en"
    language_name: str = ""
    refused: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A contact who was considered: ``result`` is chosen, able or out; ``reason`` says why.

    ``scores`` is what the comparison looked at, by name, in its order: the smaller goes first.
    """

    contact_id: int
    name: str
    role: str
    cluster: str
    result: str
    reason: str
    scores: Mapping[str, float | None] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Ranking:
    """The contact chosen, if any, with the reason, and everybody considered."""

    chosen: ContactFacts | None
    reason: str
    candidates: tuple[Candidate, ...]

    @property
    def has_room(self) -> bool:
        """Whether somebody can be asked who is not full; who is full comes last."""
        return self.chosen is not None and not self.chosen.is_full


@dataclasses.dataclass(frozen=True)
class _Criterion:
    """One comparison: the smaller ``measure`` goes first; each side is told in words."""

    name: str
    measure: Callable[[ContactFacts, Need], float | Fraction]
    for_chosen: Callable[[ContactFacts, Need], str]
    for_other: Callable[[ContactFacts, Need], str]


def rank_contacts(need: Need, contacts: Sequence[ContactFacts]) -> Ranking:
    """Choose who of ``contacts`` is asked for ``need``; deterministic, whatever their order.

    Out are those of other areas or roles, inactive, away on the day, who refused or let it
    lapse, or do not cover the sector (a duty inbox covers all). Among the rest the
    ``_CRITERIA`` compare, each only where the ones before it leave a tie.
    """
    considered = [c for c in contacts if c.cluster in need.areas and c.role in ROLES]
    obstacles = {contact.id: find_obstacle(contact, need) for contact in considered}
    able = sorted((c for c in considered if not obstacles[c.id]), key=lambda c: _measure(c, need))
    chosen = able[0] if able else None
    candidates = []
    for contact in able:
        if contact is chosen:
            candidates.append(_describe(contact, need, "chosen", _explain_choice(able, need)))
        else:
            candidates.append(_describe(contact, need, "able", _explain_place(able[0], contact, need)))
    out = sorted((c for c in considered if obstacles[c.id]), key=lambda c: c.id)
    candidates += [_describe(contact, need, "out", obstacles[contact.id]) for contact in out]
    return Ranking(chosen, candidates[0].reason if chosen else "", tuple(candidates))


def find_obstacle(contact: ContactFacts, need: Need) -> str:
    """Return why ``contact`` cannot be asked, in words; empty when nothing stands against it."""
    if not contact.is_active:
        return _("is no longer active")
    if not contact.is_reachable:
        return _("cannot be reached: mail to them is held back")
    if contact.id in need.refused:
        return _("passed this enquiry on, or did not answer in time")
    back = find_absence(contact, need.day)
    if back:
        return _("is away until %(day)s") % {"day": date_format(back, "j F Y")}
    if not covers_sector(contact, need):
        names = ", ".join(sector.name for sector in need.sectors)
        return _("does not cover %(sectors)s") % {"sectors": names}
    return ""


def find_absence(contact: ContactFacts, day: datetime.date) -> datetime.date | None:
    """Return the last day of the absence that ``day`` falls in, or None."""
    return next((last for first, last in contact.absences if first <= day <= last), None)


def covers_sector(contact: ContactFacts, need: Need) -> bool:
    """Whether ``contact`` answers for any sector of ``need``; a duty inbox answers for all."""
    if contact.role == ContactRole.DUTY_INBOX or not contact.sectors or not need.sectors:
        return True
    return any(s.code in contact.sectors or s.parent in contact.sectors for s in need.sectors)


def speaks_language(contact: ContactFacts, need: Need) -> bool:
    """Whether ``contact`` speaks the language of ``need``; all speak English."""
    return need.language == "en" or need.language in contact.languages


def _measure(contact: ContactFacts, need: Need) -> tuple[float | Fraction, ...]:
    return tuple(criterion.measure(contact, need) for criterion in _CRITERIA)


def _explain_choice(able: Sequence[ContactFacts], need: Need) -> str:
    if len(able) == 1:
        return _("the only one who can be asked")
    first, second = able[0], able[1]
    return _find_difference(first, second, need).for_chosen(first, need)


def _explain_place(chosen: ContactFacts, other: ContactFacts, need: Need) -> str:
    return _find_difference(chosen, other, need).for_other(other, need)


def _find_difference(first: ContactFacts, second: ContactFacts, need: Need) -> _Criterion:
    return next(c for c in _CRITERIA if c.measure(first, need) != c.measure(second, need))


def _describe(contact: ContactFacts, need: Need, result: str, reason: str) -> Candidate:
    role = str(ContactRole(contact.role).label)
    scores = {each.name: _write_score(each.measure(contact, need)) for each in _CRITERIA if each.name}
    return Candidate(contact.id, contact.name, role, contact.cluster, result, reason, scores)


def _write_score(measure: float | Fraction) -> float | None:
    """Return ``measure`` as JSON has it, which knows no infinity: None is before all."""
    return None if measure == -math.inf else round(float(measure), 3)


def _name_role(contact: ContactFacts) -> str:
    return str(ContactRole(contact.role).label).lower()


def _tell_load(contact: ContactFacts) -> str:
    return _("has %(load)s of %(capacity)s open") % {"load": contact.load, "capacity": contact.capacity}


def _tell_last_asked(contact: ContactFacts) -> str:
    if contact.last_asked_at is None:
        return _("was never asked before")
    asked = date_format(localtime(contact.last_asked_at), "j F Y, H:i")
    return _("was last asked on %(asked)s") % {"asked": asked}


_CRITERIA = (
    _Criterion(  # beyond capacity only if nobody else can
        "full",
        lambda contact, need: contact.is_full,
        lambda contact, need: _("the only one with room: %(load)s") % {"load": _tell_load(contact)},
        lambda contact, need: _("is full: %(load)s") % {"load": _tell_load(contact)},
    ),
    _Criterion(
        "role",
        lambda contact, need: ROLES.index(ContactRole(contact.role)),
        lambda contact, need: _("the only %(role)s who can be asked") % {"role": _name_role(contact)},
        lambda contact, need: (
            _("asked after the regional contacts, as %(role)s") % {"role": _name_role(contact)}
        ),
    ),
    _Criterion(
        "area",
        lambda contact, need: need.areas.index(contact.cluster),
        lambda contact, need: _("the contact for this very area"),
        lambda contact, need: _("covers a wider or another area"),
    ),
    _Criterion(
        "language",
        lambda contact, need: not speaks_language(contact, need),
        lambda contact, need: _("speaks %(language)s") % {"language": need.language_name},
        lambda contact, need: _("does not speak %(language)s") % {"language": need.language_name},
    ),
    _Criterion(
        "load",
        lambda contact, need: Fraction(contact.load, contact.capacity),
        lambda contact, need: _("has the most room: %(load)s") % {"load": _tell_load(contact)},
        lambda contact, need: _("has less room: %(load)s") % {"load": _tell_load(contact)},
    ),
    _Criterion(
        "asked",
        lambda contact, need: contact.last_asked_at.timestamp() if contact.last_asked_at else -math.inf,
        lambda contact, need: _("asked longest ago: %(asked)s") % {"asked": _tell_last_asked(contact)},
        lambda contact, need: _("was asked more recently: %(asked)s") % {"asked": _tell_last_asked(contact)},
    ),
    _Criterion(
        "",
        lambda contact, need: contact.id,
        lambda contact, need: _("first on the list, all else being equal"),
        lambda contact, need: _("later on the list, all else being equal"),
    ),
)
