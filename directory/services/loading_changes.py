"""What a load did to one table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Counts of rows: added, changed, removed (for listings: archived) and left as they were.

    ``kept`` counts listings that the file has but their business holds, which a load never touches; or rows
    that staff wrote or changed, which it leaves alone. ``left_out`` are rows of the file that staff changed
    or withdrew, so that the file no longer speaks of them.
    """

    file: str
    added: int
    changed: int
    removed: int
    unchanged: int
    kept: int = 0
    left_out: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not (self.added or self.changed or self.removed)
