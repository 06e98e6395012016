"""Which published figures of clusters may stand side by side, and which stand apart.

A row holds figures of one definition only: the same metric, unit, year and source, about the same kind of
area (the place that the cluster is named after, or another). Whatever has no counterpart of its definition
stands by itself, cluster by cluster, and is not compared.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.models import Cluster, Figure
from insights.comparison_rows import Cell, Row, Value
from insights.figure_groups import COSTS, OF_AIRPORTS, OF_UNIVERSITIES, name_group
from insights.published import NORTH
from technorth.languages import list_words

Key = tuple[str, str, str, str, bool]


@dataclass(frozen=True)
class Apart:
    """The figures of one cluster that no other of the chosen has by the same definition."""

    cluster: Cluster
    figures: tuple[Figure, ...]


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
    note = list_words((year, shared))
    missing = str(_("Not published"))
    return Row(first.local_label, tuple(cells), missing, note, first.source, first.metric)


def _write_value(figure: Figure, cluster: Cluster) -> Value:
    is_plain = figure.geography == cluster.name
    about = "" if is_plain else figure.local_geography
    note = "" if figure.metric in COSTS else figure.local_note
    return Value(figure.value_text, "; ".join(part for part in (about, note) if part))
