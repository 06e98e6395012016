"""What the latest snapshot says of clusters: businesses by sector and size, and what they are strong in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory.models import Business, Sector
from insights.models import Snapshot
from insights.snapshots import Counts, Strength, compare_strengths, find_latest, read_counts

SIZE_FIELDS = dict(zip(Business.SizeBand.values, ("micro", "small", "medium", "large", "major"), strict=True))
MOST_SPECIALISMS = 5
LEAST_NOTABLE = 1.1  # a quotient from which a cluster is said to be strong in a sector
LEAST_SCALE = 2.0  # of the bars: twice the share of the North always fits


@dataclass(frozen=True)
class SectorCount:
    """A sector of a cluster, how many businesses it has, and the sectors below that have any."""

    sector: Sector
    count: int
    below: list["SectorCount"]


@dataclass(frozen=True)
class SizeCount:
    """A size band and how many businesses are in it; ``band`` is "" for those of unknown size."""

    band: str
    label: str
    count: int


@dataclass(frozen=True)
class Specialism:
    """A sector that a cluster has more of than the North, by its location quotient.

    ``bar`` is 0 to 100 on the scale of those it is listed with, on which ``tick`` is the North.
    """

    sector: Sector
    strength: Strength
    bar: float = 0.0
    tick: float = 0.0

    @property
    def quotient_text(self) -> str:
        """The quotient as a reader compares it."""
        return format_quotient(self.strength.quotient or 0.0)

    @property
    def share_here(self) -> float:
        """Its share of the businesses of the cluster, in per cent."""
        return round(100 * self.strength.here / self.strength.of, 1) if self.strength.of else 0.0

    @property
    def share_north(self) -> float:
        """Its share of the businesses of the North, in per cent."""
        return round(100 * self.strength.north / self.strength.of_north, 1) if self.strength.of_north else 0.0


@dataclass(frozen=True)
class DirectoryCounts:
    """The counts of some clusters and the North in one snapshot, of real businesses and of examples.

    Lists count both, as the search does that they lead to, and say so. Quotients rest on real businesses
    alone; only at a demonstration they rest on the examples alone (``are_examples``), which are marked.
    """

    snapshot: Snapshot
    real: Counts
    examples: Counts
    are_examples: bool
    sectors: Sequence[Sector]

    def count(self, slug: str | None, sector: str | None = None) -> int:
        """Return how many are listed."""
        return sum(
            counts[slug, sector].businesses
            for counts in (self.real, self.examples)
            if (slug, sector) in counts
        )

    def count_examples(self, slug: str | None) -> int:
        """Return how many of them are examples."""
        return self.examples[slug, None].businesses

    def list_sectors(self, slug: str) -> list[SectorCount]:
        """Return the sectors of a cluster that have businesses, in two levels, the largest first."""

        def list_below(parent: str | None) -> list[SectorCount]:
            rows = [
                SectorCount(sector, count, list_below(sector.pk))
                for sector in self.sectors
                if sector.parent_id == parent and (count := self.count(slug, sector.pk))
            ]
            return sorted(rows, key=lambda row: -row.count)

        return list_below(None)

    def list_sizes(self, slug: str | None) -> list[SizeCount]:
        """Return the size bands in their order, then those of unknown size if there are any."""
        both = (self.real[slug, None], self.examples[slug, None])
        rows = [
            SizeCount(band, str(Business.SizeBand(band).label), sum(getattr(each, name) for each in both))
            for band, name in SIZE_FIELDS.items()
        ]
        unknown = sum(each.businesses - each.sized for each in both)
        return rows + ([SizeCount("", _("Size not known"), unknown)] if unknown else [])

    def measure(self, slugs: Collection[str]) -> dict[tuple[str, str], Strength]:
        """Return by (slug, sector code) how strong the clusters are in the sectors of the upper level."""
        counts = self.examples if self.are_examples else self.real
        return compare_strengths(counts, slugs, [sector.pk for sector in self.upper_sectors])

    @property
    def upper_sectors(self) -> list[Sector]:
        """The sectors of the upper level."""
        return [sector for sector in self.sectors if sector.parent_id is None]

    def list_specialisms(self, slug: str, most: int = MOST_SPECIALISMS) -> list[Specialism]:
        """Return what the cluster clearly has more of than the North, the strongest first."""
        strengths = self.measure([slug])
        found = {sector: strengths[slug, sector.pk] for sector in self.upper_sectors}
        strong = [sector for sector, strength in found.items() if (strength.quotient or 0) >= LEAST_NOTABLE]
        strong.sort(key=lambda sector: -(found[sector].quotient or 0))
        scale = find_scale([found[sector].quotient for sector in strong])
        return [
            Specialism(
                sector=sector,
                strength=found[sector],
                bar=round(100 * (found[sector].quotient or 0) / scale, 1),
                tick=round(100 / scale, 1),
            )
            for sector in strong[:most]
        ]

    def count_base(self, slug: str | None) -> int:
        """Return how many businesses the quotients of a cluster rest on."""
        return (self.examples if self.are_examples else self.real)[slug, None].businesses


def read_directory_counts(slugs: Collection[str], sectors: Sequence[Sector]) -> DirectoryCounts | None:
    """Return what the latest snapshot says of ``slugs``; None before the first. Three queries."""
    snapshot = find_latest()
    if snapshot is None:
        return None
    real = read_counts(snapshot, slugs, with_sectors=True)
    examples = read_counts(snapshot, slugs, with_sectors=True, are_examples=True)
    are_examples = settings.DEBUG and examples[None, None].businesses > 0
    return DirectoryCounts(snapshot, real, examples, are_examples, sectors)


def find_scale(quotients: Collection[float | None]) -> float:
    """Return the quotient that a bar of full length stands for, so that all fit on one scale."""
    return max([LEAST_SCALE, *(quotient for quotient in quotients if quotient is not None)])


def format_quotient(quotient: float) -> str:
    """Write a location quotient as a reader compares it: to one place."""
    return number_format(quotient, decimal_pos=1)
