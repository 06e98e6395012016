"""Published figures and named facts of a cluster, grouped as a reader decides by them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.models import ClusterFact, Figure, Metric

# The metrics that speak of the whole sector, not of a part such as start-ups: jobs, then businesses.
HEADLINES = [{"digital_jobs", "tech_jobs"}, {"digital_businesses", "tech_businesses", "tech_companies"}]
COSTS = {"office_rent", "office_cost"}
OF_AIRPORTS = {"airport_passengers", "airport_destinations"}
OF_UNIVERSITIES = {"universities"}
# What stands beside the facts that it is about, and not among the figures of the sector.
APART = OF_AIRPORTS | OF_UNIVERSITIES


@dataclass(frozen=True)
class FigureGroup:
    """The figures that count the same kind of thing, with the heading they stand under."""

    heading: str
    figures: list[Figure]


@dataclass(frozen=True)
class FactGroup:
    """The facts of one kind; ``figures`` are of the whole kind, such as how many universities there are."""

    facts: list[ClusterFact] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True)
class Airport:
    """An airport with its published figures, the latest of each kind first."""

    fact: ClusterFact
    figures: list[Figure]


def pick_latest(figures: Iterable[Figure]) -> list[Figure]:
    """Return the latest count of jobs and the latest of businesses, as far as there are any."""
    latest = []
    for metrics in HEADLINES:
        counts = [figure for figure in figures if figure.metric in metrics]
        if counts:
            latest.append(max(counts, key=lambda figure: figure.year))
    return latest


def sort_latest(figures: Iterable[Figure]) -> list[Figure]:
    """Return the figures, the latest first and without a year last; else in their order."""
    return sorted(figures, key=lambda figure: figure.year, reverse=True)


def group_figures(figures: Iterable[Figure]) -> list[FigureGroup]:
    """Return the figures by what they count, the latest of each kind first; no empty group.

    Those that stand beside facts (``APART``) are left out.
    """
    groups = {
        "jobs": FigureGroup(_("Jobs"), []),
        "businesses": FigureGroup(_("Businesses"), []),
        "money": FigureGroup(_("Money"), []),
        "costs": FigureGroup(_("Costs"), []),
        "other": FigureGroup(_("Growth and more"), []),
    }
    for figure in sort_latest(figures):
        if figure.metric not in APART:
            groups[name_group(figure)].figures.append(figure)
    return [group for group in groups.values() if group.figures]


def name_group(figure: Figure) -> str:
    """Return which kind of thing ``figure`` counts: jobs, businesses, money, costs or other."""
    if figure.metric in COSTS:
        return "costs"
    by_unit = {"jobs": "jobs", "businesses": "businesses", "companies": "businesses", "GBP": "money"}
    return by_unit.get(figure.unit.removesuffix(" a year"), "other")


def group_facts(facts: Iterable[ClusterFact], figures: Iterable[Figure]) -> dict[str, FactGroup]:
    """Return the facts by kind, each kind there, with the figures that speak of the kind as a whole."""
    groups = {kind.value: FactGroup() for kind in ClusterFact.Kind}
    for fact in facts:
        groups[fact.kind].facts.append(fact)
    groups[ClusterFact.Kind.UNIVERSITY].figures.extend(
        figure for figure in figures if figure.metric in OF_UNIVERSITIES
    )
    return groups


def list_airports(facts: Iterable[ClusterFact], figures: Iterable[Figure]) -> list[Airport]:
    """Return the airports among ``facts``, each with the figures whose geography is its name."""
    of_airports = sort_latest(figure for figure in figures if figure.metric in OF_AIRPORTS)
    return [
        Airport(fact, [figure for figure in of_airports if figure.geography == fact.name])
        for fact in facts
        if fact.kind == ClusterFact.Kind.AIRPORT
    ]


def list_definitions(keys: Iterable[str]) -> list[Metric]:
    """Return the metrics of ``keys``, each with its definition, by name. One query."""
    return list(Metric.objects.filter(key__in=set(keys)).order_by("label", "pk"))
