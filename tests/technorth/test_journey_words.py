"""Every word of the investor's journey can be translated: the pages are read in the pseudo-language."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from django.core.management import call_command
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from directory.models import Business, Cluster, ClusterFact, Outcode, Outline
from investors.models import Enquiry
from outbox.links import build_url
from outbox.models import Message
from technorth.catalogues.pseudo import PAD
from tests.directory.listings import BusinessFactory
from tests.investors.enquiry_posts import ABOUT_YOU, MORE, PLAN, WHERE
from tests.investors.opportunities import publish_opportunity
from tests.investors.shortlists import keep

pytestmark = pytest.mark.django_db
Offer = Callable[..., None]

WORD = re.compile(r"[A-Za-z]{3,}")
ADDRESS = re.compile(r"http://\S+")
DRAWN = re.compile(f"[{PAD}]")
SPOKEN = ("alt", "aria-label", "placeholder", "title")
# Names, which are the same in each language, and what is an example of them.
NAMES = {"TechNorth"}
# Django's own, which Django translates.
OF_DJANGO = re.compile(
    r"This field is required\.|\d+ [A-Z][a-z]+ \d{4}|\d+ (?:day|hour|minute|week)s?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)


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
    text = ADDRESS.sub("", OF_DJANGO.sub("", text))
    for name in sorted(names | NAMES, key=len, reverse=True):
        text = text.replace(name, "")
    return bool(WORD.search(text))


def test_find_plain_finds_what_is_not_marked() -> None:
    content = (
        f"<p>Plain words</p><p lang=en>As written</p><p>Dràwn{PAD}</p><a title='Plain too'>TechNorth</a>"
    )

    assert find_plain(content.encode(), names=set()) == ["Plain words", "Plain too"]


ADDRESSES = [
    "/",
    "/clusters/",
    "/clusters/leeds/",
    "/clusters/north-east/",
    "/clusters/compare/?c=leeds&c=manchester",
    "/clusters/critical-mass/",
    "/clusters/leeds/critical-mass/",
    "/progress/",
    "/opportunities/",
    "/opportunities/map/",
    "/shortlist/",
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
    robots = BusinessFactory(name="Robots", slug="robots", summary="It builds robots.")
    today = timezone.localdate()
    opportunity = publish_opportunity(
        title="Hall",
        now=timezone.now(),
        sectors=["software"],
        valid_from=today.isoformat(),
        valid_until=(today + timedelta(days=90)).isoformat(),
    )
    names = list_names() | {"Hall", "Holbeck"}
    plain, wrong = {}, {}
    offer("en-xa")

    def read(when: str) -> None:
        for address in [*ADDRESSES, opportunity.get_absolute_url(), "/shortlist/enquire/"]:
            response = client.get(f"/en-xa{address}", follow=True)
            if response.status_code != (404 if address == "/nothing/" else 200):
                wrong[when, address] = response.status_code
            if found := find_plain(response.content, names=names):
                plain[when, address] = found

    read("empty")
    call_command("take_snapshot", verbosity=0)
    keep(client, f"business:{robots.pk}", "cluster:leeds", f"opportunity:{opportunity.pk}")
    client.get("/shortlist/")  # reads what was said of each press, in the language of the press
    read("filled")

    assert (plain, wrong) == ({}, {})


def test_pages_of_an_enquiry_have_no_words_that_cannot_be_translated(client: Client, offer: Offer) -> None:
    offer("en-xa")
    plain, start = {}, "/en-xa/enquiries/new/"
    typed = {
        *ABOUT_YOU.values(),
        *PLAN["plan"].split("\r\n"),
        "Huddersfield",
        "Japan",
        "https://robotics.example",
    }

    def read(name: str, response: HttpResponse) -> HttpResponse:
        plain[name] = find_plain(response.content, names=typed | {enquiry.reference for enquiry in sent()})
        return response

    for step, fields in {"": ABOUT_YOU, "plan/": PLAN, "where/": WHERE, "more/": MORE}.items():
        read(f"step {step}", client.get(start + step))
        read(
            f"step {step} with errors",
            client.post(start + step, {"website": "x", "phone": "1", "sectors": "?"}),
        )
        client.post(start + step, fields)
    checked = read("check", client.get(f"{start}check/"))
    read("save", client.get(f"{start}save/"))
    read("saved", client.post(f"{start}save/", {"email": "hanako@robotics.example"}, follow=True))
    read("draft", client.get(open_path("draft-saved")))
    sealed = checked.context["form"]["answers"].value()
    read("sent", client.post(f"{start}send/", {"answers": sealed, "agreed": "on"}, follow=True))
    follow = open_path("enquiry-received")
    for name in ["", "details/", "call/", "copy/", "deletion/", "withdraw/"]:
        read(f"follow {name}", client.get(follow + name))
    read("wrote", client.post(f"{follow}write/", {"text": "佐藤"}, follow=True))
    read("withdrawn", client.post(f"{follow}withdraw/", follow=True))

    assert {name: words for name, words in plain.items() if words} == {}


def sent() -> QuerySet[Enquiry]:
    return Enquiry.objects.all()


def open_path(kind: str) -> str:
    """Return the path of the link in the latest mail of ``kind``."""
    mail = Message.objects.filter(kind=kind).latest("pk")
    return urlsplit(build_url(mail.link)).path


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
