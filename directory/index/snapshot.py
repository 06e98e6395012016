"""The index as it is at this moment: the stored sets, and over them what changed since they were made."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from pyroaring import AbstractBitMap, BitMap, FrozenBitMap

from directory.index.copies import copies

# More changes than these wait for the sets to be made anew: to lay them over each search would cost more
# than it is worth, and nobody makes as many by hand.
MOST_PENDING = 20_000

READ_STATE = """
SELECT (SELECT stamp FROM directory_searchset WHERE term = ''), term, positions
FROM technorth_pending(%(terms)s, %(most)s)
"""


class Snapshot:
    """Answers for the terms that ``load`` was given, exactly, whether the stored sets are fresh or not.

    Its sets hold positions (``directory.index.positions``), so they are in standing order.
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._sets: dict[str, FrozenBitMap] = {}
        self._added: dict[str, BitMap] = {}
        self._changed = BitMap()  # where the businesses that changed stood, and stand
        self.load(terms)

    def load(self, terms: Iterable[str]) -> None:
        """Get ready to answer for ``terms`` too: one query, and one for the sets that this process lacks.

        The changes are read first. A fold in between brings them into the sets, and laying them over
        once more changes nothing; the other way round they would be missed.
        """
        wanted = list(dict.fromkeys(terms))
        if not wanted:
            return
        at = self._read_changes(wanted)
        self._sets |= copies.read(wanted, at=at)

    def _read_changes(self, terms: list[str]) -> UUID | None:
        """Take up what is pending; return the stamp of the empty term."""
        with connection.cursor() as cursor:
            cursor.execute(READ_STATE, {"terms": terms, "most": MOST_PENDING})
            rows = cursor.fetchall()
        for _, term, positions in rows:
            changed = self._added.setdefault(term, BitMap()) if term else self._changed
            changed.update(positions or ())
        stamp: UUID | None = rows[0][0]
        return stamp

    def knows(self, term: str) -> bool:
        """Say whether the set of ``term`` is stored. If not, it may still have been added since."""
        return term in self._sets

    def find(self, *terms: str) -> AbstractBitMap:
        """Return the entries that have any of ``terms``."""
        stored = [self._sets[term] for term in terms if term in self._sets]
        added = [self._added[term] for term in terms if term in self._added]
        return reduce(or_, added, BitMap.union(*stored) - self._changed if stored else BitMap())

    def count(self, among: AbstractBitMap, terms: Collection[str]) -> dict[str, int]:
        """Return for each of ``terms`` how many of the entries ``among`` have it."""
        unchanged = among - self._changed if self._changed else among
        counts = {}
        for term in terms:
            stored, added = self._sets.get(term), self._added.get(term)
            counts[term] = stored.intersection_cardinality(unchanged) if stored is not None else 0
            if added:
                counts[term] += added.intersection_cardinality(among)
        return counts
