"""Clusters side by side, each with the North as a whole: what is counted alike, and what is missing.

A row holds figures of one definition only: the same metric, unit, year and source, about the same kind of
area (the place that the cluster is named after, or another). Whatever has no counterpart of its definition
stands by itself, cluster by cluster, and is not compared.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.figures import format_number
from directory.models import Cluster, ClusterFact, Figure, Sector, Source
from insights.answering import read_answers
from insights.directory_counts import DirectoryCounts, find_scale, format_quotient, read_directory_counts
from insights.figure_groups import COSTS, OF_AIRPORTS, OF_UNIVERSITIES, name_group
from insights.snapshots import Strength
from investors.reports.tables import span

FEWEST, MOST = 2, 5  # clusters side by side
NORTH = "North of England"
SPECIALISMS_EACH = 3  # the strongest sectors of each cluster are rows

Key = tuple[str, str, str, str, bool]


@dataclass(frozen=True)
class Value:
    """A value in a cell; ``about`` says what area it speaks of where that is not plain."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Cell:
    """What a row says of one cluster; no values where it is missing. ``bar`` is 0 to 100, on one scale."""

    name: str
    values: tuple[Value, ...] = ()
    bar: float | None = None


@dataclass(frozen=True)
class Row:
    """One thing about each cluster. ``missing`` says in words what an empty cell means."""

    label: str
    cells: tuple[Cell, ...]
    missing: str
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class Section:
    """Rows under a heading; ``note`` says what they rest on, ``missing`` that there is none of them."""

    key: str
    heading: str
    rows: tuple[Row, ...]
    note: str = ""
    missing: str = ""
    is_made_up: bool = False
    tick: float | None = None


@dataclass(frozen=True)
class Apart:
    """The figures of one cluster that no other of the chosen has by the same definition."""

    cluster: Cluster
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Pair:
    """The way to a comparison with one other cluster."""

    cluster: Cluster
    url: str


HEADINGS = {
    "jobs": gettext_lazy("Jobs"),
    "businesses": gettext_lazy("Businesses"),
    "money": gettext_lazy("Money"),
    "other": gettext_lazy("Growth and more"),
}


def write_address(slugs: Iterable[str], *, name: str = "insights:compare") -> str:
    """Return the address that shares a comparison; ``slugs`` in the order of the map."""
    query = QueryDict(mutable=True)
    query.setlist("c", list(slugs))
    return f"{reverse(name)}?{query.urlencode()}"


def list_pairs(cluster: Cluster, clusters: Iterable[Cluster]) -> list[Pair]:
    """Return the ways to compare ``cluster`` with one other of its kind: a top one, or a part with a part."""
    others = [each for each in clusters if each.parent_id == cluster.parent_id and each.pk != cluster.pk]
    return [
        Pair(
            each,
            write_address(one.pk for one in sorted([cluster, each], key=lambda one: (one.position, one.pk))),
        )
        for each in others
    ]


def describe_comparison(chosen: Sequence[Cluster], clusters: Collection[Cluster]) -> dict[str, Any]:
    """Return the comparison of ``chosen``, which are in the order of the map, of all ``clusters``.

    A fixed number of queries.
    """
    parts = {each.pk: [one for one in clusters if one.parent_id == each.pk] for each in chosen}
    slugs = [each.pk for each in chosen]
    around = [*slugs, *(part.pk for each in chosen for part in parts[each.pk])]
    figures = list_figures(around)
    facts = list(
        ClusterFact.objects.filter(cluster__in=around).select_related("source").order_by("position", "pk")
    )
    directory = read_directory_counts(slugs, list(Sector.objects.order_by("position", "pk")))
    alike, apart = match_figures(chosen, parts, figures)
    by_group = {
        key: [row for group, row in alike if group == key] for key in (*HEADINGS, "costs", "airports")
    }
    sections = [
        *compare_directory(chosen, directory),
        Section(
            "published",
            _("Published, counted alike"),
            tuple(row for key in HEADINGS for row in by_group[key]),
            note=_(
                "Each row is one source, year and definition. Figures of different rows must not be compared."
            ),
            missing=_("No source gives two of these clusters a figure of the same definition."),
        ),
        Section(
            "costs",
            _("Costs"),
            tuple(by_group["costs"]),
            missing=_("No sourced figure of costs that compares two of these clusters."),
        ),
        Section("connections", _("Connections"), (*by_group["airports"], *name_facts(chosen, parts, facts))),
        compare_answers(chosen, directory),
    ]
    return {
        "chosen": chosen,
        "columns": [*(each.local_name for each in chosen), str(_("The North"))],
        "sections": [section for section in sections if section.rows or section.missing],
        "apart": apart,
        "sources": list_sources(sections),
        "taken_on": directory.snapshot.taken_on if directory else None,
        "examples": directory.count_examples(None) if directory else 0,
        "overlaps": [each for each in chosen if each.parent_id in slugs],
    }


