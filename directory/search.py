"""Finding businesses by words, the best first: by name, then by words of the name, then by any words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any
from unicodedata import normalize

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Value
from pyroaring import AbstractBitMap, BitMap

from directory.company_numbers import KINDS, NotACompanyNumber, get_prefix, parse_company_number
from directory.index.snapshot import Snapshot
from directory.models import Business
from directory.models.business import BusinessQuerySet, Words
from directory.search_words import LEGAL_FORMS, Group, TextQuery

LONGEST_TEXT = 200
CLOSE_NAMES = 5
SHORTEST_NUMBER = 6
# Of the names that begin with a text so many are read, in the order of the alphabet, and of these so many
# lead the results, in standing order. More begin so only where the text is too short to mean one of them.
NAMES_READ, NAMES_LEADING = 20_000, 1000
NAME_TIERS = 2  # the name itself, and its beginning: no sector comes before them

# All that has to be asked of PostgreSQL: words too rare to have a stored set, and names.
READ_POSITIONS = """
SELECT 'word', query, technorth_find_words(query::tsquery) FROM unnest(%(words)s::text[]) AS query
UNION ALL
SELECT 'name', query, technorth_find_name_words(query::tsquery) FROM unnest(%(name_words)s::text[]) AS query
UNION ALL
SELECT 'exact', '', ARRAY(
  SELECT position FROM directory_searchentry WHERE replace(folded_name, ' ', '') = ANY (%(closed_names)s)
  UNION
  SELECT position FROM directory_searchentry WHERE other_names && %(names)s AND other_names <> '{}'
  UNION
  SELECT position FROM directory_searchentry JOIN directory_business ON id = business_id
  WHERE company_number = nullif(%(number)s, '')
)
UNION ALL
SELECT 'start', '', ARRAY(
  SELECT position FROM (
    SELECT position FROM directory_searchentry
    WHERE replace(folded_name, ' ', '') >= %(start)s
      AND replace(folded_name, ' ', '') < %(start)s || chr(1114111)
    ORDER BY replace(folded_name, ' ', ''), position LIMIT %(read)s
  ) AS starting
  ORDER BY position LIMIT %(leading)s
)
"""

Answers = dict[tuple[str, str], BitMap]


class WordSearch:
    """The entries that have all of ``groups`` among the words of one ``kind``: ``word`` or ``name``.

    What is stored is taken from the sets; ``queries`` are the tsqueries whose answers it needs besides.
    """

    def __init__(self, groups: Sequence[Group], kind: str, snapshot: Snapshot) -> None:
        self._kind, self._snapshot = kind, snapshot
        self._factors: list[tuple[Group, str]] = []
        rare: list[Group] = []
        for group in groups:
            stored = tuple(each for each in group if self._is_stored(each))
            if stored:
                self._factors.append((stored, write_query([[each for each in group if each not in stored]])))
            else:
                rare.append(group)
        if rare:
            self._factors.append(((), write_query(rare)))

    @property
    def queries(self) -> list[str]:
        """What has to be asked."""
        return [query for _, query in self._factors if query]

    def combine(self, answers: Answers) -> AbstractBitMap | None:
        """Return the entries; None if nothing was looked for."""
        found: list[AbstractBitMap] = []
        for stored, query in self._factors:
            sets = [self._find_stored(each) for each in stored]
            if not sets or query:
                sets.append(answers.get((self._kind, query), BitMap()))
            found.append(reduce(or_, sets))
        return reduce(and_, found) if found else None

    def _is_stored(self, lexemes: Sequence[str]) -> bool:
        return all(self._snapshot.knows(f"{self._kind}:{lexeme}") for lexeme in lexemes)

    def _find_stored(self, lexemes: Sequence[str]) -> AbstractBitMap:
        return reduce(and_, (self._snapshot.find(f"{self._kind}:{lexeme}") for lexeme in lexemes))


@dataclass(frozen=True)
class FoundByText:
    """What a text finds: in ``tiers`` without an entry in common, the best first, and all at once.

    Of one word ``positions`` are its stored set itself, so that what is counted of it is kept.
    """

    tiers: list[AbstractBitMap]
    positions: AbstractBitMap

    def order(self, preferred: AbstractBitMap) -> list[AbstractBitMap]:
        """Return the tiers, with those ``preferred`` leading each tier that has no more than the words."""
        if not preferred:
            return self.tiers
        by_words = [part for tier in self.tiers[NAME_TIERS:] for part in (tier & preferred, tier - preferred)]
        return [*self.tiers[:NAME_TIERS], *by_words]


def find_matches(query: TextQuery, number: str, snapshot: Snapshot) -> FoundByText:
    """Return the entries that match: the name itself, its beginning, its words, any words.

    ``number`` is a company number or "", and counts as a name. The words of ``query`` must be loaded in
    ``snapshot`` (``list_terms``). One query.
    """
    if not query.folded:
        return FoundByText([], BitMap())
    is_open = bool(query.completions)
    parts = [query.groups[:-1], query.groups[-1:], [query.completions]] if is_open else [query.groups]
    in_text = [WordSearch(groups, "word", snapshot) for groups in parts]
    in_name = [WordSearch(groups, "name", snapshot) for groups in parts]
    answers = read_positions(query, number, in_text, in_name)
    if is_open:
        # The last word is unfinished where no business has it as it stands.
        chosen = 1 if in_text[1].combine(answers) else 2
        in_text, in_name = [in_text[0], in_text[chosen]], [in_name[0], in_name[chosen]]
    tiers: list[AbstractBitMap] = [answers["exact", ""], answers["start", ""]]
    tiers += [combine_parts(searches, answers) for searches in (in_name, in_text)]
    *better, widest = tiers
    positions = widest if all(tier.issubset(widest) for tier in better) else BitMap.union(*tiers)
    return FoundByText(keep_first(tiers), positions)


def list_terms(query: TextQuery) -> list[str]:
    """Return the terms whose sets ``find_matches`` looks for."""
    return [f"{kind}:{lexeme}" for lexeme in sorted(query.lexemes) for kind in ("word", "name")]


def read_positions(
    query: TextQuery, number: str, in_text: Sequence[WordSearch], in_name: Sequence[WordSearch]
) -> Answers:
    """Ask for all at once: the answers to the queries, and the names that are, or begin with, the text."""
    names = [query.bare_name, *(f"{query.bare_name} {form}" for form in LEGAL_FORMS)]
    values: dict[str, Any] = {
        "words": sorted({each for search in in_text for each in search.queries}),
        "name_words": sorted({each for search in in_name for each in search.queries}),
        "names": names,
        "closed_names": [close_up(name) for name in names],
        "number": number,
        "start": close_up(query.folded),
        "read": NAMES_READ,
        "leading": NAMES_LEADING,
    }
    with connection.cursor() as cursor:
        cursor.execute(READ_POSITIONS, values)
        return {(kind, asked): BitMap(positions) for kind, asked, positions in cursor.fetchall()}


def find_at_postcode(postcode: str) -> BitMap:
    """Return the entries with a site at ``postcode``, which is closed up. One query."""
    halves = [[(postcode[:-3].lower(),)], [(postcode[-3:].lower(),)]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT technorth_find_words(%s::tsquery)", [write_query(halves)])
        return BitMap(cursor.fetchone()[0])


def close_up(name: str) -> str:
    """Return ``name`` in one word: people split "Auto Trader" and "TalkTalk" as they like."""
    return name.replace(" ", "")


def combine_parts(searches: Sequence[WordSearch], answers: Answers) -> AbstractBitMap:
    """Return the entries that all of ``searches`` found; none if nothing was looked for."""
    found = [each for search in searches if (each := search.combine(answers)) is not None]
    return reduce(and_, found) if found else BitMap()


def keep_first(tiers: Sequence[AbstractBitMap]) -> list[AbstractBitMap]:
    """Return ``tiers`` with each entry in the first that has it."""
    kept: list[AbstractBitMap] = []
    seen: AbstractBitMap = BitMap()
    for tier in tiers:
        kept.append(tier - seen)
        seen = seen | tier
    return kept


def write_query(groups: Sequence[Sequence[Sequence[str]]]) -> str:
    """Return ``groups`` as a tsquery: of each group one alternative, and of that all lexemes; "" for none."""
    written = (" | ".join(" & ".join(map(quote_lexeme, each)) for each in group) for group in groups if group)
    return " & ".join(f"({each})" for each in written)


def quote_lexeme(lexeme: str) -> str:
    """Return ``lexeme`` as a tsquery takes it, whatever it is made of."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def find_close_names(text: str) -> BusinessQuerySet:
    """Return a few listed businesses with a name spelt nearly like ``text``, the closest first."""
    words = Words(Value(clean_text(text)))
    close = Business.objects.listed().filter(folded_name__trigram_word_similar=words)
    likeness = TrigramWordSimilarity(words, "folded_name")  # type: ignore[arg-type]  # stubs: text only
    return close.annotate(likeness=likeness).order_by("-likeness", "folded_name", "pk")[:CLOSE_NAMES]


def read_company_number(text: str) -> str:
    """Return the company number that ``text`` looks like, in its full form, or "".

    Digits alone need six, so that a year or the end of a postcode is not taken for one.
    """
    try:
        number = parse_company_number(text)
    except NotACompanyNumber:
        return ""
    is_short = number.isdigit() and sum(character.isdigit() for character in text) < SHORTEST_NUMBER
    return "" if is_short or get_prefix(number) not in KINDS else number


def clean_text(text: str) -> str:
    """Return what PostgreSQL can search for: accents in one piece, no null, no word beyond its limit."""
    return normalize("NFC", text[:LONGEST_TEXT]).replace("\0", " ")
