"""Bringing the register in line with what is staged, set by set."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from directory.company_numbers import describe_company_number, get_prefix
from directory.models import Company
from directory.services.company_staging import TABLE, RejectFile

FACTS = (
    "name, status, status_text, category, accounts_category, incorporated_on, closed_on, postcode,"
    " outcode_id, sic_codes, previous_names"
)
STAGED = ", ".join("outcode.code" if name == "outcode_id" else f"staged.{name}" for name in FACTS.split(", "))
HELD = ", ".join(f"company.{name}" for name in FACTS.split(", "))
FROM_STAGED = f"{TABLE} staged LEFT JOIN directory_outcode outcode ON outcode.code = staged.outcode"

# Each statement reads the staged rows once; in this much memory of the server no join is written to disk.
PREPARE = f"SET LOCAL work_mem = '128MB'; ANALYZE {TABLE} (line, number, is_usable, is_selected)"
REMOVE_TWINS = f"""
DELETE FROM {TABLE} staged
USING (
  SELECT number, min(line) AS line FROM {TABLE} WHERE is_usable GROUP BY number HAVING count(*) > 1
) first
WHERE staged.number = first.number AND staged.is_usable AND staged.line > first.line
RETURNING staged.line, staged.number
"""  # noqa: S608
CHANGE = f"""
UPDATE directory_company company
SET ({FACTS}) = ROW({STAGED}), last_seen_on = %(snapshot_on)s, imported_at = %(now)s
FROM {FROM_STAGED}
WHERE staged.is_usable AND staged.number = company.number AND ROW({HELD}) IS DISTINCT FROM ROW({STAGED})
"""  # noqa: S608
SEE = f"""
UPDATE directory_company company SET last_seen_on = %(snapshot_on)s
WHERE last_seen_on < %(snapshot_on)s
  AND EXISTS (SELECT FROM {TABLE} staged WHERE staged.number = company.number)
"""  # noqa: S608
ADD = f"""
INSERT INTO directory_company (number, {FACTS}, last_seen_on, imported_at)
SELECT staged.number, {STAGED}, %(snapshot_on)s, %(now)s
FROM {FROM_STAGED}
WHERE is_usable AND is_selected
  AND NOT EXISTS (SELECT FROM directory_company company WHERE company.number = staged.number)
"""  # noqa: S608
CLOSE = f"""
UPDATE directory_company company
SET status = 'dissolved', status_text = '', closed_on = %(snapshot_on)s, imported_at = %(now)s
WHERE status <> ALL(%(closed)s)
  AND NOT EXISTS (SELECT FROM {TABLE} staged WHERE staged.number = company.number)
"""  # noqa: S608
COUNT_OPEN = "SELECT count(*) FROM directory_company WHERE status <> ALL(%(closed)s)"
COUNT_FOUND = f"""
SELECT count(*) FROM directory_company
WHERE number IN (SELECT number FROM {TABLE} WHERE is_usable)
"""  # noqa: S608
EXAMPLE_OF_EACH_PREFIX = f"""
SELECT min(number) FROM {TABLE} WHERE is_usable AND is_selected GROUP BY left(number, 2)
"""  # noqa: S608

# A few may close in any month, whatever their share.
ALWAYS_CLOSES = 100


class TooManyClosed(Exception):
    """The file lacks so many companies that it is probably cut short. ``closed`` of ``held`` are missing."""

    def __init__(self, closed: int, held: int) -> None:
        self.closed, self.held = closed, held
        super().__init__(f"{closed:,} of {held:,} companies are missing from the file")


@dataclass(frozen=True)
class MergeCounts:
    """How many companies were new, changed, closed or as before; how many rows came twice."""

    added: int
    changed: int
    closed: int
    unchanged: int
    twins: int
    unknown_prefixes: list[str]


def merge_companies(
    *, snapshot_on: date, is_whole: bool, max_closed_percent: int, rejects: RejectFile, now: datetime
) -> MergeCounts:
    """Bring the register in line with what is staged, in the caller's transaction.

    Of rows with the same company number the first counts; the others go to ``rejects``. A company
    that a whole snapshot lacks is closed as of ``snapshot_on``. Raises TooManyClosed if that would be
    more than ``max_closed_percent`` of those that are open, and more than a hundred.
    """
    values: dict[str, Any] = {
        "snapshot_on": snapshot_on,
        "now": now,
        "closed": [str(status) for status in Company.CLOSED],
    }
    with connection.cursor() as cursor:

        def change(statement: str) -> int:
            cursor.execute(statement, values)
            return int(cursor.rowcount)

        cursor.execute(PREPARE)
        cursor.execute(REMOVE_TWINS)
        twins = sorted(cursor.fetchall())
        for line, number in twins:
            rejects.write(line, number, "has a company number that an earlier row has")
        cursor.execute(EXAMPLE_OF_EACH_PREFIX)
        numbers = [number for (number,) in cursor.fetchall()]
        unknown = sorted(get_prefix(number) for number in numbers if not describe_company_number(number))
        cursor.execute(COUNT_OPEN, values)
        held = cursor.fetchone()[0]
        cursor.execute(COUNT_FOUND)
        found = cursor.fetchone()[0]
        changed = change(CHANGE)
        change(SEE)
        added = change(ADD)
        closed = change(CLOSE) if is_whole else 0
        if closed > max(ALWAYS_CLOSES, held * max_closed_percent / 100):
            raise TooManyClosed(closed, held)
    return MergeCounts(added, changed, closed, found - changed, len(twins), unknown)
