"""The standing order of the listed businesses, as numbers.

A position is a class of standing and, below it, the primary key counted down: smaller is better, and
newer is better within a class. Nothing is ever renumbered, and a position gives back its business.
``technorth_position`` (SQL) makes them.
"""

from collections.abc import Iterable

HIGHEST_ID = (1 << 27) - 1


def read_ids(positions: Iterable[int]) -> list[int]:
    """Return the primary keys of the businesses at ``positions``."""
    return [HIGHEST_ID - (position & HIGHEST_ID) for position in positions]
