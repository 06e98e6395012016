"""Words and repeats of a text, for the score of spam: the same for every language, and no table known."""

import hashlib
import heapq
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEAST_LESSONS = 20  # decisions of each kind before the words count
MOST_WORDS = 300  # of one text, so that no text teaches without end
DECISIVE = 15  # words that settle it: the others of a long text say little
LEAST_SEEN = 2  # texts that had the word: one alone may be chance

RUN = 12  # characters of one run
MARKS = 24  # runs that stand for the text
SHORTEST = 50  # letters; below, people write the same by chance
LONGEST = 3000  # letters; of a longer text the beginning stands for it
ALIKE = 0.6  # of the marks of the shorter text

_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Learnt:
    """What people's decisions taught of the words of one text: texts seen, by word, spam then genuine."""

    spam: int = 0
    genuine: int = 0
    words: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def fold_text(text: str) -> str:
    """Return ``text`` without differences of case, width and accents' encoding."""
    return unicodedata.normalize("NFKC", text).casefold()


def list_words(text: str) -> list[str]:
    """Return the different words of ``text`` in their order; no numbers, web or mail addresses.

    Where a script sets no spaces (Chinese, Japanese, Thai…), every pair of characters is a word.
    """
    words: dict[str, None] = {}
    for run in _LETTERS.findall(_WEB_ADDRESS.sub(" ", fold_text(text))):
        if _UNSPACED.search(run):
            words.update(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
        elif 2 <= len(run) <= 30:
            words[run] = None
    return list(words)[:MOST_WORDS]


def mark_text(text: str) -> list[int]:
    """Return numbers that stand for ``text``: near copies have most of them in common.

    They are the smallest hashes of all its runs of letters, so numbers, spaces and punctuation may
    differ. Too short a text has none.
    """
    letters = "".join(_LETTERS.findall(_WEB_ADDRESS.sub(" ", fold_text(text))))[:LONGEST]
    if len(letters) < SHORTEST:
        return []
    runs = {letters[at : at + RUN] for at in range(len(letters) - RUN + 1)}
    return heapq.nsmallest(MARKS, {_number(run) for run in runs})


def is_alike(marks: Iterable[int], others: Iterable[int]) -> bool:
    """Whether two texts are (nearly) the same, by their marks."""
    one, other = set(marks), set(others)
    fewest = min(len(one), len(other))
    return fewest > 0 and len(one & other) >= ALIKE * fewest


def weigh_words(learnt: Learnt) -> tuple[float, list[str]]:
    """Return how strongly the words speak of spam (log odds, even at 0), and the words that do most.

    Naive Bayes over the presence of words, with the most decisive words alone. Nothing before
    there are ``LEAST_LESSONS`` of each kind.
    """
    if min(learnt.spam, learnt.genuine) < LEAST_LESSONS:
        return 0.0, []
    weights = {
        word: math.log((spam + 1) / (learnt.spam + 2)) - math.log((genuine + 1) / (learnt.genuine + 2))
        for word, (spam, genuine) in learnt.words.items()
        if spam + genuine >= LEAST_SEEN
    }
    decisive = heapq.nsmallest(DECISIVE, weights, key=lambda word: (-abs(weights[word]), word))
    speaking = [word for word in decisive if weights[word] > 0]  # the heaviest first, as they come
    return sum(weights[word] for word in decisive), speaking


def _number(text: str) -> int:
    """Return a number of 64 bits, with a sign as PostgreSQL has it."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), signed=True)
