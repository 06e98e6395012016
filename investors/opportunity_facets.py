"""What stands beside the opportunities of a search: true counts, and the choices made."""

from collections.abc import Iterable

from django.db.models import Count, F, Func
from django.utils.translation import gettext as _

from directory.facets import (
    Choice,
    Facet,
    Option,
    build_facets,
    describe_chosen_values,
    describe_chosen_words,
)
from directory.trees import Branch
from investors.filters.opportunities import FACETS, OpportunityFilter
from investors.models import Opportunity

Counts = dict[str, int]


def describe_facets(search: OpportunityFilter) -> list[Facet]:
    """Return the facets with their counts. One query a facet, and the same number whatever is found.

    The counts of a facet leave out its own choice: choosing one more adds its opportunities.
    """
    facets = [
        ("cluster", _("Cluster"), _list_branches(search, "cluster", search.clusters, count_clusters(search))),
        ("sector", _("Sector"), _list_branches(search, "sector", search.sectors, count_sectors(search))),
        ("type", _("Type of investment"), _list_values(search, "type", count_types(search))),
        ("scale", _("Scale"), _list_values(search, "scale", _count_column(search, "scale"))),
        ("stage", _("Stage"), _list_values(search, "stage", _count_column(search, "stage"))),
    ]
    return build_facets(search, facets)


def count_clusters(search: OpportunityFilter) -> Counts:
    """Return how many there are in each cluster, its sub-clusters included."""
    rows = search.narrow(without="cluster").order_by().values_list("cluster", "cluster__parent")
    counts: Counts = {}
    for slug, parent, count in rows.annotate(count=Count("pk")):
        for each in filter(None, (slug, parent)):
            counts[each] = counts.get(each, 0) + count
    return counts


def count_sectors(search: OpportunityFilter) -> Counts:
    """Return how many there are in each sector, each once, those of the sectors below included."""
    chosen = Opportunity.sectors.through.objects.filter(opportunity__in=search.narrow(without="sector"))
    found: dict[str, set[int]] = {}
    for opportunity, code, parent in chosen.values_list("opportunity", "sector", "sector__parent"):
        for each in filter(None, (code, parent)):
            found.setdefault(each, set()).add(opportunity)
    return {code: len(those) for code, those in found.items()}


def count_types(search: OpportunityFilter) -> Counts:
    """Return how many there are of each type of investment."""
    each = Func(F("investment_types"), function="unnest")
    rows = search.narrow(without="type").order_by().annotate(each=each).values("each")
    return dict(rows.annotate(count=Count("pk")).values_list("each", "count"))


def _count_column(search: OpportunityFilter, name: str) -> Counts:
    rows = search.narrow(without=name).order_by().values(name).annotate(count=Count("pk"))
    return dict(rows.values_list(name, "count"))


def _list_branches(
    search: OpportunityFilter, name: str, branches: Iterable[Branch], counts: Counts
) -> list[Option]:
    """Return the branches that have something or are chosen, those below one under it."""
    chosen = search.chosen.get(name, [])
    shown = [each for each in branches if counts.get(each.pk) or each.pk in chosen]

    def list_below(parent: str | None) -> list[Option]:
        return [
            Option(each.pk, each.local_name, counts.get(each.pk, 0), each.pk in chosen, list_below(each.pk))
            for each in shown
            if each.parent_id == parent
        ]

    return list_below(None)


def _list_values(search: OpportunityFilter, name: str, counts: Counts) -> list[Option]:
    chosen = search.chosen.get(name, [])
    return [
        Option(value, label, counts.get(value, 0), value in chosen)
        for value, label in search.filters[name].extra["choices"]
    ]


def describe_choices(search: OpportunityFilter) -> list[Choice]:
    """Return the choices made, in the order of the facets, each removable."""
    return describe_chosen_words(search) + describe_chosen_values(search, FACETS)
