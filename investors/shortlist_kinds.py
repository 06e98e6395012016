"""The kinds of things that a shortlist keeps: how each is found, and what of it a list shows."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.cluster_maps import find_colour
from directory.models import Business, Cluster
from directory.services.merging import find_successors
from investors.models import Opportunity
from investors.shortlist_entries import Entry, join_notes, split_reference, write_anchor
from technorth.languages import list_words


@dataclass(frozen=True)
class Thing:
    """What a list shows of a thing. ``key`` is its primary key, ``slug`` what an enquiry names it by."""

    key: int | str
    slug: str
    name: str
    url: str
    place: str = ""
    summary: str = ""
    colour: str = ""
    is_example: bool = False
    note: str | Promise = ""  # what a reader must know of where it is from


@dataclass(frozen=True)
class Found:
    """What became of a thing. ``former_name``: under which it was kept, before it was merged.

    Without a thing it is not public any more; ``name`` is then still said where the public may know it.
    """

    thing: Thing | None = None
    name: str = ""
    former_name: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind. ``find(keys)`` asks a fixed number of queries, and leaves out what never was public."""

    name: str
    single: str | Promise
    heading: str | Promise
    gone: str | Promise
    parse: Callable[[str], Any]
    find: Callable[[Collection[Any]], dict[Any, Found]]


@dataclass(frozen=True)
class Kept:
    """An entry with its kind, and what became of the thing."""

    entry: Entry
    kind: Kind
    found: Found

    @property
    def ref(self) -> str:
        """The reference."""
        return self.entry.ref

    @property
    def anchor(self) -> str:
        """The id of its part of the page."""
        return write_anchor(self.entry.ref)

    @property
    def label(self) -> str:
        """Name and place of the thing, for a choice."""
        thing = self.found.thing
        if thing is None:
            return self.found.name or str(self.kind.gone)
        return f"{thing.name} – {thing.place}" if thing.place else thing.name


def find_businesses(keys: Collection[int]) -> dict[int, Found]:
    """Return the businesses by key, merged ones as the listing that was kept. Three queries at most, but for
    mergers of mergers.
    """
    businesses = _load_businesses(keys)
    unlisted = [key for key in keys if key in businesses and not _is_listed(businesses[key])]
    successors = find_successors(unlisted) if unlisted else {}
    missing = set(successors.values()) - businesses.keys()
    businesses |= _load_businesses(missing) if missing else {}
    found = {}
    for key in keys:
        business = businesses.get(key)
        if business is None or business.status in Business.NEVER_SHOWN:
            continue
        now = businesses.get(successors.get(key, key), business)
        former_name = business.name if now.pk != key else ""
        found[key] = Found(_show_business(now), former_name=former_name) if _is_listed(now) else Found()
    return found


def _load_businesses(keys: Iterable[int]) -> dict[int, Business]:
    return Business.objects.select_related("cluster__parent").in_bulk(list(keys))


def _is_listed(business: Business) -> bool:
    return business.status == Business.Status.PUBLISHED


def _show_business(business: Business) -> Thing:
    cluster = business.cluster
    return Thing(
        key=business.pk,
        slug=business.slug,
        name=business.name,
        url=business.get_absolute_url(),
        place=list_words(dict.fromkeys((business.town, cluster.local_name))),
        summary=business.summary,
        colour=find_colour(cluster),
        is_example=business.is_example,
        note=business.origin_note,
    )


def find_clusters(keys: Collection[str]) -> dict[str, Found]:
    """Return the clusters by slug. One query."""
    clusters = Cluster.objects.select_related("parent").in_bulk(list(keys))
    return {key: Found(_show_cluster(cluster)) for key, cluster in clusters.items()}


def _show_cluster(cluster: Cluster) -> Thing:
    return Thing(
        key=cluster.pk,
        slug=cluster.pk,
        name=cluster.local_name,
        url=cluster.get_absolute_url(),
        place=cluster.parent.local_name if cluster.parent else "",
        summary=cluster.local_area,
        colour=find_colour(cluster),
    )


def find_opportunities(keys: Collection[int]) -> dict[int, Found]:
    """Return the opportunities by key: with their title alone where their time is over. Two queries."""
    published = Opportunity.objects.published().with_card_facts().filter(pk__in=keys)
    found = {each.pk: Found(_show_opportunity(each)) for each in published}
    missing = [key for key in keys if key not in found]
    over = Opportunity.objects.over(timezone.localdate()).filter(pk__in=missing) if missing else []
    for each in over:  # what was withdrawn is not named: somebody took it back
        is_withdrawn = each.status == Opportunity.Status.WITHDRAWN
        found[each.pk] = Found(name="" if is_withdrawn else each.title)
    return found


def _show_opportunity(opportunity: Opportunity) -> Thing:
    return Thing(
        key=opportunity.pk,
        slug=opportunity.slug,
        name=opportunity.title,
        url=opportunity.get_absolute_url(),
        place=opportunity.place_text,
        summary=opportunity.summary,
        colour=find_colour(opportunity.cluster),
        is_example=opportunity.is_example,
        note=opportunity.get_stage_display(),
    )


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "cluster",
            _("Cluster"),
            _("Clusters"),
            _("A cluster that is no longer on this site"),
            str,
            find_clusters,
        ),
        Kind(
            "opportunity",
            _("Opportunity"),
            _("Opportunities"),
            _("An opportunity that is no longer published"),
            int,
            find_opportunities,
        ),
        Kind(
            "business",
            _("Business"),
            _("Businesses"),
            _("A business that is no longer in the directory"),
            int,
            find_businesses,
        ),
    )
}


def find_kept(entries: Sequence[Entry]) -> list[Kept]:
    """Return what became of each entry, in their order. A fixed number of queries for each kind.

    What was merged has the reference of what it is now. Two listings that are one now are there once, with
    both notes, where the first of them stands.
    """
    found = _find_all(entry.ref for entry in entries)
    return _join_merged([Kept(entry, _kind_of(entry), found.get(entry.ref, Found())) for entry in entries])


def settle_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with what was merged under what it is now."""
    return [kept.entry for kept in find_kept(entries)]


def find_thing(ref: str) -> Thing | None:
    """Return the thing that ``ref`` names, if the public may see it now."""
    return _find_all([ref]).get(ref, Found()).thing


def group_kept(kept: Iterable[Kept]) -> list[tuple[Kind, list[Kept]]]:
    """Return what was kept by kind, in the order of the kinds; no empty group."""
    items = list(kept)
    groups = [(kind, [item for item in items if item.kind is kind]) for kind in KINDS.values()]
    return [(kind, own) for kind, own in groups if own]


def _kind_of(entry: Entry) -> Kind:
    return KINDS[split_reference(entry.ref)[0]]


def _find_all(refs: Iterable[str]) -> dict[str, Found]:
    """Return what was found by reference."""
    keys: dict[str, list[Any]] = {}
    for ref in refs:
        name, key = split_reference(ref)
        keys.setdefault(name, []).append(KINDS[name].parse(key))
    return {
        f"{name}:{key}": found for name, own in keys.items() for key, found in KINDS[name].find(own).items()
    }


def _join_merged(kept: list[Kept]) -> list[Kept]:
    shown: dict[str, Kept] = {}
    for item in kept:
        thing = item.found.thing
        ref = f"{item.kind.name}:{thing.key}" if thing else item.ref
        note = join_notes(shown[ref].entry.note, item.entry.note) if ref in shown else item.entry.note
        shown[ref] = replace(shown.get(ref, item), entry=Entry(ref, note))
    return list(shown.values())
