"""What somebody who types may be looking for: names, words, sectors, clusters and places that go on so."""

from typing import Any

from django.db import connection
from django.db.models import Value

from directory.index.positions import HIGHEST_ID
from directory.models import Cluster, Place, Sector
from directory.place_names import fold_place_name
from directory.search import clean_text

SHORTEST = 2  # letters
NAMES, WORDS, OTHERS = 6, 4, 4
NAMES_READ = 1000  # of those that begin so, in the order of the alphabet; the best of them are shown

# The words go on after what is typed before the last one. What is typed is read by scalar queries, since with
# a join the planner would rather walk whole indexes in their order than look anything up.
READ_NAMES_AND_WORDS = """
WITH typed AS MATERIALIZED (
  SELECT folded, coalesce(substring(folded FROM '[^ ]+$'), '') AS last,
    coalesce(substring(folded FROM '^.* '), '') AS before
  FROM (SELECT technorth_words(%(text)s) AS folded) AS text
), named AS (
  SELECT %(highest)s - (position & %(highest)s) AS id, position FROM (
    SELECT position FROM directory_searchentry
    WHERE folded_name >= (SELECT nullif(folded, '') FROM typed)
      AND folded_name < (SELECT folded || chr(1114111) FROM typed)
    ORDER BY folded_name, position LIMIT %(read)s
  ) AS starting
  ORDER BY position LIMIT %(names)s
)
(SELECT true, name FROM named JOIN directory_business AS business USING (id)
 WHERE business.status = 'published' ORDER BY named.position)
UNION ALL
(SELECT false, (SELECT before FROM typed) || word FROM directory_searchspelling
 WHERE word > (SELECT nullif(last, '') FROM typed) AND word < (SELECT last || chr(1114111) FROM typed)
 ORDER BY count DESC, word LIMIT %(words)s)
"""


def suggest_texts(text: str) -> list[str]:
    """Return texts to search for that go on like ``text``, each once; none for a single letter.

    Names of businesses first, then sectors, clusters and towns, then words. Three queries.
    """
    text = clean_text(text).strip()
    if len(text) < SHORTEST:
        return []
    names, words = read_names_and_words(text)
    once: dict[str, str] = {}
    for each in [*names, *read_trees(text), *read_places(text), *words]:
        once.setdefault(each.casefold(), each)
    return [each for key, each in once.items() if key != text.casefold()]


def read_names_and_words(text: str) -> tuple[list[str], list[str]]:
    """Return names that begin with ``text``, the best first, and words it may end in, the commonest first."""
    values: dict[str, Any] = {
        "text": text,
        "highest": HIGHEST_ID,
        "read": NAMES_READ,
        "names": NAMES,
        "words": WORDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(READ_NAMES_AND_WORDS, values)
        rows = cursor.fetchall()
    return [found for is_name, found in rows if is_name], [found for is_name, found in rows if not is_name]


def read_trees(text: str) -> list[str]:
    """Return sectors and clusters whose name begins with ``text``."""
    sectors = Sector.objects.filter(name__istartswith=text).annotate(kind=Value(0))
    clusters = Cluster.objects.filter(name__istartswith=text).annotate(kind=Value(1))
    columns = ("name", "kind", "position")
    rows = sectors.values_list(*columns).union(clusters.values_list(*columns), all=True)
    return [name for name, _, _ in rows.order_by("kind", "position")[:OTHERS]]


def read_places(text: str) -> list[str]:
    """Return towns whose name begins with ``text``, the largest first."""
    key = fold_place_name(text)
    if not key:
        return []
    towns = Place.objects.filter(name_key__startswith=key).order_by("-population", "pk")
    return list(towns.values_list("name", flat=True)[:OTHERS])
