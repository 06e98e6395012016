"""How strong each cluster is in a sector, by what the directory lists."""

from collections.abc import Collection, Sequence

from directory.index.snapshot import Snapshot
from directory.models import Cluster


def sector_strength(sector_codes: Collection[str]) -> dict[str, float]:
    """Return for each finest cluster its share of these sectors relative to its share of all.

    Keys are slugs; a sector includes those below it. 1.0 is a cluster as strong in the sectors as
    it is in general, 2.0 twice as strong. A cluster without a listing is left out, as is everything
    where no listed business is in the sectors. Two queries, and one more while changes to listings
    are not in the index yet.
    """
    return sector_strengths([sector_codes])[0]


def sector_strengths(sector_sets: Sequence[Collection[str]]) -> list[dict[str, float]]:
    """Return ``sector_strength`` of each of the sets, in as many queries as for one."""
    clusters = list(Cluster.objects.order_by("position", "pk"))
    terms = [f"cluster:{each.pk}" for each in clusters]
    sectors = {f"sector:{code}" for codes in sector_sets for code in codes}
    snapshot = Snapshot(["all", *terms, *sorted(sectors)])
    everywhere = count_finest(clusters, snapshot.count(snapshot.find("all"), terms))
    strengths = []
    for codes in sector_sets:
        entries = snapshot.find(*(f"sector:{code}" for code in codes))
        here = count_finest(clusters, snapshot.count(entries, terms))
        strengths.append(_compare_shares(here, everywhere))
    return strengths


def _compare_shares(here: dict[str, int], everywhere: dict[str, int]) -> dict[str, float]:
    if not any(here.values()):
        return {}
    expected = sum(here.values()) / sum(everywhere.values())
    return {slug: here[slug] / number / expected for slug, number in everywhere.items() if number}


def count_finest(clusters: Collection[Cluster], counts: dict[str, int]) -> dict[str, int]:
    """Return by slug how many are in each cluster and in none of its sub-clusters."""
    finest = {each.pk: counts[f"cluster:{each.pk}"] for each in clusters}
    for each in clusters:
        if each.parent_id:
            finest[each.parent_id] -= counts[f"cluster:{each.pk}"]
    return finest
