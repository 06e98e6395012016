"""What the pages of critical mass show, all of it read from snapshots."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.models import Business, Cluster, Sector
from insights import indicators
from insights.indicators import INDICATORS, Indicator
from insights.missing import say_missing, say_unknown
from insights.models import ClusterCount, QuarterCount, quarter_of
from insights.snapshots import (
    Counts,
    Strength,
    compare_strengths,
    find_latest,
    read_counts,
    read_quarters,
    read_trend,
)
from investors.reports.tables import Cell, Column, Row, Table

DRAWN = (
    indicators.BUSINESSES,
    indicators.ANCHORS,
    indicators.SPIN_OFFS,
)  # of the trend: all count businesses


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


def write_part(value: int, whole: int | None) -> str:
    """Write ``value``, and of how many it is a part."""
    if whole is None:
        return str(intcomma(value))
    return _("%(part)s of %(whole)s") % {"part": intcomma(value), "whole": intcomma(whole)}


def describe_cluster_mass(cluster: Cluster) -> dict[str, Any]:
    """Return the context of the page of one cluster, in a fixed number of queries."""
    snapshot = find_latest()
    context: dict[str, Any] = {"cluster": cluster, "snapshot": snapshot} | describe_definitions()
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
    context: dict[str, Any] = {"snapshot": snapshot} | describe_definitions()
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


def describe_definitions() -> dict[str, Any]:
    """Return what the pages say of the indicators whatever they come to."""
    return {
        "indicators": INDICATORS,
        "quotient_name": indicators.QUOTIENT_NAME,
        "quotient_sentence": indicators.QUOTIENT_SENTENCE,
        "quotient_rests_on": indicators.QUOTIENT_RESTS_ON,
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


def count_cell(number: int) -> Cell:
    """Return a count as a cell."""
    return Cell(str(intcomma(number)), number)


def quotient_cell(strength: Strength) -> Cell:
    """Return a quotient as a cell, or that it would rest on too few."""
    if strength.quotient is None:
        return Cell(_("too few"))
    return Cell(number_format(strength.quotient, decimal_pos=2), strength.quotient)


def share_cell(part: int, whole: int) -> Cell:
    """Return a count with what it is a part of, as a cell whose value is the count."""
    return Cell(write_part(part, whole), part)


def describe_strengths(
    sectors: Sequence[Sector], strengths: dict[tuple[str, str], Strength], slug: str
) -> Table:
    """Return the sectors of one cluster with their quotients, the strongest first."""
    found = [(sector, strengths[slug, sector.pk]) for sector in sectors if strengths[slug, sector.pk].north]
    found.sort(key=lambda pair: (pair[1].quotient is None, -(pair[1].quotient or 0), -pair[1].here))
    rows = [
        Row(
            sector.name,
            (
                quotient_cell(strength),
                share_cell(strength.here, strength.of),
                share_cell(strength.north, strength.of_north),
            ),
        )
        for sector, strength in found
    ]
    return Table(
        name="strengths",
        title=_("How strong it is in each sector"),
        hint=" ".join((str(indicators.QUOTIENT_SENTENCE), str(indicators.QUOTIENT_RESTS_ON))),
        group=_("Sector"),
        columns=(
            Column("quotient", indicators.QUOTIENT_NAME, is_drawn=True),
            Column("here", _("Businesses here")),
            Column("north", _("Businesses in the North")),
        ),
        rows=tuple(rows),
        unit=_("Location quotient"),
        limit=1,
        limit_label=_("As in the North"),
    )


def describe_quotients(
    clusters: Sequence[Cluster], sectors: Sequence[Sector], strengths: dict[tuple[str, str], Strength]
) -> Table:
    """Return the quotients of all clusters by sector: one scale for all, so they can be read across."""
    rows = [
        Row(sector.name, tuple(quotient_cell(strengths[each.pk, sector.pk]) for each in clusters))
        for sector in sectors
    ]
    return Table(
        name="quotients",
        title=_("How strong each cluster is in each sector"),
        hint=" ".join((str(indicators.QUOTIENT_SENTENCE), str(indicators.QUOTIENT_RESTS_ON))),
        group=_("Sector"),
        columns=tuple(Column(each.pk, each.name) for each in clusters),
        rows=tuple(rows),
        unit=_("Location quotient"),
    )


def describe_clusters(clusters: Sequence[Cluster], counts: Counts) -> Table:
    """Return the indicators of all clusters and the North, a row each."""
    rows = [(each.name, counts[each.pk, None]) for each in clusters]
    return Table(
        name="clusters",
        title=_("The clusters side by side"),
        hint=_(
            "Clusters differ in size, so compare what is a part with its whole. The North is the sum of the five."
        ),
        group=_("Cluster"),
        columns=tuple(Column(each.key, each.name) for each in INDICATORS),
        rows=(
            *(Row(name, list_cells(count)) for name, count in rows),
            Row(_("The North"), list_cells(counts[None, None]), is_total=True),
        ),
        unit=_("businesses"),
    )


def list_cells(count: ClusterCount) -> tuple[Cell, ...]:
    """Return every indicator of one cluster as a cell."""
    return tuple(
        share_cell(each.read(count), each.read_whole(count))
        if each.read_whole
        else count_cell(each.read(count))
        for each in INDICATORS
    )


def describe_sizes(count: ClusterCount) -> Table:
    """Return the businesses by size."""
    sizes: list[tuple[str | Promise, int]] = [
        (Business.SizeBand.MICRO.label, count.micro),
        (Business.SizeBand.SMALL.label, count.small),
        (Business.SizeBand.MEDIUM.label, count.medium),
        (Business.SizeBand.LARGE.label, count.large),
        (Business.SizeBand.MAJOR.label, count.major),
        (_("Not known"), count.businesses - count.sized),
    ]
    return Table(
        name="sizes",
        title=_("Businesses by size"),
        hint=_("The size band that public records or the business itself give."),
        group=_("Size"),
        columns=(Column("businesses", _("Businesses"), is_drawn=True),),
        rows=tuple(Row(str(label), (count_cell(number),)) for label, number in sizes),
        unit=_("businesses"),
    )


def describe_trend(trend: Sequence[tuple[datetime.date, ClusterCount]]) -> Table:
    """Return the indicators over time; a chart needs two days at least."""
    is_trend = len(trend) > 1
    return Table(
        name="trend",
        title=_("Trend"),
        hint=_(
            "Counted each night and kept. At most 13 of the nights are shown, evenly; there are none before the"
            " first. More listings may mean that more businesses joined the directory, not that more exist."
        ),
        group=_("Day"),
        columns=tuple(
            Column(each.key, each.name, is_drawn=is_trend and each in DRAWN) for each in INDICATORS
        ),
        rows=tuple(
            Row(format_date(day, "j F Y"), tuple(count_cell(each.read(count)) for each in INDICATORS))
            for day, count in trend
        ),
        unit=_("businesses"),
        is_trend=True,
    )


def describe_quarters(quarters: Sequence[QuarterCount], count: ClusterCount, today: datetime.date) -> Table:
    """Return what came and went by quarter. What the register alone knows is not said without it."""
    is_known = bool(count.on_register)

    def by_register(number: int) -> Cell:
        return count_cell(number) if is_known else Cell(_("not known"))

    rows = [
        Row(
            name_quarter(each.starts_on, today),
            (
                by_register(each.opened),
                by_register(each.closed),
                count_cell(each.listed),
                count_cell(each.taken_down),
            ),
        )
        for each in quarters
    ]
    matched = write_part(count.on_register, count.businesses)
    return Table(
        name="quarters",
        title=_("New and closed, by quarter"),
        hint=_(
            "New and closed are companies by the register of Companies House, which %(matched)s listed businesses"
            " are matched with. Listed and taken down are what happened in the directory, which says nothing of"
            " when a business began."
        )
        % {"matched": matched},
        group=_("Quarter"),
        columns=(
            Column("opened", _("New companies"), is_drawn=is_known),
            Column("closed", _("Closed companies"), is_drawn=is_known),
            Column("listed", _("Listed")),
            Column("taken_down", _("Taken down")),
        ),
        rows=tuple(rows),
        unit=_("companies"),
    )


def name_quarter(starts_on: datetime.date, today: datetime.date) -> str:
    """Write a quarter, like 2026, April to June; of the one that runs, that it is not over."""
    last = starts_on.replace(month=starts_on.month + 2)
    words = {"year": starts_on.year, "first": format_date(starts_on, "F"), "last": format_date(last, "F")}
    if starts_on == quarter_of(today):
        return _("%(year)s, %(first)s to %(last)s, so far") % words
    return _("%(year)s, %(first)s to %(last)s") % words
