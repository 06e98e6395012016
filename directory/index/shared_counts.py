"""How many entries two stored sets share: kept, since the sets stay the same until the next fold."""

from collections.abc import Collection, Mapping
from uuid import UUID

from pyroaring import AbstractBitMap

MOST_KEPT = 50_000  # counts, some 200 bytes each

Pair = tuple[str, str]


class SharedCounts:
    """The counts as of one state of the index, which the stamp of the empty term names.

    With another stamp, or beyond ``MOST_KEPT``, all are counted anew. Threads may meet in it: at worst
    they count the same twice.
    """

    def __init__(self) -> None:
        self._kept: tuple[UUID | None, dict[Pair, int]] = (None, {})

    def count(
        self, one: str, terms: Collection[str], sets: Mapping[str, AbstractBitMap], *, at: UUID | None
    ) -> dict[str, int]:
        """Return for each of ``terms`` how many entries of the set of ``one`` have it; 0 if it has no set.

        ``sets`` are the stored ones by term, all as of ``at``.
        """
        kept = self._find_kept(at)
        counts = {}
        for term in terms:
            count = kept.get((one, term))
            if count is None and term in sets:
                count = kept[one, term] = sets[one].intersection_cardinality(sets[term])
            counts[term] = count or 0
        return counts

    def _find_kept(self, at: UUID | None) -> dict[Pair, int]:
        stamp, kept = self._kept
        if stamp != at or len(kept) > MOST_KEPT:
            kept = {}
            self._kept = (at, kept)
        return kept


shared_counts = SharedCounts()
