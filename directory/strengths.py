"""How strong each cluster is in a sector, by what the directory lists."""

from collections.abc import Collection

from directory.models import Business


def sector_strength(sector_codes: Collection[str]) -> dict[str, float]:
    """Return for each finest cluster its share of these sectors relative to its share of all.

    Keys are slugs; a sector includes those below it. 1.0 is a cluster as strong in the sectors as
    it is in general, 2.0 twice as strong. A cluster without a listing is left out, as is everything
    where no listed business is in the sectors. Two queries.
    """
    businesses = Business.objects.listed()
    everywhere = businesses.count_by("cluster")
    here = businesses.in_sectors(sector_codes).count_by("cluster")
    if not here:
        return {}
    expected = sum(here.values()) / sum(everywhere.values())
    return {slug: here.get(slug, 0) / number / expected for slug, number in everywhere.items()}
