"""Who covers what, and what breaks without somebody: counted purely, by the rules that routing asks by."""

import dataclasses
import datetime
import enum
from collections.abc import Collection, Sequence

from investors.clock import is_working_day
from investors.models.choices import ContactRole
from investors.ranking import (
    ROLES,
    ContactFacts,
    Need,
    SectorFacts,
    covers_sector,
    find_absence,
    speaks_language,
)
from investors.routing_facts import Cover, list_areas_for, list_finest


class Level(enum.IntEnum):
    """The best that can be asked, from worst to best."""

    NOBODY = 0
    DUTY_INBOX = 1
    DEPUTY = 2
    CONTACT = 3


LEVELS = {
    ContactRole.CONTACT: Level.CONTACT,
    ContactRole.DEPUTY: Level.DEPUTY,
    ContactRole.DUTY_INBOX: Level.DUTY_INBOX,
}


@dataclasses.dataclass(frozen=True)
class Sector:
    """A top sector, and the codes of those below it."""

    code: str
    name: str
    parts: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Cell:
    """What a cluster has for a sector and a language.

    ``people`` are contacts and deputies there who cover all of the sector, ``speakers`` those of
    them who speak the language; ``in_part`` cover a part of the sector only.
    """

    level: Level
    people: int
    speakers: int
    in_part: int

    @property
    def is_gap(self) -> bool:
        """Whether no regional contact or deputy who speaks the language is there."""
        return self.speakers == 0


@dataclasses.dataclass(frozen=True)
class Loss:
    """What a cluster has for a sector with a contact, and from ``day`` on without."""

    cluster: str
    sector: str
    day: datetime.date
    before: Level
    after: Level


@dataclasses.dataclass(frozen=True)
class Breakage:
    """What breaks without a contact: sectors that lose their best, and languages that nobody else speaks."""

    losses: tuple[Loss, ...]
    languages: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True)
class Week:
    """What contacts and deputies can carry in a week: their capacity by the working days they are there."""

    first_day: datetime.date
    capacity: int


@dataclasses.dataclass(frozen=True)
class Forecast:
    """What a cluster's contacts and deputies carry, can carry, and will be able to."""

    cluster: str
    load: int
    capacity: int
    weeks: tuple[Week, ...]


def measure_cell(cluster: str, sector: Sector, language: str, day: datetime.date, cover: Cover) -> Cell:
    """Return what ``cluster`` has on ``day`` for ``sector`` and an investor who speaks ``language``."""
    present = _list_present(cluster, day, cover)
    need = _make_need(sector, language, day)
    whole = [each for each in present if covers_sector(each, need)]
    people = [each for each in whole if each.role != ContactRole.DUTY_INBOX]
    part = [each for each in present if each not in whole and each.sectors & sector.parts]
    return Cell(
        level=max((LEVELS[ContactRole(each.role)] for each in whole), default=Level.NOBODY),
        people=len(people),
        speakers=sum(speaks_language(each, need) for each in people),
        in_part=len(part),
    )


def count_speakers(cluster: str, language: str, day: datetime.date, cover: Cover) -> int:
    """Return how many contacts and deputies for ``cluster`` are there on ``day`` and speak ``language``."""
    need = Need(areas=(), day=day, language=language)
    return sum(
        speaks_language(each, need)
        for each in _list_present(cluster, day, cover)
        if each.role != ContactRole.DUTY_INBOX
    )


def find_breakage(
    contact: ContactFacts, days: Sequence[datetime.date], sectors: Sequence[Sector], cover: Cover
) -> Breakage:
    """Return what gets worse on any of ``days`` without ``contact``, each with the first day of it."""
    rest = Cover(cover.areas, tuple(each for each in cover.contacts if each.id != contact.id))
    clusters = [slug for slug in list_finest(cover) if contact.cluster in list_areas_for(slug, cover)]
    losses: dict[tuple[str, str], Loss] = {}
    lost: dict[tuple[str, str], None] = {}
    for day in days:
        for slug in clusters:
            before, after = _list_present(slug, day, cover), _list_present(slug, day, rest)
            for sector in sectors:
                need = _make_need(sector, "en", day)
                best, left = _find_level(before, need), _find_level(after, need)
                if left < best:
                    losses.setdefault((slug, sector.code), Loss(slug, sector.code, day, best, left))
            for language in _list_languages(before) - _list_languages(after):
                lost.setdefault((slug, language))
    return Breakage(tuple(losses.values()), tuple(sorted(lost)))


def forecast_capacity(cover: Cover, today: datetime.date, weeks: int) -> list[Forecast]:
    """Return for each cluster with contacts what they carry, and can carry in each of the next ``weeks``."""
    starts = [today + datetime.timedelta(weeks=number) for number in range(weeks)]
    forecasts = []
    for area in cover.areas:
        people = [
            each
            for each in cover.contacts
            if each.cluster == area.slug
            and each.is_active
            and each.role in (ContactRole.CONTACT, ContactRole.DEPUTY)
        ]
        if people:
            forecasts.append(
                Forecast(
                    cluster=area.slug,
                    load=sum(each.load for each in people),
                    capacity=sum(each.capacity for each in people if find_absence(each, today) is None),
                    weeks=tuple(Week(start, _measure_week(people, start)) for start in starts),
                )
            )
    return forecasts


def list_working_days(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Return the working days from ``first`` to ``last``, both included."""
    days = (first + datetime.timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]


def _measure_week(people: Collection[ContactFacts], start: datetime.date) -> int:
    days = list_working_days(start, start + datetime.timedelta(days=6))
    there = sum(each.capacity for each in people for day in days if find_absence(each, day) is None)
    return round(there / len(days)) if days else 0


def _list_present(cluster: str, day: datetime.date, cover: Cover) -> list[ContactFacts]:
    areas = list_areas_for(cluster, cover)
    return [
        each
        for each in cover.contacts
        if each.cluster in areas and each.is_active and each.role in ROLES and find_absence(each, day) is None
    ]


def _make_need(sector: Sector, language: str, day: datetime.date) -> Need:
    return Need(areas=(), day=day, sectors=(SectorFacts(sector.code, sector.name),), language=language)


def _find_level(present: Collection[ContactFacts], need: Need) -> Level:
    levels = [LEVELS[ContactRole(each.role)] for each in present if covers_sector(each, need)]
    return max(levels, default=Level.NOBODY)


def _list_languages(present: Collection[ContactFacts]) -> set[str]:
    return {code for each in present for code in each.languages}
