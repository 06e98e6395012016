"""What stands beside the results of a search: true counts, the choices made, ways to widen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.filters import FACETS, BusinessFilter
from directory.models import Business
from directory.search_filters import SearchFilter
from directory.search_spelling import correct_spelling
from directory.trees import Branch

SECTORS_SUGGESTED = 4
OUTCODES_NAMED = 3
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

    @property
    def rows(self) -> Iterator[tuple[Option, bool]]:
        """The options in one row, each with whether it stands below another."""
        for option in self.options:
            yield option, False
            yield from ((child, True) for child in option.children)


@dataclass(frozen=True)
class Choice:
    """A choice made, and the address of the search without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Suggestion:
    """Another search, in words, and its address."""

    label: str
    url: str


@dataclass(frozen=True)
class Widening:
    """A wider search that finds something."""

    label: str
    url: str
    count: int


def describe_facets(search: BusinessFilter) -> list[Facet]:
    """Return the facets with their counts, which are exact. No query but the search's own.

    The counts of a facet leave out its own choice: choosing one more adds its businesses.
    """
    facets = [
        ("cluster", _("Cluster"), list_clusters(search)),
        ("sector", _("Sector"), list_sectors(search)),
        ("size", _("Size"), list_sizes(search)),
        ("verified", _("Verified"), list_verified(search)),
    ]
    return build_facets(search, facets)


def build_facets(search: SearchFilter, facets: Iterable[tuple[str, str, list[Option]]]) -> list[Facet]:
    """Return ``facets``, given by name, legend and options; that of clusters is always open."""
    return [
        Facet(name, legend, options, is_open=name == "cluster" or name in search.chosen)
        for name, legend, options in facets
    ]


def list_clusters(search: BusinessFilter) -> list[Option]:
    """Return the clusters, each with its sub-clusters, which it includes."""
    counts = count_values(search, "cluster", [each.pk for each in search.clusters])
    chosen = search.chosen.get("cluster", [])

    def list_below(parent: str | None) -> list[Option]:
        return [
            Option(each.pk, each.local_name, counts[each.pk], each.pk in chosen, list_below(each.pk))
            for each in search.clusters
            if each.parent_id == parent
        ]

    return list_below(None)


def list_sectors(search: BusinessFilter) -> list[Option]:
    """Return the sectors that have matches or are chosen; those below one where a choice leads there.

    That is below a sector that is chosen, or one below which is, or which is the only one.
    """
    chosen = search.chosen.get("sector", [])
    counts = count_values(search, "sector", [each.pk for each in search.sectors if each.parent_id is None])
    chosen_tops = {each.parent_id or each.pk for each in search.sectors if each.pk in chosen}
    tops = {top for top, count in counts.items() if count} | chosen_tops
    opened = chosen_tops if len(tops) > 1 else tops
    counts |= count_values(search, "sector", [each.pk for each in search.sectors if each.parent_id in opened])
    shown = [each for each in search.sectors if counts.get(each.pk) or each.pk in chosen]

    def list_below(parent: str | None) -> list[Option]:
        rows = [each for each in shown if each.parent_id == parent]
        return [
            Option(
                each.pk,
                each.local_name,
                counts[each.pk],
                each.pk in chosen,
                list_below(each.pk) if each.pk in opened else [],
            )
            for each in rows
        ]

    return list_below(None)


def list_sizes(search: BusinessFilter) -> list[Option]:
    """Return the size bands, the smallest first."""
    counts = count_values(search, "size", Business.SizeBand.values)
    chosen = search.chosen.get("size", [])
    return [
        Option(value, label, counts[value], value in chosen) for value, label in Business.SizeBand.choices
    ]


def list_verified(search: BusinessFilter) -> list[Option]:
    """Return the one choice: verified only."""
    count = search.matches_without("verified").count(["verified"])["verified"]
    return [Option("yes", _("Verified only"), count, bool(search.chosen.get("verified")))]


def count_values(search: BusinessFilter, facet: str, values: Iterable[str]) -> dict[str, int]:
    """Return for each of ``values`` of ``facet`` how many the search would find with it alone chosen."""
    counts = search.matches_without(facet).count([f"{facet}:{value}" for value in values])
    return {term.partition(":")[2]: count for term, count in counts.items()}


def describe_choices(search: BusinessFilter) -> list[Choice]:
    """Return the choices made, in the order of the facets, each removable."""
    choices = describe_chosen_words(search)
    if search.surroundings and "near" in search.chosen:
        near = _("Within %(miles)d miles of %(place)s") % {
            "miles": search.radius,
            "place": search.surroundings.label,
        }
        choices.append(Choice(near, "?" + search.write_query(drop=("near", "within"))))
    if "outcodes" in search.chosen:
        codes = search.chosen["outcodes"].split(",")
        named = ", ".join(codes[:OUTCODES_NAMED])
        if len(codes) > OUTCODES_NAMED:
            more = len(codes) - OUTCODES_NAMED
            named = _("%(codes)s and %(more)d more") % {"codes": named, "more": more}
        choices.append(Choice(named, "?" + search.write_query(drop=("outcodes",))))
    if search.box:
        choices.append(Choice(_("Part of the map"), "?" + search.write_query(drop=("bbox",))))
    return choices + describe_chosen_values(search, FACETS)


