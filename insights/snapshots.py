"""Reading the snapshots: what a cluster, or several beside the North, came to on a day, and the trend.

Pages call these and count nothing themselves, so that they take as long at a million listings as at none.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from insights.models import ClusterCount, QuarterCount, Snapshot

# Fewer than so many businesses, if the cluster were as the North is, and chance alone moves the quotient too
# far to say one: the usual rule for expected counts.
FEWEST_EXPECTED = 5
MOST_POINTS = 13  # of a trend

Counts = dict[tuple[str | None, str | None], ClusterCount]


@dataclass(frozen=True)
class Strength:
    """How strong a cluster is in a sector beside the North.

    ``quotient`` is the share of the sector among the businesses of the cluster, divided by its share in the
    North: 2.0 is twice as frequent. None where it would rest on too few (``is_too_few``).
    ``here`` of ``of`` businesses of the cluster are in the sector, ``north`` of ``of_north`` in the North.
    """

    cluster: str
    sector: str
    here: int
    of: int
    north: int
    of_north: int

    @property
    def expected(self) -> float:
        """How many there would be in the cluster if the sector had the share that it has in the North."""
        return self.of * self.north / self.of_north if self.of_north else 0.0

    @property
    def is_too_few(self) -> bool:
        """Whether no quotient is said, because it would rest on too few."""
        return self.expected < FEWEST_EXPECTED

    @property
    def quotient(self) -> float | None:
        """The location quotient, to two places."""
        return None if self.is_too_few else round(self.here / self.expected, 2)


def find_latest() -> Snapshot | None:
    """Return the latest snapshot; None before the first night. One query."""
    return Snapshot.objects.order_by("-taken_on").first()


def read_counts(
    snapshot: Snapshot,
    clusters: Collection[str],
    *,
    with_sectors: bool = False,
    are_examples: bool = False,
) -> Counts:
    """Return the counts of ``clusters`` and of the North by (slug, sector code). One query.

    Of the North the slug is None, and so is the code of all sectors together: ``counts[None, None]``. Each
    of these is there, with noughts where nothing is listed; of single sectors, which come ``with_sectors``,
    only those that have a business. Real businesses, unless the counts of examples are asked for.
    """
    found = ClusterCount.objects.filter(snapshot=snapshot, is_example=are_examples)
    found = found.of_clusters_and_north(clusters)
    if not with_sectors:
        found = found.of_all_sectors()
    counts: Counts = {(each.cluster_id, each.sector_id): each for each in found}
    for slug in (None, *clusters):
        blank = ClusterCount(snapshot=snapshot, cluster_id=slug, is_example=are_examples)
        counts.setdefault((slug, None), blank)
    return counts


def compare_strengths(
    counts: Counts, clusters: Iterable[str], sectors: Iterable[str]
) -> dict[tuple[str, str], Strength]:
    """Return by (slug, sector code) how strong each of ``clusters`` is in each of ``sectors``. No query.

    ``counts`` are of ``read_counts`` with sectors. A sector that nobody in the North is in is there too.
    """
    whole = counts[None, None].businesses
    strengths = {}
    for slug in clusters:
        for code in sectors:
            strengths[slug, code] = Strength(
                cluster=slug,
                sector=code,
                here=_count(counts, slug, code),
                of=counts[slug, None].businesses,
                north=_count(counts, None, code),
                of_north=whole,
            )
    return strengths


def _count(counts: Counts, slug: str | None, code: str) -> int:
    found = counts.get((slug, code))
    return found.businesses if found else 0


def read_trend(
    slug: str | None, *, until: datetime.date | None = None
) -> list[tuple[datetime.date, ClusterCount]]:
    """Return the counts of a cluster, or of the North (None), by day, the oldest first. Two queries.

    Real businesses of all sectors. Of many days some: ``thin_out`` says which.
    """
    taken = Snapshot.objects.filter(taken_on__lte=until) if until else Snapshot.objects.all()
    snapshots = dict(taken.order_by("taken_on").values_list("taken_on", "pk"))
    days = thin_out(list(snapshots))
    found = ClusterCount.objects.real().of_all_sectors().of_cluster(slug)
    counts = {each.snapshot_id: each for each in found.filter(snapshot__in=[snapshots[day] for day in days])}
    return [(day, counts.get(snapshots[day]) or ClusterCount(snapshot_id=snapshots[day])) for day in days]


def thin_out(days: Sequence[datetime.date], most: int = MOST_POINTS) -> list[datetime.date]:
    """Return at most ``most`` of ``days``, which ascend: the last of each day, week, month, quarter or year.

    The finest of these steps that gives few enough; of too many years the latest.
    """
    steps = (
        lambda day: day,
        lambda day: day.isocalendar()[:2],
        lambda day: (day.year, day.month),
        lambda day: (day.year, (day.month - 1) // 3),
        lambda day: day.year,
    )
    thinned: list[datetime.date] = []
    for step in steps:
        thinned = [list(group)[-1] for _key, group in groupby(days, key=step)]
        if len(thinned) <= most:
            break
    return thinned[-most:]


def read_quarters(slug: str | None, *, most: int = 9) -> list[QuarterCount]:
    """Return what came and went by quarter, the oldest first, of real businesses of all sectors. One query.

    A quarter in which nothing happened is missing.
    """
    found = QuarterCount.objects.filter(cluster=slug, sector=None, is_example=False)
    return list(found.order_by("-starts_on")[:most])[::-1]
