"""What the pages of critical mass show, all of it read from snapshots."""

from dataclasses import dataclass
from typing import Any

from directory.models import Cluster, Sector
from insights.cells import write_part
from insights.indicators import INDICATORS, Indicator
from insights.mass_tables import (
    describe_clusters,
    describe_quarters,
    describe_quotients,
    describe_sizes,
    describe_strengths,
    describe_trend,
)
from insights.missing import say_missing, say_unknown
from insights.models import ClusterCount
from insights.snapshots import compare_strengths, find_latest, read_counts, read_quarters, read_trend


@dataclass(frozen=True)
class Reading:
    """An indicator with what it comes to in one place; ``examples`` is of made-up listings, counted apart."""

    indicator: Indicator
    value: int
    whole: int | None
    value_of_north: int | None
    whole_of_north: int | None
    examples: int

    @property
    def value_text(self) -> str:
        """The value, and what it is of where it is a part."""
        return write_part(self.value, self.whole)

    @property
    def north_text(self) -> str:
        """The same of the North; "" on the page of the North."""
        return "" if self.value_of_north is None else write_part(self.value_of_north, self.whole_of_north)


def describe_cluster_mass(cluster: Cluster) -> dict[str, Any]:
    """Return the context of the page of one cluster, in a fixed number of queries."""
    snapshot = find_latest()
    context: dict[str, Any] = {"cluster": cluster, "snapshot": snapshot}
    if snapshot is None:
        return context
    slug = cluster.pk
    counts = read_counts(snapshot, [slug], with_sectors=True)
    here, north = counts[slug, None], counts[None, None]
    examples = read_counts(snapshot, [slug], are_examples=True)[slug, None]
    sectors = read_top_sectors()
    strengths = compare_strengths(counts, [slug], [each.pk for each in sectors])
    return context | {
        "readings": [read_indicator(each, here, examples, north) for each in INDICATORS],
        "examples": examples.businesses,
        "missing": say_missing(here, north),
        "tables": [
            describe_strengths(sectors, strengths, slug),
            describe_sizes(here),
            describe_trend(read_trend(slug)),
            describe_quarters(read_quarters(slug), here, snapshot.taken_on),
        ],
    }


def describe_north_mass() -> dict[str, Any]:
    """Return the context of the page of all clusters and the North, in a fixed number of queries."""
    snapshot = find_latest()
    context: dict[str, Any] = {"snapshot": snapshot}
    if snapshot is None:
        return context
    clusters = list(Cluster.objects.order_by("position", "pk"))
    slugs = [each.pk for each in clusters]
    top = [each for each in clusters if each.parent_id is None]
    sectors = read_top_sectors()
    counts = read_counts(snapshot, slugs, with_sectors=True)
    north = counts[None, None]
    examples = read_counts(snapshot, [], are_examples=True)[None, None]
    strengths = compare_strengths(counts, slugs, [each.pk for each in sectors])
    return context | {
        "readings": [read_indicator(each, north, examples) for each in INDICATORS],
        "examples": examples.businesses,
        "missing": say_unknown(north),
        "clusters": [(each, say_missing(counts[each.pk, None], north)) for each in top],
        "tables": [
            describe_clusters(top, counts),
            describe_quotients(top, sectors, strengths),
            describe_sizes(north),
            describe_trend(read_trend(None)),
            describe_quarters(read_quarters(None), north, snapshot.taken_on),
        ],
    }


def read_top_sectors() -> list[Sector]:
    """Return the sectors of the first level, in their order. One query."""
    return list(Sector.objects.filter(parent=None).order_by("position", "pk"))


def read_indicator(
    indicator: Indicator, here: ClusterCount, examples: ClusterCount, north: ClusterCount | None = None
) -> Reading:
    """Return what ``indicator`` comes to here, and in the North where that is asked for."""
    read_whole = indicator.read_whole
    return Reading(
        indicator=indicator,
        value=indicator.read(here),
        whole=read_whole(here) if read_whole else None,
        value_of_north=indicator.read(north) if north else None,
        whole_of_north=read_whole(north) if north and read_whole else None,
        examples=indicator.read(examples),
    )