def describe_chosen_words(search: SearchFilter) -> list[Choice]:
    """Return the words looked for as a choice, removable; nothing without words."""
    if "q" not in search.chosen:
        return []
    return [Choice(f"“{search.chosen['q']}”", "?" + search.write_query(drop=("q",)))]


def describe_chosen_values(search: SearchFilter, facets: Iterable[str]) -> list[Choice]:
    """Return what was chosen of ``facets``, in their order, each removable."""
    choices = []
    for name in facets:
        labels = dict(search.form.fields[name].choices)
        for value in search.chosen.get(name, []):
            choices.append(Choice(str(labels[value]), "?" + search.write_query(without=(name, value))))
    return choices


def suggest_widening(search: BusinessFilter) -> list[Widening]:
    """Return the searches with one choice fewer that find something, the widest first."""
    labels = {
        "q": _("Search without the words"),
        "near": _("Look in every place"),
        "outcodes": _("Look in every postcode district"),
        "bbox": _("Look on the whole map"),
        "cluster": _("Look in every cluster"),
        "sector": _("Look in every sector"),
        "size": _("Include every size"),
        "verified": _("Include businesses not yet verified"),
    }
    widenings = [
        Widening(label, "?" + search.write_query(drop=(name,)), len(search.matches_without(name)))
        for name, label in labels.items()
        if name in search.chosen
    ]
    return sorted((each for each in widenings if each.count), key=lambda each: -each.count)


def suggest_correction(search: BusinessFilter) -> Suggestion | None:
    """Return what may have been meant, where a search finds nothing; None if nothing could be.

    That is the other words in the cluster that one of them names, or its unknown words corrected. Where
    something is found somebody uses each of the words. Near a place it may be the place that nothing is in,
    so no word is doubted. One query, and as many as a search has where a cluster is named.
    """
    if not search.words or search.surroundings or len(search.matches):
        return None
    in_cluster = suggest_cluster(search)
    if in_cluster is not None:
        return in_cluster
    text = correct_spelling(search.words)
    return Suggestion(text, "?" + search.write_query(drop=("q",), add={"q": text})) if text else None


def suggest_cluster(search: BusinessFilter) -> Suggestion | None:
    """Return the search for the other words in the cluster that the words name, if it finds something.

    A business in Wallsend does not say "Newcastle"; the cluster that it counts to does.
    """
    text = search.words.casefold()
    named = [each for each in search.clusters if has_words(text, each.name)]
    if not named or "cluster" in search.chosen:
        return None
    cluster = max(named, key=lambda each: len(each.name))
    rest = f" {text} ".replace(f" {cluster.name.casefold()} ", " ").strip().removesuffix(" in")
    if not rest:
        return None
    query = search.write_query(drop=("q",), add={"q": rest, "cluster": cluster.pk})
    if not len(BusinessFilter(QueryDict(query)).matches):
        return None
    label = _("%(words)s in %(cluster)s") % {"words": rest, "cluster": cluster.local_name}
    return Suggestion(label, f"?{query}")


def suggest_choices(search: BusinessFilter) -> list[Suggestion]:
    """Return the sectors and clusters that the words name, to be chosen instead of searched for.

    A public record does not say "fintech" or "Tees Valley"; the sector and the cluster that
    TechNorth chose for it do.
    """
    text = search.chosen.get("q", "").casefold()
    if not text:
        return []
    sectors = [each for each in search.sectors if names_sector(text, each)][:SECTORS_SUGGESTED]
    clusters = [
        each for each in search.clusters if has_words(text, each.name) or has_words(text, each.local_name)
    ]
    named: list[tuple[str, dict[str, str]]] = [
        (
            _("%(sector)s in %(cluster)s") % {"sector": sector.local_name, "cluster": cluster.local_name},
            {"sector": sector.pk, "cluster": cluster.pk},
        )
        for sector in sectors
        for cluster in clusters
    ]
    named += [(sector.local_name, {"sector": sector.pk}) for sector in sectors]
    named += [(cluster.local_name, {"cluster": cluster.pk}) for cluster in clusters]
    return [
        Suggestion(label, "?" + search.write_query(drop=("q", *choices), add=choices))
        for label, choices in named
        if any(value not in search.chosen.get(facet, []) for facet, value in choices.items())
    ]


def names_sector(text: str, sector: Branch) -> bool:
    """Say whether the casefolded ``text`` is in the name of ``sector``, or has it or a keyword of it."""
    names = [sector.name, sector.local_name]
    in_name = len(text) >= SHORTEST_NAME and any(text in name.casefold() for name in names)
    return in_name or any(has_words(text, words) for words in [*names, *sector.keywords])


def has_words(text: str, words: str) -> bool:
    """Say whether the casefolded ``text`` has ``words`` as whole words, one after the other."""
    return f" {words.casefold()} " in f" {text} "
