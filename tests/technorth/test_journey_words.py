"""Every word of the investor's journey can be translated: the pages are read in the pseudo-language."""

import re
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from django.core.management import call_command
from django.test import Client

from directory.models import Business, Cluster, ClusterFact, Outcode, Outline
from technorth.catalogues.pseudo import PAD
from tests.directory.listings import BusinessFactory

pytestmark = pytest.mark.django_db
Offer = Callable[..., None]

WORD = re.compile(r"[A-Za-z]{3,}")
DRAWN = re.compile(f"[{PAD}]")
SPOKEN = ("alt", "aria-label", "placeholder", "title")
# Names, which are the same in each language, and what is an example of them.
NAMES = {"TechNorth"}


def find_plain(content: bytes, *, names: set[str]) -> list[str]:
    """Return the texts of a page that no catalogue changed, but for ``names`` and what says its language."""
    page = BeautifulSoup(content, "html.parser")
    for part in page.select("script, style, template, [lang]:not(html), option, code, input, time"):
        part.extract()
    return [text for text in list_texts(page) if not DRAWN.search(text) and is_words(text, names)]


def list_texts(page: Tag) -> Iterator[str]:
    for part in page.find_all(string=True):
        if type(part) is NavigableString:
            yield " ".join(part.split())
    for tag in page.find_all(True):
        yield from (str(tag[name]) for name in SPOKEN if tag.has_attr(name))


def is_words(text: str, names: set[str]) -> bool:
    for name in sorted(names | NAMES, key=len, reverse=True):
        text = text.replace(name, "")
    return bool(WORD.search(text))


def test_find_plain_finds_what_is_not_marked() -> None:
    content = b"<p>Plain words</p><p lang=en>As written</p><p>Dr\xc3\xa0wn\xe1\xba\x8b</p><a title='Plain too'>TechNorth</a>"

    assert find_plain(content, names=set()) == ["Plain words", "Plain too"]


ADDRESSES = [
    "/",
    "/clusters/",
    "/clusters/leeds/",
    "/clusters/north-east/",
    "/businesses/",
    "/businesses/?q=nothing+of+this+kind&near=Leeds&cluster=leeds&sector=fintech",
    "/businesses/?within=x&near=Nowhereville",
    "/businesses/map/",
    "/businesses/robots/",
    "/enquiries/new/",
    "/enquiries/link/",
    "/enquiries/link/sent/",
    "/translation/",
    "/nothing/",
]


def test_public_pages_have_no_words_that_cannot_be_translated(client: Client, offer: Offer) -> None:
    call_command("load_reference", verbosity=0)
    BusinessFactory(name="Robots", slug="robots", summary="It builds robots.")
    offer("en-xa")
    names = list_names()

    plain = {
        address: find_plain(client.get(f"/en-xa{address}").content, names=names) for address in ADDRESSES
    }

    assert {address: words for address, words in plain.items() if words} == {}


def list_names() -> set[str]:
    """Return the names in the data: of businesses, places, bodies, and the titles of sources."""
    clusters = list(Cluster.objects.all())
    bodies = ClusterFact.objects.exclude(kind=ClusterFact.Kind.SPECIALISM)
    return {
        *Business.objects.values_list("name", flat=True),
        *Business.objects.values_list("town", flat=True),
        *(name for cluster in clusters for name in cluster.local_authorities + cluster.wider_authorities),
        *bodies.values_list("name", flat=True),
        *ClusterFact.objects.values_list("place", flat=True),
        *Outcode.objects.values_list("post_town", flat=True),
        *Outcode.objects.values_list("district", flat=True),
        *Outline.objects.exclude(kind=Outline.Kind.NORTH).values_list("name", flat=True),
    } - {""}