def list_figures(slugs: Collection[str]) -> list[Figure]:
    """Return the figures of ``slugs`` and those of the whole North. One query."""
    found = Figure.objects.filter(cluster__in=slugs) | Figure.objects.filter(cluster=None, geography=NORTH)
    return list(found.select_related("source", "cluster").order_by("position", "pk"))


def match_figures(
    chosen: Sequence[Cluster], parts: dict[str, list[Cluster]], figures: Iterable[Figure]
) -> tuple[list[tuple[str, Row]], list[Apart]]:
    """Return the rows of figures of one definition, each with its group, and what stands apart.

    A row needs two of ``chosen``, or one and the North. A cluster that has parts and no figure of its own
    shows those of its parts. Two figures of one definition about the same cluster would not be one: both
    stand apart.
    """
    by_key: dict[Key, dict[str | None, list[Figure]]] = {}
    for figure in figures:
        by_key.setdefault(define(figure), {}).setdefault(figure.cluster_id, []).append(figure)
    rows: list[tuple[str, Row]] = []
    matched: set[int] = set()
    for key, owned in by_key.items():
        found = [_find_values(each, parts[each.pk], owned) for each in chosen]
        north = _find_north(key, by_key)
        if sum(map(bool, found)) + (1 if north else 0) < 2 or not any(found):
            continue
        kept = [figure for own in found for figure in own]
        matched.update(figure.pk for figure in kept)
        rows.append((_group(kept[0]), _write_row(chosen, found, north, kept[0])))
    apart = [
        Apart(
            each,
            tuple(
                figure
                for figure in figures
                if figure.cluster_id == each.pk
                and figure.pk not in matched
                and figure.metric not in OF_UNIVERSITIES
            ),
        )
        for each in chosen
    ]
    return rows, apart


def define(figure: Figure) -> Key:
    """Return the definition of ``figure``: what a row of a comparison must have in common."""
    named_after = figure.cluster is not None and figure.geography == figure.cluster.name
    return figure.metric, figure.unit, figure.year, figure.source_id, named_after


def _find_values(
    cluster: Cluster, parts: Iterable[Cluster], owned: dict[str | None, list[Figure]]
) -> list[Figure]:
    own = owned.get(cluster.pk, [])
    if own or not parts:
        return own if len(own) == 1 else []
    of_parts = [owned.get(part.pk, []) for part in parts]
    return [figures[0] for figures in of_parts if len(figures) == 1]


def _find_north(key: Key, by_key: dict[Key, dict[str | None, list[Figure]]]) -> Figure | None:
    """Return the figure of the North by the same source and definition, whatever its area is called."""
    found = by_key.get((*key[:4], False), {}).get(None, [])
    return found[0] if len(found) == 1 else None


def _group(figure: Figure) -> str:
    return "airports" if figure.metric in OF_AIRPORTS else name_group(figure)


def _write_row(
    chosen: Sequence[Cluster], found: Sequence[list[Figure]], north: Figure | None, first: Figure
) -> Row:
    cells = [
        Cell(each.local_name, tuple(_write_value(figure, each) for figure in figures))
        for each, figures in zip(chosen, found, strict=True)
    ]
    cells.append(Cell(str(_("The North")), (Value(north.value_text),) if north else ()))
    year = first.year or str(_("year not stated"))
    notes = dict.fromkeys(figure.local_note for figures in found for figure in figures if figure.note)
    # A caveat of one cluster stands in its cell; what all have in common, once in the row.
    shared = next(iter(notes)) if len(notes) == 1 and first.metric in COSTS else ""
    note = ", ".join(part for part in (year, shared) if part)
    return Row(first.local_label, tuple(cells), str(_("Not published")), note, first.source)


def _write_value(figure: Figure, cluster: Cluster) -> Value:
    is_plain = figure.geography == cluster.name
    about = "" if is_plain else figure.local_geography
    note = "" if figure.metric in COSTS else figure.local_note
    return Value(figure.value_text, "; ".join(part for part in (about, note) if part))


def compare_directory(chosen: Sequence[Cluster], directory: DirectoryCounts | None) -> list[Section]:
    """Return who is listed, and the specialisms on one scale; both by the latest snapshot."""
    if directory is None:
        return []
    return [_compare_specialisms(chosen, directory), _compare_listed(chosen, directory)]


