"""What stands beside the results of a search: true counts, the choices made, ways to widen."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.filters import FACETS, BusinessFilter
from directory.models import Business, Sector

SECTORS_SUGGESTED = 4
SHORTEST_NAME = 3  # of a text that is looked for inside the names of sectors


@dataclass(frozen=True)
class Option:
    """One choice of a facet and how many businesses it would show."""

    value: str
    label: str | Promise
    count: int
    selected: bool
    children: list["Option"] = field(default_factory=list)


@dataclass(frozen=True)
class Facet:
    """A group of choices; closed until something in it is chosen, unless ``is_open``."""

    name: str
    legend: str
    options: list[Option]
    is_open: bool


@dataclass(frozen=True)
class Choice:
    """A choice made, and the address of the search without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Suggestion:
    """A sector or cluster that the words of a search name, and the address of all that is in it."""

    label: str
    url: str


@dataclass(frozen=True)
class Widening:
    """A wider search that finds something."""

    label: str
    url: str
    count: int


def describe_facets(search: BusinessFilter) -> list[Facet]:
    """Return the facets with their counts. Five queries, whatever is found.

    The counts of a facet leave out its own choice: choosing one more adds its businesses.
    """
    facets = [
        ("cluster", _("Cluster"), list_clusters(search)),
        ("sector", _("Sector"), list_sectors(search)),
        ("size", _("Size"), list_sizes(search)),
        ("verified", _("Verified"), list_verified(search)),
    ]
    return [
        Facet(name, legend, options, is_open=name == "cluster" or name in search.chosen)
        for name, legend, options in facets
    ]


def list_clusters(search: BusinessFilter) -> list[Option]:
    """Return the clusters, each with its sub-clusters; a cluster counts those of its sub-clusters."""
    counts = search.filter_without("cluster").count_by("cluster")
    chosen = search.chosen.get("cluster", [])

    def list_below(parent: str | None) -> list[Option]:
        options = []
        for each in search.clusters:
            if each.parent_id == parent:
                below = list_below(each.pk)
                total = counts.get(each.pk, 0) + sum(option.count for option in below)
                options.append(Option(each.pk, each.name, total, each.pk in chosen, below))
        return options

    return list_below(None)


def list_sectors(search: BusinessFilter) -> list[Option]:
    """Return the sectors that have matches or are chosen, in two levels."""
    counts = search.filter_without("sector").count_by_sector()
    chosen = search.chosen.get("sector", [])

    def list_below(parent: str | None) -> list[Option]:
        options = [
            Option(each.pk, each.name, counts.get(each.pk, 0), each.pk in chosen, list_below(each.pk))
            for each in search.sectors
            if each.parent_id == parent
        ]
        return [option for option in options if option.count or option.selected or option.children]

    return list_below(None)


def list_sizes(search: BusinessFilter) -> list[Option]:
    """Return the size bands, the smallest first."""
    counts = search.filter_without("size").count_by("size_band")
    chosen = search.chosen.get("size", [])
    return [
        Option(value, label, counts.get(value, 0), value in chosen)
        for value, label in Business.SizeBand.choices
    ]


def list_verified(search: BusinessFilter) -> list[Option]:
    """Return the one choice: verified only."""
    count = search.filter_without("verified").verified().count()
    return [Option("yes", _("Verified only"), count, bool(search.chosen.get("verified")))]


def describe_choices(search: BusinessFilter) -> list[Choice]:
    """Return the choices made, in the order of the facets, each removable."""
    choices = []
    if "q" in search.chosen:
        choices.append(Choice(f"“{search.chosen['q']}”", "?" + search.write_query(drop=("q",))))
    for name in FACETS:
        labels = dict(search.form.fields[name].choices)
        for value in search.chosen.get(name, []):
            choices.append(Choice(str(labels[value]), "?" + search.write_query(without=(name, value))))
    return choices


def suggest_widening(search: BusinessFilter) -> list[Widening]:
    """Return the searches with one choice fewer that find something, the widest first.

    For a search that found nothing: one query for each parameter in use, five at most.
    """
    labels = {
        "q": _("Search without the words"),
        "cluster": _("Look in every cluster"),
        "sector": _("Look in every sector"),
        "size": _("Include every size"),
        "verified": _("Include businesses not yet verified"),
    }
    widenings = [
        Widening(label, "?" + search.write_query(drop=(name,)), search.filter_without(name).count())
        for name, label in labels.items()
        if name in search.chosen
    ]
    return sorted((each for each in widenings if each.count), key=lambda each: -each.count)


def suggest_choices(search: BusinessFilter) -> list[Suggestion]:
    """Return the sectors and clusters that the words name, to be chosen instead of searched for.

    A public record does not say "fintech" or "Tees Valley"; the sector and the cluster that
    TechNorth chose for it do.
    """
    text = search.chosen.get("q", "").casefold()
    if not text:
        return []
    sectors = [each for each in search.sectors if names_sector(text, each)][:SECTORS_SUGGESTED]
    clusters = [each for each in search.clusters if has_words(text, each.name)]
    named: list[tuple[str, dict[str, str]]] = [
        (
            _("%(sector)s in %(cluster)s") % {"sector": sector.name, "cluster": cluster.name},
            {"sector": sector.pk, "cluster": cluster.pk},
        )
        for sector in sectors
        for cluster in clusters
    ]
    named += [(sector.name, {"sector": sector.pk}) for sector in sectors]
    named += [(cluster.name, {"cluster": cluster.pk}) for cluster in clusters]
    return [
        Suggestion(label, "?" + search.write_query(drop=("q", *choices), add=choices))
        for label, choices in named
        if any(value not in search.chosen.get(facet, []) for facet, value in choices.items())
    ]


def names_sector(text: str, sector: Sector) -> bool:
    """Say whether the casefolded ``text`` is in the name of ``sector``, or has it or a keyword of it."""
    in_name = len(text) >= SHORTEST_NAME and text in sector.name.casefold()
    return in_name or any(has_words(text, words) for words in [sector.name, *sector.keywords])


def has_words(text: str, words: str) -> bool:
    """Say whether the casefolded ``text`` has ``words`` as whole words, one after the other."""
    return f" {words.casefold()} " in f" {text} "
