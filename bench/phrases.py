"""Phrases of the vocabulary's words, for texts that SQL puts together."""

from random import Random

from bench import vocabulary

COUNT = 5000
LENGTH = 8


def make_phrases() -> list[str]:
    """Return ``COUNT`` phrases, the same each time; none has one of the words of ``SHARES``."""
    draw = Random("technorth phrases")
    words = vocabulary.make_words()
    weights = vocabulary.weigh_words(len(words))
    drawn = draw.choices(words, cum_weights=weights, k=COUNT * LENGTH)
    return [" ".join(drawn[start : start + LENGTH]) for start in range(0, len(drawn), LENGTH)]
