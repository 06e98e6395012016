"""From a text that somebody typed to the words that are looked for."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import connection

SYNONYMS = Path(__file__).parent / "reference" / "synonyms.csv"
# Say nothing of a business: left out where the text has other words. "ltd" is folded to "limited".
LEGAL_FORMS = ("limited", "plc", "llp")
MOST_COMPLETIONS = 30
MOST_WORDS = 20  # of one search

# What a word is, and its stem, is said by the functions that the index itself is made with.
READ_TEXT = """
SELECT text, ARRAY(
    SELECT array_to_string(tsvector_to_array(technorth_stems(word)), ' ')
    FROM unnest(string_to_array(text, ' ')) WITH ORDINALITY AS each (word, place) ORDER BY place
  ), (
    SELECT coalesce(array_agg(array_to_string(tsvector_to_array(technorth_stems(word)), ' ')), '{}')
    FROM unnest(technorth_completions(substring(text FROM '[^ ]+$'), %(most)s)) AS word
  )
FROM (SELECT technorth_words(%(text)s) AS text) AS folded
"""
READ_STEMS = """
SELECT ARRAY(
    SELECT array_to_string(tsvector_to_array(technorth_stems(words)), ' ')
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS each (words, place) ORDER BY place
)
"""

Lexemes = tuple[str, ...]
Group = tuple[Lexemes, ...]


@dataclass(frozen=True)
class TextQuery:
    """What a text asks for: of each group one alternative, and of that all lexemes.

    ``completions`` are what the last word may become, as a group that stands for the last one where that
    finds nothing; empty where the last word is known. ``folded`` is the text as names are compared.
    """

    folded: str
    groups: tuple[Group, ...] = ()
    completions: Group = ()

    @property
    def lexemes(self) -> set[str]:
        """All that may be looked for."""
        groups = (*self.groups, self.completions)
        return {lexeme for group in groups for lexemes in group for lexeme in lexemes}

    @property
    def bare_name(self) -> str:
        """The text without the legal form at its end."""
        words = self.folded.split()
        while len(words) > 1 and words[-1] in LEGAL_FORMS:
            words.pop()
        return " ".join(words)


def read_text(text: str) -> TextQuery:
    """Return what ``text``, already cleaned, asks for. One query, and once for all one for the synonyms."""
    with connection.cursor() as cursor:
        cursor.execute(READ_TEXT, {"text": text, "most": MOST_COMPLETIONS})
        folded, stems, completions = cursor.fetchone()
    words = folded.split()[:MOST_WORDS]
    says_more = any(stem and word not in LEGAL_FORMS for word, stem in zip(words, stems, strict=False))
    groups: list[Group] = []
    last_is_open = False
    for phrase, group in _group_words(words, [tuple(stem.split()) for stem in stems]):
        last_is_open = False
        if group and not (says_more and phrase[0] in LEGAL_FORMS):
            groups.append(group)
            last_is_open = len(phrase) == 1
    completed = tuple(dict.fromkeys(tuple(each.split()) for each in completions if each))
    return TextQuery(folded, tuple(groups), completed if last_is_open else ())


def _group_words(words: list[str], stems: list[Lexemes]) -> Iterator[tuple[list[str], Group]]:
    """Yield each word, or the longest phrase that has synonyms, with the alternatives for it.

    A word that is too common to be indexed, such as "the", has none.
    """
    synonyms = load_synonyms()
    longest = max(map(len, synonyms), default=1)
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            phrase = words[place : place + length]
            others = synonyms.get(tuple(phrase), ())
            if others or length == 1:
                own = tuple(lexeme for stem in stems[place : place + length] for lexeme in stem)
                yield phrase, tuple(dict.fromkeys(each for each in (own, *others) if each))
                place += length
                break


@cache
def load_synonyms() -> dict[tuple[str, ...], tuple[Lexemes, ...]]:
    """Return for each phrase of the reviewed list the lexemes of the phrases that mean the same.

    Kept for as long as the process lives: the list and the stems belong to the release.
    """
    rings = list(read_synonyms(SYNONYMS))
    phrases = [phrase for ring in rings for phrase in ring.phrases]
    with connection.cursor() as cursor:
        cursor.execute(READ_STEMS, {"texts": phrases})
        stems = dict(zip(phrases, (tuple(each.split()) for each in cursor.fetchone()[0]), strict=True))
    return {
        tuple(phrase.split()): tuple(stems[other] for other in ring.list_found(phrase))
        for ring in rings
        for phrase in ring.phrases
    }


@dataclass(frozen=True)
class Ring:
    """Phrases that mean the same. ``is_one_way``: the first does not find the others."""

    phrases: list[str]
    is_one_way: bool

    def list_found(self, phrase: str) -> list[str]:
        """Return the others that who types ``phrase`` finds too."""
        if self.is_one_way:
            return [] if phrase == self.phrases[0] else self.phrases[:1]
        return [other for other in self.phrases if other != phrase]


def read_synonyms(path: Path) -> Iterator[Ring]:
    """Yield the rings of the list; lines that begin with # are remarks."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(_skip_remarks(file)):
            phrases = [phrase.strip() for phrase in row["phrases"].split(";")]
            yield Ring(phrases, row["kind"] == "one way")


def _skip_remarks(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if not line.startswith("#"))
