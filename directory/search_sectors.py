"""Which sectors the words of a search name: who is in one of them leads those that match as well."""

from collections.abc import Sequence

from directory.search_words import Group
from directory.trees import Branch


def find_meant_sectors(groups: Sequence[Group], sectors: Sequence[Branch]) -> list[str]:
    """Return the sectors whose names say the most of ``groups``; none if no name says any.

    Of a sector and one below it that say as much, the lower: "software" is in both names, and means the
    businesses that make it.
    """
    said = {each.pk: count_said(groups, set(each.words)) for each in sectors}
    most = max(said.values(), default=0)
    best = [each for each in sectors if most and said[each.pk] == most]
    above = {each.parent_id for each in best}
    return [each.pk for each in best if each.pk not in above]


def count_said(groups: Sequence[Group], words: set[str]) -> int:
    """Return how many of ``groups`` have an alternative all of whose lexemes are in ``words``."""
    return sum(any(words.issuperset(lexemes) for lexemes in group) for group in groups)
