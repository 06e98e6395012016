"""What a search found: how many, which in what order, and how many of them have a term."""

from collections.abc import Callable, Collection, Iterator, Sequence

from pyroaring import AbstractBitMap

from directory.index.positions import read_ids
from directory.index.snapshot import Snapshot

Walk = Callable[[AbstractBitMap, int | None], Iterator[list[int]]]


class Matches:
    """The businesses that a search found, in order.

    ``tiers`` are ``positions`` in parts, the best first; within a part, and without any, the standing order
    holds. With ``walk`` another order holds over all of them: it takes a set of positions and how many are
    wanted, and gives them back in its order, some at a time.
    """

    def __init__(
        self,
        positions: AbstractBitMap,
        snapshot: Snapshot,
        *,
        tiers: Sequence[AbstractBitMap] = (),
        walk: Walk | None = None,
    ) -> None:
        self.positions = positions
        self._tiers = tiers or [positions]
        self._snapshot = snapshot
        self._walk = walk

    def __len__(self) -> int:
        return len(self.positions)

    def __getitem__(self, part: slice) -> list[int]:
        """Return the primary keys of a part of them, for a Paginator."""
        return self.ids(part.start, part.stop)

    def ids(self, start: int, stop: int) -> list[int]:
        """Return the primary keys of those from ``start`` up to but not with ``stop``, in order."""
        found: list[int] = []
        for piece in self._pieces(stop):
            if start < len(piece):
                found += piece[start:stop]
            start, stop = max(0, start - len(piece)), stop - len(piece)
            if stop <= 0:
                break
        return read_ids(found)

    def iterate_ids(self, chunk: int) -> Iterator[list[int]]:
        """Yield the primary keys of all, in order, at most ``chunk`` at a time."""
        for piece in self._pieces(None):
            for start in range(0, len(piece), chunk):
                yield read_ids(piece[start : start + chunk])

    def count(self, terms: Collection[str]) -> dict[str, int]:
        """Return for each of ``terms``, such as ``cluster:leeds``, how many of the businesses have it."""
        return self._snapshot.count(self.positions, terms)

    def _pieces(self, wanted: int | None) -> Iterator[AbstractBitMap] | Iterator[list[int]]:
        """Yield the positions in order, in pieces of which slices can be taken; None wants all."""
        return iter(self._tiers) if self._walk is None else self._walk(self.positions, wanted)
