"""Finding businesses by words: PostgreSQL's full-text search, ranked by tiers.

What counts as a word, and how a text becomes a query, is said once, in the SQL functions of the
first migration, which the generated columns of a business use too.
"""

from enum import IntEnum
from unicodedata import normalize

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from directory.company_numbers import KINDS, NotACompanyNumber, get_prefix, parse_company_number
from directory.models import Business
from directory.models.business import BusinessQuerySet, Words

LEGAL_FORMS = ("", " limited", " plc", " llp")
LONGEST_TEXT = 200
CLOSE_NAMES = 5
SHORTEST_NUMBER = 6


class Tier(IntEnum):
    """How well a business matches, best first: a word of the name beats one of the text."""

    EXACT_NAME = 0
    NAME_PREFIX = 1
    NAME_WORDS = 2
    SUMMARY_WORDS = 3
    TEXT_WORDS = 4


class TextQuery(SearchQuery):
    """The words of a text as a tsquery, looked for under some of the weights A to D."""

    def __init__(self, text: str, weights: str) -> None:
        super().__init__(text)
        self.function = "technorth_query"
        self.set_source_expressions([Value(text), Value(weights)])


def search_businesses(text: str) -> BusinessQuerySet:
    """Return the listed businesses that match ``text``, best first; none for a text without words."""
    return rank_businesses(match_businesses(Business.objects.listed(), text), text)


def match_businesses(businesses: BusinessQuerySet, text: str) -> BusinessQuerySet:
    """Keep those whose name, summary, description, town and postcode hold all words of ``text``.

    The last word may be unfinished. A company number finds its business.
    """
    condition = Q(search_text=TextQuery(clean_text(text), "ABCD"))
    number = read_company_number(text)
    if number:
        condition |= Q(company_number=number)
    return businesses.filter(condition)


def rank_businesses(businesses: BusinessQuerySet, text: str) -> BusinessQuerySet:
    """Put the best first: by tier of the match with ``text``, then as ``order_by_standing`` does."""
    text = clean_text(text)
    number = read_company_number(text)
    exact = Q(folded_name__in=[Words(Value(text + form)) for form in LEGAL_FORMS])
    if number:
        exact |= Q(company_number=number)
    tier = Case(
        When(exact, then=Tier.EXACT_NAME),
        When(folded_name__startswith=Words(Value(text)), then=Tier.NAME_PREFIX),
        When(search_text=TextQuery(text, "A"), then=Tier.NAME_WORDS),
        When(search_text=TextQuery(text, "AB"), then=Tier.SUMMARY_WORDS),
        default=Tier.TEXT_WORDS,
        output_field=IntegerField(),
    )
    return order_by_standing(businesses.annotate(tier=tier), "tier")


def find_close_names(text: str) -> BusinessQuerySet:
    """Return a few listed businesses with a name spelt nearly like ``text``, the closest first."""
    words = Words(Value(clean_text(text)))
    close = Business.objects.listed().filter(folded_name__trigram_word_similar=words)
    likeness = TrigramWordSimilarity(words, "folded_name")  # type: ignore[arg-type]  # stubs: text only
    return close.annotate(likeness=likeness).order_by("-likeness", "folded_name", "pk")[:CLOSE_NAMES]


def order_by_standing(businesses: BusinessQuerySet, *first: str) -> BusinessQuerySet:
    """Order by ``first``, then real before example, verified before not, fresh before old."""
    return businesses.order_by(
        *first,
        Case(When(origin=Business.Origin.EXAMPLE, then=1), default=0),
        Case(When(verification=Business.Verification.NONE, then=1), default=0),
        Coalesce(F("confirmed_at"), F("listed_at")).desc(),
        "pk",
    )


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
