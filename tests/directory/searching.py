"""Searching in tests, and the plain way to the same result, which the search index is held against."""

from django.http import QueryDict

from directory.filters import BusinessFilter
from directory.models import Business, Sector

SIZES = Business.SizeBand.values


def search(query: str) -> BusinessFilter:
    return BusinessFilter(QueryDict(query))


def find(query: str) -> list[str]:
    """Return the names of what a search finds, in order."""
    matches = search(query).matches
    found = Business.objects.listed_in_order(matches.ids(0, len(matches)))
    return [business.name for business in found]


def find_words(text: str) -> list[str]:
    """Return the names of what a search for words finds, in order."""
    query = QueryDict(mutable=True)
    query["q"] = text
    return find(query.urlencode())


def find_plainly(query: str, stems: dict[str, str]) -> list[int]:
    """Return the primary keys that the search ``query`` should find, in order, by going through all.

    Words are parted by spaces, and all are in ``stems``. For names without a legal form.
    """
    asked = QueryDict(query)
    wanted = {stems[word] for word in asked.get("q", "").split()}
    meant = find_meant_plainly(wanted, stems)
    ranked = []
    for business in Business.objects.listed().prefetch_related("sectors__parent").select_related("cluster"):
        if not fits_facets(business, asked):
            continue
        tier = rank_words(business, asked.get("q", ""), wanted, stems)
        if tier is not None:
            by_words = tier > 1  # a sector comes before neither a name nor its beginning
            is_meant = by_words and bool(
                meant & {code for each in business.sectors.all() for code in (each.pk, each.parent_id)}
            )
            ranked.append((rank_order(business, asked.get("sort"), (tier, not is_meant)), business.pk))
    return [pk for _, pk in sorted(ranked)]


def find_meant_plainly(wanted: set[str], stems: dict[str, str]) -> set[str]:
    """Return the sectors whose names have the most of the words, the lower of two."""
    said = {
        each: len(wanted & {stems.get(word) for word in each.name.lower().split()})
        for each in Sector.objects.all()
    }
    best = [each for each, count in said.items() if count and count == max(said.values())]
    return {each.pk for each in best} - {each.parent_id for each in best}


def fits_facets(business: Business, asked: QueryDict) -> bool:
    clusters = {business.cluster_id, business.cluster.parent_id}
    sectors = {code for each in business.sectors.all() for code in (each.pk, each.parent_id)}
    choices = [
        (asked.getlist("cluster"), clusters),
        (asked.getlist("sector"), sectors),
        (asked.getlist("size"), {business.size_band}),
        (asked.getlist("verified"), {"yes"} if business.is_verified else set()),
    ]
    return all(not chosen or set(chosen) & has for chosen, has in choices)


def rank_words(business: Business, text: str, wanted: set[str], stems: dict[str, str]) -> int | None:
    """Return how well the words match, 0 best; None if they do not."""
    name = business.name.lower()
    in_name = {stems.get(word) for word in name.split()}
    in_text = in_name | {stems.get(word) for word in business.summary.lower().split()}
    in_text |= {stems.get(word) for each in business.sectors.all() for word in each.name.lower().split()}
    closed, start = name.replace(" ", ""), text.replace(" ", "")
    fits = [closed == start, closed.startswith(start), wanted <= in_name, wanted <= in_text]
    return fits.index(True) if any(fits) else None


def rank_order(business: Business, sort: str | None, tier: tuple[int, bool]) -> tuple:
    unverified, newest = not business.is_verified, -business.pk
    standing = (business.is_example, unverified, newest)
    if sort == "name":
        return (business.folded_name, *standing)
    if sort == "newest":
        return (-business.listed_at.timestamp(), newest)
    if sort == "largest":
        return (-SIZES.index(business.size_band) if business.size_band else 1, *standing)
    return (*tier, *standing)
