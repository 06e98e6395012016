"""Going through all entries once, for the sets of the index and the words that businesses write.

PostgreSQL sends them by COPY, which is several times quicker than rows through a cursor, and nothing but
what is asked for stands in memory.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db import connection
from pyroaring import BitMap

# A word gets a set of its own if so many entries have it, and one in so many. Below, its index answers in
# a few milliseconds; above, it would have to fetch ever more rows.
FEWEST, SHARE = 1000, 1000
WORDS = (b"word:", b"name:")
DRAIN_AFTER = 50_000  # entries, whose numbers are then packed

COPY_TERMS = """
COPY (
  SELECT position, array_to_string(technorth_terms(keys, name_words, words), ' ') FROM directory_searchentry
) TO STDOUT
"""
COPY_SPELLINGS = """
COPY (
  SELECT technorth_name_text(business) || ' ' || technorth_short_text(business)
  FROM directory_business AS business WHERE status = 'published'
) TO STDOUT
"""


class LineReader:
    """What COPY writes to: hands on whole lines."""

    def __init__(self) -> None:
        self._rest = b""

    def write(self, data: bytes) -> None:
        """Take what came."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self.take(line)

    def take(self, line: bytes) -> None:
        """Use a line."""
        raise NotImplementedError


class SetGatherer(LineReader):
    """Gathers the positions by term."""

    def __init__(self) -> None:
        super().__init__()
        self.entries = 0
        self._fresh: defaultdict[bytes, array[int]] = defaultdict(lambda: array("I"))
        self._packed: defaultdict[bytes, BitMap] = defaultdict(BitMap)

    def take(self, line: bytes) -> None:
        """Add the entry to the set of each of its terms."""
        number, _, terms = line.partition(b"\t")
        position = int(number)
        for term in terms.split(b" "):
            self._fresh[term].append(position)
        self.entries += 1
        if self.entries % DRAIN_AFTER == 0:
            self.drain()

    def drain(self) -> None:
        """Pack what is not packed yet."""
        for term, positions in self._fresh.items():
            self._packed[term] |= BitMap(positions)
        self._fresh.clear()

    def list_sets(self) -> Iterator[tuple[str, BitMap]]:
        """Yield the sets that are to be stored."""
        self.drain()
        least = max(FEWEST, self.entries // SHARE)
        for term, positions in self._packed.items():
            if len(positions) >= least or not term.startswith(WORDS):
                positions.run_optimize()
                yield term.decode(), positions


class SpellingCounter(LineReader):
    """Counts in how many businesses each word stands."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def take(self, line: bytes) -> None:
        """Count each word of a business once."""
        self.counts.update(set(line.decode().split()))


def gather_sets() -> SetGatherer:
    """Return the sets of all entries."""
    gatherer = SetGatherer()
    _copy(COPY_TERMS, gatherer)
    return gatherer


def count_spellings() -> Counter[str]:
    """Return each word of the names and short texts of the listed businesses, with how many have it."""
    counter = SpellingCounter()
    _copy(COPY_SPELLINGS, counter)
    return counter.counts


def _copy(statement: str, reader: LineReader) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, reader)
