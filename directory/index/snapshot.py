"""The index as it is at this moment: the stored sets, and over them what changed since they were made."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from pyroaring import AbstractBitMap, BitMap, FrozenBitMap

from directory.index.copies import copies
from directory.index.shared_counts import shared_counts

# More changes than these wait for the sets to be made anew: to lay them over each search would cost more
# than it is worth, and nobody makes as many by hand.
MOST_PENDING = 20_000

READ_STATE = """
SELECT (SELECT stamp FROM directory_searchset WHERE term = ''), EXISTS (SELECT FROM directory_searchchange)
"""
READ_CHANGES = """
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
        self._terms: dict[int, str] = {}  # by the identity of a stored set
        self._states: set[UUID | None] = set()  # the stamps of the empty term that the sets are of
        self._changed = BitMap()  # where the businesses that changed stood, and stand
        self.load(terms)

    def load(self, terms: Iterable[str]) -> None:
        """Get ready to answer for ``terms`` too: one query, one more where anything is pending, and one for
        the sets that this process lacks.

        The changes are read first. A fold in between brings them into the sets, and laying them over
        once more changes nothing; the other way round they would be missed.
        """
        wanted = list(dict.fromkeys(terms))
        if not wanted:
            return
        at = self._read_changes(wanted)
        sets = copies.read(wanted, at=at)
        self._sets |= sets
        self._terms |= {id(stored): term for term, stored in sets.items()}
        self._states.add(at)

    def _read_changes(self, terms: list[str]) -> UUID | None:
        """Take up what is pending, which is seldom anything; return the stamp of the empty term."""
        stamp: UUID | None
        with connection.cursor() as cursor:
            cursor.execute(READ_STATE)
            stamp, is_pending = cursor.fetchone()
            if not is_pending:
                return stamp
            cursor.execute(READ_CHANGES, {"terms": terms, "most": MOST_PENDING})
            rows = cursor.fetchall()
        for _, term, positions in rows:
            changed = self._added.setdefault(term, BitMap()) if term else self._changed
            changed.update(positions or ())
        stamp = rows[0][0]
        return stamp

    def knows(self, term: str) -> bool:
        """Say whether the set of ``term`` is stored. If not, it may still have been added since."""
        return term in self._sets

    def find(self, *terms: str) -> AbstractBitMap:
        """Return the entries that have any of ``terms``."""
        stored = [self._sets[term] for term in terms if term in self._sets]
        added = [self._added[term] for term in terms if term in self._added]
        if len(stored) == 1 and not (added or self._changed):
            return stored[0]
        return reduce(or_, added, BitMap.union(*stored) - self._changed if stored else BitMap())

    def count(self, among: AbstractBitMap, terms: Collection[str]) -> dict[str, int]:
        """Return for each of ``terms`` how many of the entries ``among`` have it."""
        if not self._changed and len(self._states) == 1:
            whole = self._terms.get(id(among))  # as ``find`` gives it of one term
            if whole is not None:
                return shared_counts.count(whole, terms, self._sets, at=next(iter(self._states)))
        unchanged = among - self._changed if self._changed else among
        counts = {}
        for term in terms:
            stored, added = self._sets.get(term), self._added.get(term)
            if stored is None:
                counts[term] = 0
            else:
                counts[term] = stored.intersection_cardinality(unchanged)
            if added:
                counts[term] += added.intersection_cardinality(among)
        return counts
