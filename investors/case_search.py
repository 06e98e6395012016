"""Finding cases by any words in them, within bounds at any size."""

from dataclasses import dataclass

from django.db import connection

MOST = 1000  # cases that one search shows; the newest of them
# So many of the newest are looked through one by one: what many cases say is found there, and sooner than by
# gathering all that say it.
LOOKED_THROUGH = 20_000

# Worked out once and handed over: inside the others it would be worked out for each row.
_READ = "SELECT investors_case_query(%s)::text"
_LOOK_THROUGH = """
SELECT enquiry_id FROM (
  SELECT enquiry_id, words FROM investors_casetext ORDER BY enquiry_id DESC LIMIT %s
) newest
WHERE words @@ %s::tsquery ORDER BY enquiry_id DESC LIMIT %s
"""
_GATHER = """
WITH found AS MATERIALIZED (SELECT enquiry_id FROM investors_casetext WHERE words @@ %s::tsquery)
SELECT enquiry_id FROM found ORDER BY enquiry_id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Found:
    """The keys of the newest cases that match, and whether there are more than these."""

    keys: list[int]
    is_cut: bool


def find_cases(text: str) -> Found:
    """Return the newest ``MOST`` cases in which every word of ``text`` stands, or begins a word.

    A word is also found by its English stem. Makes two or three queries. No word at all finds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, [text])
        [words] = cursor.fetchone() or [None]
        if words is None:
            return Found([], is_cut=False)
        cursor.execute(_LOOK_THROUGH, [LOOKED_THROUGH, words, MOST + 1])
        if cursor.rowcount <= MOST:
            cursor.execute(_GATHER, [words, MOST + 1])
        keys = [key for (key,) in cursor.fetchall()]
    return Found(keys[:MOST], len(keys) > MOST)
