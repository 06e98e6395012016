"""The copies of stored sets that this process keeps, so that a search seldom has to fetch any.

A copy is used as long as its stamp is the stored one. The stamp of the empty term changes with every
other, so while it stays the same nothing needs to be asked at all.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.db import connection
from pyroaring import FrozenBitMap

OVERHEAD = 200  # bytes, about what a copy takes besides its set

# Sends the sets that are new to the asker, and of the others only that they are as they were.
READ_SETS = """
SELECT term, stamp, CASE WHEN stamp = ANY (%(known)s::uuid[]) THEN NULL ELSE bits END
FROM directory_searchset WHERE term = ANY (%(terms)s)
"""


@dataclass(slots=True)
class Copy:
    """A set with its stamp; both None where no set is stored. ``checked`` is when it was right."""

    bits: FrozenBitMap | None
    stamp: UUID | None
    size: int
    checked: UUID


class Copies:
    """The copies, at most ``SEARCH_CACHE_MB`` of them; those not used for longest go first."""

    def __init__(self) -> None:
        self._copies: OrderedDict[str, Copy] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def read(self, terms: Collection[str], *, at: UUID | None) -> dict[str, FrozenBitMap]:
        """Return those sets of ``terms`` that are stored. ``at`` is the stamp of the empty term now.

        No query if this process knows them all as of ``at``, else one. Without ``at`` none is stored.
        """
        if at is None:
            return {}
        found, doubtful = self._recall(terms, at)
        if doubtful:
            found |= self._fetch(doubtful, at)
        return found

    def _recall(
        self, terms: Collection[str], at: UUID
    ) -> tuple[dict[str, FrozenBitMap], dict[str, Copy | None]]:
        """Return the sets that are known to be right, and the terms to ask for with what is kept of them."""
        found: dict[str, FrozenBitMap] = {}
        doubtful: dict[str, Copy | None] = {}
        with self._lock:
            for term in terms:
                copy = self._copies.get(term)
                if copy is None or copy.checked != at:
                    doubtful[term] = copy
                    continue
                self._copies.move_to_end(term)
                if copy.bits is not None:
                    found[term] = copy.bits
        return found, doubtful

    def _fetch(self, doubtful: dict[str, Copy | None], at: UUID) -> dict[str, FrozenBitMap]:
        """Return those sets of ``doubtful`` that are stored, fetched where the copy is not the same."""
        known = [copy.stamp for copy in doubtful.values() if copy is not None and copy.stamp is not None]
        with connection.cursor() as cursor:
            cursor.execute(READ_SETS, {"known": known, "terms": list(doubtful)})
            rows = {term: (stamp, bits) for term, stamp, bits in cursor.fetchall()}
        found: dict[str, FrozenBitMap] = {}
        for term, copy in doubtful.items():
            stamp, data = rows.get(term, (None, None))
            if copy is None or data is not None or stamp != copy.stamp:
                bits = None if data is None else FrozenBitMap.deserialize(bytes(data))
                copy = Copy(bits, stamp, OVERHEAD + len(term) + len(data or b""), at)
            else:
                copy = Copy(copy.bits, stamp, copy.size, at)
            self._keep(term, copy)
            if copy.bits is not None:
                found[term] = copy.bits
        return found

    def _keep(self, term: str, copy: Copy) -> None:
        with self._lock:
            former = self._copies.pop(term, None)
            self._copies[term] = copy
            self._size += copy.size - (former.size if former else 0)
            while self._size > settings.SEARCH_CACHE_MB << 20 and len(self._copies) > 1:
                _, dropped = self._copies.popitem(last=False)
                self._size -= dropped.size


copies = Copies()
