"""The language of a page: from its address alone, and switched without losing the page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from technorth import languages
from tests.investors.enquiry_posts import ABOUT_YOU

pytestmark = pytest.mark.django_db
Offer = Callable[..., None]


def list_links(content: bytes, pattern: str) -> list[tuple[str, ...]]:
    return re.findall(pattern, content.decode())


def test_page_is_in_english_without_prefix_whatever_the_browser_prefers(client: Client, offer: Offer) -> None:
    offer("de")

    response = client.get("/clusters/", headers={"accept-language": "de"})

    assert response.status_code == 200
    assert '<html lang="en-GB"' in response.content.decode()
    assert response.headers["Content-Language"] == "en-GB"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_page_speaks_the_language_of_its_prefix(client: Client, offer: Offer) -> None:
    offer("de")

    response = client.get("/de/clusters/")

    assert '<html lang="de"' in response.content.decode()
    assert response.headers["Content-Language"] == "de"
    assert "Zum Hauptinhalt springen" in response.content.decode()


def test_links_of_a_page_stay_in_its_language(client: Client, offer: Offer) -> None:
    offer("de")

    content = client.get("/de/clusters/").content.decode()

    assert 'href="/de/enquiries/new/"' in content
    assert 'href="/accounts/login/"' in content
    assert 'href="/privacy/" hreflang="en"' in content


def test_prefix_of_a_language_that_is_not_offered_leads_to_the_english_page(
    client: Client, offer: Offer
) -> None:
    offer()

    response = client.get("/zh-hans/clusters/?a=1")

    assert response.status_code == 307
    assert response.headers["Location"] == "/clusters/?a=1"


def test_prefix_of_a_language_that_is_not_offered_leads_to_no_other_host(
    client: Client, offer: Offer
) -> None:
    offer()

    response = client.get("/de//evil.example/")

    assert response.status_code == 307
    assert response.headers["Location"] == "/%2Fevil.example/"


@pytest.mark.parametrize("address", ["/en-gb/clusters/", "/it/clusters/", "/de-at/clusters/"])
def test_prefix_of_no_language_of_ours_is_not_found(client: Client, offer: Offer, address: str) -> None:
    offer("de")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/de/desk/", "/de/accounts/login/", "/de/api/v1/businesses/", "/de/healthz"]
)
def test_what_is_in_english_only_has_no_prefixed_address(client: Client, offer: Offer, address: str) -> None:
    offer("de")

    assert client.get(address).status_code == 404


def test_page_that_is_not_found_is_in_the_language_of_its_prefix(client: Client, offer: Offer) -> None:
    offer("de")

    assert '<html lang="de"' in client.get("/de/nothing/").content.decode()


def test_switch_keeps_page_and_query_and_names_each_language_in_itself(client: Client, offer: Offer) -> None:
    offer("de", "ja")

    content = client.get("/de/businesses/?q=robots&cluster=leeds").content

    links = list_links(
        content, r'href="([^"]*)" hreflang="([^"]*)" lang="([^"]*)"(?: aria-current="true")? data-'
    )
    assert links[:3] == [
        ("/businesses/?q=robots&amp;cluster=leeds", "en-GB", "en-GB"),
        ("/de/businesses/?q=robots&amp;cluster=leeds", "de", "de"),
        ("/ja/businesses/?q=robots&amp;cluster=leeds", "ja", "ja"),
    ]
    assert "日本語</a>" in content.decode()


def test_switch_is_not_there_while_there_is_one_language(client: Client, offer: Offer) -> None:
    offer()

    content = client.get("/clusters/").content.decode()

    assert "data-language" not in content
    assert 'rel="alternate" hreflang' not in content


def test_switch_is_not_on_pages_in_english_only(client: Client, offer: Offer) -> None:
    offer("de")

    assert "data-language" not in client.get("/privacy/").content.decode()


def test_head_names_the_page_in_each_language_and_english_for_all_others(
    client: Client, offer: Offer
) -> None:
    offer("de", "zh-hans")

    content = client.get("/zh-hans/clusters/?page=2").content

    assert list_links(content, r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"') == [
        ("en-GB", "http://localhost:8000/clusters/"),
        ("x-default", "http://localhost:8000/clusters/"),
        ("de", "http://localhost:8000/de/clusters/"),
        ("zh-Hans", "http://localhost:8000/zh-hans/clusters/"),
    ]
    assert '<link rel="canonical" href="http://localhost:8000/zh-hans/clusters/">' in content.decode()


def test_head_of_a_search_names_the_same_search_in_each_language(client: Client, offer: Offer) -> None:
    offer("de")

    content = client.get("/businesses/?cluster=&q=robots").content

    assert list_links(content, r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"')[-1] == (
        "de",
        "http://localhost:8000/de/businesses/?q=robots",
    )


@pytest.mark.parametrize("address", ["/enquiries/new/save/", "/de/enquiries/link/sent/", "/de/shortlist/"])
def test_head_of_a_page_that_is_not_to_be_found_names_no_other(
    client: Client, offer: Offer, address: str
) -> None:
    offer("de")
    client.post("/enquiries/new/", ABOUT_YOU)  # without answers there is nothing to save

    response = client.get(address)

    assert response.status_code == 200
    assert b'rel="alternate" hreflang' not in response.content


def test_sitemap_names_pages_and_clusters_in_each_language(client: Client, offer: Offer) -> None:
    offer("de")

    content = client.get("/sitemap-pages.xml").content.decode()

    assert "<loc>http://testserver/de/clusters/</loc>" in content
    assert 'hreflang="x-default" href="http://testserver/clusters/"' in content
    assert "/de/privacy/" not in content


def test_line_about_machine_translation_is_on_translated_pages_only(client: Client, offer: Offer) -> None:
    offer("de")

    english, german = (client.get(address).content.decode() for address in ("/clusters/", "/de/clusters/"))

    assert "/translation/?page=" not in english
    assert "/de/translation/?page=/de/clusters/" in german


def test_name_page_holds_nothing_that_opens_a_case(client: Client, offer: Offer, rf: Any) -> None:
    offer("de")
    request = rf.get("/de/enquiries/TN-ABCD-EFGH/secret/call/")
    with translation.override("de"):
        request.resolver_match = resolve(request.path)

    assert languages.name_page(request) == "/de/enquiries/-/-/call/"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", (None, "/")),
        ("/de/", ("de", "/")),
        ("/zh-hans/clusters/?a=1", ("zh-hans", "/clusters/?a=1")),
        ("/de", (None, "/de")),
        ("/en-gb/", (None, "/en-gb/")),
        ("/design/", (None, "/design/")),
    ],
)
def test_split_prefix_tells_the_language_from_the_rest(
    address: str, expected: tuple[str | None, str]
) -> None:
    assert languages.split_prefix(address) == expected


def test_speak_says_english_where_a_language_is_not_offered(offer: Offer) -> None:
    offer("de")

    with languages.speak("de"):
        assert translation.get_language() == "de"
    with languages.speak("ja"):
        assert translation.get_language() == "en-gb"


def test_in_house_language_speaks_english_within_and_the_language_of_before_after(offer: Offer) -> None:
    offer("de")
    ask = languages.in_house_language(translation.get_language)

    with translation.override("de"):
        assert (ask(), translation.get_language()) == ("en-gb", "de")


def test_addresses_for_the_desk_have_no_prefix_whatever_is_spoken(offer: Offer) -> None:
    offer("de")

    with translation.override("de"):
        assert reverse("insights:desk") == "/desk/"
        assert reverse("insights:clusters") == "/de/clusters/"
