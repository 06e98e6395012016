"""The tables of critical mass, from which the charts of its pages are drawn."""

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format as format_date
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.models import Business, Cluster, Sector
from insights import indicators
from insights.cells import count_cell, share_cell, write_part
from insights.directory_counts import SIZE_FIELDS
from insights.indicators import INDICATORS
from insights.models import ClusterCount, QuarterCount, quarter_of
from insights.snapshots import Counts, Strength
from investors.reports.tables import Cell, Column, Row, Table

DRAWN = (
    indicators.BUSINESSES,
    indicators.ANCHORS,
    indicators.SPIN_OFFS,
)  # of the trend: all count businesses


def quotient_cell(strength: Strength) -> Cell:
    """Return a quotient as a cell, or that it would rest on too few."""
    if strength.quotient is None:
        return Cell(_("too few"))
    return Cell(number_format(strength.quotient, decimal_pos=2), strength.quotient)


def describe_strengths(
    sectors: Sequence[Sector], strengths: dict[tuple[str, str], Strength], slug: str
) -> Table:
    """Return the sectors of one cluster with their quotients, the strongest first."""
    found = [(sector, strengths[slug, sector.pk]) for sector in sectors if strengths[slug, sector.pk].north]
    found.sort(key=lambda pair: (pair[1].quotient is None, -(pair[1].quotient or 0), -pair[1].here))
    rows = [
        Row(
            sector.local_name,
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
        Row(sector.local_name, tuple(quotient_cell(strengths[each.pk, sector.pk]) for each in clusters))
        for sector in sectors
    ]
    return Table(
        name="quotients",
        title=_("How strong each cluster is in each sector"),
        hint=" ".join((str(indicators.QUOTIENT_SENTENCE), str(indicators.QUOTIENT_RESTS_ON))),
        group=_("Sector"),
        columns=tuple(Column(each.pk, each.local_name) for each in clusters),
        rows=tuple(rows),
        unit=_("Location quotient"),
    )


def describe_clusters(clusters: Sequence[Cluster], counts: Counts) -> Table:
    """Return the indicators of all clusters and the North, a row each."""
    rows = [(each.local_name, counts[each.pk, None]) for each in clusters]
    return Table(
        name="clusters",
        title=_("The clusters side by side"),
        hint=_(
            "Clusters differ in size, so compare each part with its whole. The North is the five together."
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
        *((Business.SizeBand(band).label, getattr(count, name)) for band, name in SIZE_FIELDS.items()),
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
            "Counted each night and kept. At most 13 of the nights are shown, evenly; there are none before"
            " the first. More listings may mean that more joined the directory, not that more exist."
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
            "New and closed are companies by the register of Companies House, with which %(matched)s listed"
            " businesses are matched. Listed and taken down are what happened in the directory, which says"
            " nothing of when a business began."
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