def _compare_specialisms(chosen: Sequence[Cluster], directory: DirectoryCounts) -> Section:
    slugs = [each.pk for each in chosen]
    strengths = directory.measure(slugs)
    strongest = {
        each.sector.pk: max(_read(strengths[slug, each.sector.pk]) for slug in slugs)
        for one in slugs
        for each in directory.list_specialisms(one, SPECIALISMS_EACH)
    }
    names = {sector.pk: sector.local_name for sector in directory.sectors}
    codes = sorted(strongest, key=lambda code: -strongest[code])
    scale = find_scale(list(strongest.values()))
    rows = []
    for code in codes:
        cells = [_write_strength(each, strengths[each.pk, code], scale) for each in chosen]
        north = strengths[slugs[0], code]
        whole = _("%(number)s of %(whole)s") % {"number": north.north, "whole": north.of_north}
        cells.append(Cell(str(_("The North")), (Value(format_quotient(1.0), whole),), round(100 / scale, 1)))
        rows.append(Row(names[code], tuple(cells), str(_("Too few to say"))))
    return Section(
        "specialisms",
        _("Specialisms, on one scale"),
        tuple(rows),
        note=_(
            "The share of a sector among the businesses listed in the cluster, divided by its share in the"
            " North: 1 is as in the North, 2 twice as frequent. Shown are the three strongest sectors of each"
            " cluster."
        ),
        missing=_("Too few businesses are listed in these clusters to say what they are strong in."),
        is_made_up=directory.are_examples,
        tick=round(100 / scale, 1),
    )


def _read(strength: Strength) -> float:
    return strength.quotient or 0.0


def _write_strength(cluster: Cluster, strength: Strength, scale: float) -> Cell:
    if strength.quotient is None:
        return Cell(cluster.local_name)
    counts = _("%(number)s of %(whole)s") % {"number": strength.here, "whole": strength.of}
    text = format_quotient(strength.quotient)
    return Cell(cluster.local_name, (Value(text, counts),), round(100 * strength.quotient / scale, 1))


def _compare_listed(chosen: Sequence[Cluster], directory: DirectoryCounts) -> Section:
    slugs: list[tuple[str, str | None]] = [(each.local_name, each.pk) for each in chosen]
    slugs.append((str(_("The North")), None))
    totals = tuple(Cell(name, (_count(directory.count(slug)),)) for name, slug in slugs)
    rows = [Row(str(_("All")), totals, "")]
    by_size = [directory.list_sizes(slug) for _name, slug in slugs]
    bands = {size.band: size.label for sizes in by_size for size in sizes}
    for band in sorted(bands, key=lambda band: (band == "", list(bands).index(band))):
        counts = [sum(size.count for size in sizes if size.band == band) for sizes in by_size]
        cells = tuple(
            Cell(name, (_count(count),)) for (name, _slug), count in zip(slugs, counts, strict=True)
        )
        rows.append(Row(bands[band], cells, ""))
    return Section("listed", _("Businesses listed in the TechNorth directory"), tuple(rows))


def _count(number: int) -> Value:
    return Value(format_number(Decimal(number)))


def name_facts(
    chosen: Sequence[Cluster], parts: dict[str, list[Cluster]], facts: Iterable[ClusterFact]
) -> list[Row]:
    """Return which airports and universities sources name, each row with what every cluster has."""
    kinds = {
        ClusterFact.Kind.AIRPORT: _("Airports that sources name"),
        ClusterFact.Kind.UNIVERSITY: _("Universities that sources name"),
    }
    rows = []
    for kind, label in kinds.items():
        cells = []
        for each in chosen:
            own = {each.pk, *(part.pk for part in parts[each.pk])}
            names = dict.fromkeys(fact.name for fact in facts if fact.kind == kind and fact.cluster_id in own)
            cells.append(Cell(each.local_name, tuple(Value(name) for name in names)))
        if any(cell.values for cell in cells):
            cells.append(_skip_north())
            rows.append(Row(str(label), tuple(cells), str(_("None named"))))
    return rows


def compare_answers(chosen: Sequence[Cluster], directory: DirectoryCounts | None) -> Section:
    """Return how quickly enquiries were lately answered, where that rests on enough."""
    heading = _("Answers to enquiries")
    answers = read_answers(directory.snapshot if directory else None, [each.pk for each in chosen])
    if not answers:
        return Section("answers", heading, ())
    cells = []
    for each in chosen:
        found = answers.get(each.pk)
        about = _("%(count)s answered") % {"count": found.answered} if found else ""
        values = (Value(span(found.median_days, found.answered).text, about),) if found else ()
        cells.append(Cell(each.local_name, values))
    cells.append(_skip_north())
    row = Row(
        str(_("First reply to half of them within")),
        tuple(cells),
        str(_("Too few to say")),
        str(_("working days, of the enquiries of the last 90 days")),
    )
    is_made_up = any(each.is_made_up for each in answers.values())
    return Section("answers", heading, (row,), is_made_up=is_made_up)


def _skip_north() -> Cell:
    """Return the cell of the North in a row that says nothing about it."""
    return Cell(str(_("The North")), (Value("–"),))


def list_sources(sections: Iterable[Section]) -> list[Source]:
    """Return the sources that rows rest on, each once, in the order of the rows."""
    rows = [row for section in sections for row in section.rows]
    return list({row.source.pk: row.source for row in rows if row.source}.values())
