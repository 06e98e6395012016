"""Listings that are probably the business that somebody is about to register."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db.models import F, Func, Q, TextField, Value

from directory.mail_domains import find_proving_domain, read_host
from directory.models import Business
from directory.models.business import Words
from directory.search import clean_text

# Two names are likely the same from here on, their legal forms apart; by hand, over the real listings.
LIKENESS = 0.5
MOST_SHOWN = 5
MOST_LOOKED_AT = 50
LEGAL_FORM = r"( (limited|ltd|plc|llp|lp|cic|inc|uk))+$"


class BareName(Func):
    """A folded name without its legal form: nearly all end in one, which makes any two alike."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s)"
    output_field = TextField()

    def __init__(self, name: object) -> None:
        super().__init__(name, Value(LEGAL_FORM), Value(""))


def find_number_holder(number: str) -> Business | None:
    """Return the business that has the company ``number``, whatever its status; examples too."""
    return (
        Business.objects.filter(company_number=number).select_related("cluster").first() if number else None
    )


def find_likely_duplicates(*, name: str, outcode: str, website: str) -> Sequence[Business]:
    """Return the few listed businesses with a name like ``name`` in the same outcode or at the same web host.

    The likest first. Examples are left out: nobody can be one. One query.
    """
    words = Words(Value(clean_text(name)))
    bare = BareName(words)
    named = (
        Business.objects.listed()
        .exclude(origin=Business.Origin.EXAMPLE)
        .filter(folded_name__trigram_similar=words)
        .annotate(likeness=TrigramSimilarity(BareName(F("folded_name")), bare))  # type: ignore[arg-type]
        .filter(likeness__gte=LIKENESS)
    )
    host = find_proving_domain(website)
    near = Q(outcode=outcode)
    if host:
        near |= Q(website__icontains=host)
    found = named.filter(near).select_related("cluster").order_by("-likeness", "name", "pk")[:MOST_LOOKED_AT]
    # The database looked for the host anywhere in the address.
    same = [each for each in found if each.outcode_id == outcode or read_host(each.website) == host]
    return same[:MOST_SHOWN]


class AllWords(Func):
    """The stems of a text as the search index holds them, all of which are to be found."""

    template = (
        "(SELECT string_agg(quote_literal(lexeme), ' & ')"
        " FROM unnest(technorth_stems(technorth_words(%(expressions)s))))"
    )
    output_field = TextField()


def find_same_text(*, summary: str, description: str, but: Business) -> str:
    """Return the name of a listed business other than ``but`` that has this summary or description, or "".

    The search index finds who has all the words, so that no column need have an index for this. One query.
    """
    others = Business.objects.listed().exclude(pk=but.pk)
    found = [
        others.filter(
            search_entry__words=SearchQuery(AllWords(Value(text)), config="simple", search_type="raw"),
            **{field: text},
        ).values_list("pk", "name")
        for field, text in (("summary", summary), ("description", description))
        if text
    ]
    first = found[0].union(*found[1:]).order_by("pk").first() if found else None
    return first[1] if first else ""
