"""Finding cases by any words in them, within bounds at any size."""

from dataclasses import dataclass

from django.db import connection

MOST = 1000  # cases that one search shows; the newest of them
# Above this many matches the newest are found sooner by going back through the cases than by sorting.
SORTED = 20_000

_COUNT = """
SELECT count(*) FROM (
  SELECT 1 FROM investors_casetext WHERE words @@ investors_case_query(%s) LIMIT %s
) found
"""
_SORT = """
WITH found AS MATERIALIZED (
  SELECT enquiry_id FROM investors_casetext WHERE words @@ investors_case_query(%s)
)
SELECT enquiry_id FROM found ORDER BY enquiry_id DESC LIMIT %s
"""
_GO_BACK = """
SELECT enquiry_id FROM investors_casetext WHERE words @@ investors_case_query(%s)
ORDER BY enquiry_id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Found:
    """The keys of the newest cases that match, and whether there are more than these."""

    keys: list[int]
    is_cut: bool


def find_cases(text: str) -> Found:
    """Return the newest ``MOST`` cases in which every word of ``text`` stands, or begins a word.

    A word is also found by its English stem. Makes two queries. No word at all finds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [text, SORTED + 1])
        [count] = cursor.fetchone() or [0]
        cursor.execute(_SORT if count <= SORTED else _GO_BACK, [text, MOST + 1])
        keys = [key for (key,) in cursor.fetchall()]
    return Found(keys[:MOST], len(keys) > MOST)
