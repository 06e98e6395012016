"""Orders other than the standing one: by name, and the newest first.

Few matches are sorted. For many it is quicker to walk the whole index in the order and to keep what
matches: whichever touches fewer rows is done.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from pyroaring import AbstractBitMap

from directory.index.positions import read_ids

SMALL = 2000  # matches that are sorted without a second thought
BATCH, LARGEST_BATCH = 20_000, 200_000  # entries read at once: where all are wanted, and at most
SPARE = 1.1  # of what is likely to do, so that one batch nearly always does
DENSE = 20  # matches are walked for if at least one entry in so many is one

SORT = """
SELECT position FROM directory_searchentry WHERE business_id = ANY (%(ids)s) ORDER BY {order}
"""
WALK = """
SELECT position, {columns} FROM directory_searchentry {after} ORDER BY {order} LIMIT %(limit)s
"""


class Order:
    """An order by two columns that no two entries share, both ways up or both ways down."""

    def __init__(self, first: str, second: str, *, falling: bool = False) -> None:
        self.columns = f"{first}, {second}"
        direction = "DESC" if falling else "ASC"
        self.order = f"{first} {direction}, {second} {direction}"
        self.after = f"WHERE ({self.columns}) {'<' if falling else '>'} (%(first)s, %(second)s)"

    def walk(
        self, matches: AbstractBitMap, wanted: int | None = None, *, entries: int
    ) -> Iterator[list[int]]:
        """Yield the positions ``matches``, of so many entries, in this order, some at a time.

        ``wanted`` is how many of them the caller will take: None for all.
        """
        if len(matches) <= SMALL or len(matches) * DENSE < entries:
            yield self._sort(matches)
            return
        batch = BATCH
        if wanted is not None:
            batch = min(int(wanted * SPARE * entries / len(matches)) + SMALL, LARGEST_BATCH)
        yield from self._walk_index(matches, batch)

    def _sort(self, matches: AbstractBitMap) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(SORT.format(order=self.order), {"ids": read_ids(matches)})
            return [position for (position,) in cursor.fetchall()]

    def _walk_index(self, matches: AbstractBitMap, batch: int) -> Iterator[list[int]]:
        last: tuple[Any, Any] | None = None
        while True:
            statement = WALK.format(
                columns=self.columns, order=self.order, after="" if last is None else self.after
            )
            first, second = last or (None, None)
            with connection.cursor() as cursor:
                cursor.execute(statement, {"first": first, "second": second, "limit": batch})
                rows = cursor.fetchall()
            yield [position for position, *_ in rows if position in matches]
            if len(rows) < batch:
                return
            last = rows[-1][1:]


BY_NAME = Order("folded_name", "position")
NEWEST = Order("listed_at", "business_id", falling=True)
