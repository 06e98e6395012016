"""Listings in a list: what a card shows of each, and no more."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.urls import reverse

from directory.models import Business
from directory.search_places import Surroundings
from directory.trees import Branch
from technorth.languages import list_words

SIZES = dict(Business.SizeBand.choices)
PLACEHOLDER = "slug"
READ_FACTS = """
SELECT found.id, ARRAY(SELECT sector_id FROM directory_business_sectors WHERE business_id = business.id),
    slug, name, summary, town, size_band, cluster_id, verification, origin, outcode_id
FROM unnest(%s::bigint[]) WITH ORDINALITY AS found (id, position)
JOIN directory_business business ON business.id = found.id
WHERE business.status = 'published' ORDER BY found.position
"""


class Card(NamedTuple):
    """What the component ``components/cards.html`` shows of a business; "" for what is not known."""

    name: str
    url: str
    pk: int | None = None
    summary: str = ""
    place: str = ""
    sector: str = ""
    size: str = ""
    cluster: str = ""
    cluster_slug: str = ""
    verified: str = ""
    origin: str = ""
    is_example: bool = False
    distance: str = ""


def load_cards(
    ids: Sequence[int],
    *,
    clusters: Iterable[Branch],
    sectors: Iterable[Branch],
    near: Surroundings | None = None,
) -> list[Card]:
    """Return the cards of those of ``ids`` that the public may see, in the order of ``ids``. One query.

    ``clusters`` and ``sectors`` are all there are, the sectors in their order. With ``near`` each card says
    how far its business is from there.
    """
    areas = {each.pk: each for each in clusters}
    names = {each.pk: each.local_name for each in sectors}
    places = {code: place for place, code in enumerate(names)}
    address = reverse("directory:business", args=[PLACEHOLDER])
    describe_standing = cache(_describe_standing)  # in the language of this request
    with connection.cursor() as cursor:
        cursor.execute(READ_FACTS, [list(ids)])
        rows = cursor.fetchall()
    cards = []
    for pk, codes, slug, name, summary, town, size, cluster, verification, origin, outcode in rows:
        own_codes = sorted((code for code in codes if code in places), key=places.__getitem__)
        verified, noted, is_example = describe_standing(verification, origin)
        card = Card(
            name=name,
            url=address.replace(PLACEHOLDER, slug),
            pk=pk,
            summary=summary,
            place=town,
            sector=list_words(names[code] for code in own_codes),
            size=str(SIZES.get(size, "")),
            cluster=areas[cluster].local_name,
            cluster_slug=areas[cluster].parent_id or cluster,
            verified=verified,
            origin=noted,
            is_example=is_example,
            distance=near.describe_distance(outcode) if near else "",
        )
        cards.append(card)
    return cards


def _describe_standing(verification: str, origin: str) -> tuple[str, str, bool]:
    """Return how it was verified, what a reader must know of its origin, and whether it is an example."""
    is_example = origin == Business.Origin.EXAMPLE
    verified = Business.describe_verification(verification, origin)
    return verified, Business.describe_origin(origin), is_example
