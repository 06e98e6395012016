"""Did you mean: words that nobody uses, replaced by the nearest that somebody does."""

from typing import Any

from django.db import connection

SHORTEST = 4  # letters of a word that is corrected
LONG = 7  # letters of a word that may have two mistakes
CANDIDATES = 30

READ_CANDIDATES = """
SELECT
  typed.word, typed.place, near.word, near.count, technorth_stems(near.word) = technorth_stems(typed.word)
FROM unnest(string_to_array(technorth_words(%(text)s), ' ')) WITH ORDINALITY AS typed (word, place)
LEFT JOIN LATERAL technorth_near_spellings(typed.word, %(most)s) AS near
  ON length(typed.word) >= %(shortest)s AND typed.word ~ '^[^0-9]+$'
ORDER BY typed.place
"""


def correct_spelling(text: str) -> str:
    """Return ``text`` with its unknown words corrected, folded as it is searched for; "" if none could be.

    One query.
    """
    values: dict[str, Any] = {"text": text, "most": CANDIDATES, "shortest": SHORTEST}
    with connection.cursor() as cursor:
        cursor.execute(READ_CANDIDATES, values)
        rows = cursor.fetchall()
    typed = {place: word for word, place, *_ in rows}
    known = {place for _, place, _, _, is_found in rows if is_found}  # by its stem
    candidates: dict[int, list[tuple[int, int, str]]] = {}
    for word, place, near, count, _ in rows:
        limit = 2 if len(word) >= LONG else 1
        if near is None or place in known or (mistakes := count_mistakes(word, near, limit)) > limit:
            continue
        candidates.setdefault(place, []).append((mistakes, -count, near))
    if not candidates:
        return ""
    return " ".join(min(candidates[place])[2] if place in candidates else typed[place] for place in typed)


def count_mistakes(typed: str, meant: str, limit: int) -> int:
    """Return how many letters were left out, added, mistaken or swapped; ``limit`` + 1 if more than that."""
    if abs(len(typed) - len(meant)) > limit:
        return limit + 1
    before_last: list[int] = []
    last = list(range(len(meant) + 1))
    for row, letter in enumerate(typed, start=1):
        current = [row]
        for column, other in enumerate(meant, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and (letter, typed[row - 2]) == (meant[column - 2], other)
            current.append(min(cost, before_last[column - 2] + 1) if swapped else cost)
        before_last, last = last, current
    return min(last[-1], limit + 1)
