"""Clusters side by side, each with the North as a whole: what is counted alike, and what is missing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Cluster, ClusterFact, Sector, Source
from insights.answering import read_answers
from insights.comparison_directory import compare_directory
from insights.comparison_figures import list_figures, match_figures
from insights.comparison_rows import Cell, Row, Section, Value, skip_north
from insights.directory_counts import DirectoryCounts, read_directory_counts
from insights.figure_groups import list_definitions
from investors.reports.tables import span
from technorth.languages import list_words

FEWEST, MOST = 2, 5  # clusters side by side
GROUPS = ("jobs", "businesses", "money", "other")  # of published figures, in the order of their rows


@dataclass(frozen=True)
class Pair:
    """The way to a comparison with one other cluster."""

    cluster: Cluster
    url: str


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
    facts = ClusterFact.objects.filter(cluster__in=around).select_related("source")
    directory = read_directory_counts(slugs, list(Sector.objects.order_by("position", "pk")))
    alike, apart = match_figures(chosen, parts, list_figures(around))
    airports = [row for group, row in alike if group == "airports"]
    named = name_facts(chosen, parts, list(facts.order_by("position", "pk")))
    sections = [
        *compare_directory(chosen, directory),
        *_compare_published(alike),
        Section("connections", _("Connections"), (*airports, *named)),
        compare_answers(chosen, directory),
    ]
    return {
        "chosen": chosen,
        "title": _("%(names)s side by side") % {"names": list_words(each.local_name for each in chosen)},
        "columns": [*(each.local_name for each in chosen), str(_("The North"))],
        "sections": [section for section in sections if section.rows or section.missing],
        "definitions": list_definitions(row.metric for _group, row in alike),
        "apart": apart,
        "sources": list_sources(sections),
        "taken_on": directory.snapshot.taken_on if directory else None,
        "examples": directory.count_examples(None) if directory else 0,
        "overlaps": [each for each in chosen if each.parent_id in slugs],
    }


def _compare_published(alike: Sequence[tuple[str, Row]]) -> list[Section]:
    """Return the figures of one definition, and those of costs; ``alike`` has each row with its group."""
    return [
        Section(
            "published",
            _("Published, counted alike"),
            tuple(row for key in GROUPS for group, row in alike if group == key),
            note=_(
                "Each row is one source, year and definition. Figures of different rows must not be compared."
            ),
            missing=_("No source gives two of these clusters a figure of the same definition."),
        ),
        Section(
            "costs",
            _("Costs"),
            tuple(row for group, row in alike if group == "costs"),
            missing=_("No sourced figure of costs that compares two of these clusters."),
        ),
    ]


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
            cells.append(skip_north())
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
    cells.append(skip_north())
    row = Row(
        str(_("First reply to half of them within")),
        tuple(cells),
        str(_("Too few to say")),
        str(_("working days, of the enquiries of the last 90 days")),
    )
    is_made_up = any(each.is_made_up for each in answers.values())
    return Section("answers", heading, (row,), is_made_up=is_made_up)


def list_sources(sections: Iterable[Section]) -> list[Source]:
    """Return the sources that rows rest on, each once, in the order of the rows."""
    rows = [row for section in sections for row in section.rows]
    return list({row.source.pk: row.source for row in rows if row.source}.values())
