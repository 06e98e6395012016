"""How many listed businesses have a term, for pages that count and do not search."""

from collections.abc import Collection, Iterable

from directory.index.snapshot import Snapshot


def count_listed(terms: Collection[str], *, within: Iterable[str] = ("all",)) -> dict[str, int]:
    """Return for each of ``terms`` how many businesses have it, of those that have any term of ``within``.

    One query, and one more for the sets that this process lacks.
    """
    within = list(within)
    snapshot = Snapshot([*within, *terms])
    return snapshot.count(snapshot.find(*within), terms)
