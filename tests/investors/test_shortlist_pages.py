"""Keeping things without an account: buttons, cookie, page, notes."""

import re

import pytest
from django.test import Client

from directory.models import Business
from investors.shortlist_entries import NOTE_LENGTH, Entry, write_anchor
from investors.shortlist_keeping import COOKIE_LENGTH
from tests.accounts.people import read_page
from tests.directory.listings import BusinessFactory, ClusterFactory, make_north_east
from tests.investors.opportunities import publish_opportunity
from tests.investors.shortlists import CHANGE, keep, press, read_cookie

pytestmark = pytest.mark.django_db
SHORTLIST, NOTE, REMOVE = "/shortlist/", "/shortlist/note/", "/shortlist/remove/"


def make_mill(**fields) -> tuple[Business, str]:
    business = BusinessFactory(**{"slug": "mill", "name": "Müller & Mill"} | fields)
    return business, f"business:{business.pk}"


def test_button_of_another_site_keeps_nothing(client: Client) -> None:
    _mill, ref = make_mill()

    response = client.post(CHANGE, {"keep": ref}, headers={"Origin": "http://elsewhere.example"})

    assert response.status_code == 403
    assert read_cookie(client) == []


@pytest.mark.parametrize(
    "ref", ["business:999999", "business:x", "", "cluster:atlantis", "opportunity:9", "x" * 500]
)
def test_what_is_not_there_is_not_kept_and_that_is_said(client: Client, ref: str) -> None:
    response = press(client, keep=ref)

    assert (response.status_code, response.url) == (302, "/businesses/")
    assert "so it was not kept" in read_page(client.get("/privacy/"))
    assert read_cookie(client) == []


@pytest.mark.parametrize("status", ["draft", "in_review", "archived", "removed"])
def test_business_that_is_not_public_is_not_kept(client: Client, status: str) -> None:
    _mill, ref = make_mill(status=status)

    page = read_page(client.post(CHANGE, {"keep": ref}, headers={"Origin": "http://testserver"}, follow=True))

    assert "so it was not kept" in page
    assert "Müller" not in page


def test_business_is_kept_from_its_page_which_then_says_so(client: Client) -> None:
    _mill, ref = make_mill()

    before = read_page(client.get("/businesses/mill/"))
    response = press(client, "/businesses/mill/?from=search", keep=ref)
    after = read_page(client.get("/businesses/mill/"))

    assert re.search(r"Keep in shortlist\s*<span[^>]*>Müller &amp; Mill</span>", before)
    assert response.url == "/businesses/mill/?from=search"
    assert "Müller &amp; Mill is in your shortlist." in after
    assert "In your shortlist" in after
    assert 'Shortlist <span class="tn-count">1<' in after
    assert read_cookie(client) == [Entry(ref)]


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    _mill, ref = make_mill()

    cookie = press(client, keep=ref).cookies["shortlist"]

    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert cookie["max-age"] == 180 * 86_400


def test_cookie_that_was_altered_is_an_empty_list(client: Client) -> None:
    _mill, ref = make_mill()
    keep(client, ref)

    client.cookies["shortlist"] = client.cookies["shortlist"].value[:-1] + "!"

    assert "Nothing is in it yet" in read_page(client.get(SHORTLIST))


def test_button_without_the_page_it_stands_on_leads_to_the_shortlist(client: Client) -> None:
    _mill, ref = make_mill()

    response = client.post(CHANGE, {"keep": ref}, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.url == SHORTLIST


def test_button_never_leads_to_another_site(client: Client) -> None:
    _mill, ref = make_mill()

    response = press(client, headers={"Referer": "http://elsewhere.example/"}, keep=ref)

    assert response.url == SHORTLIST


def test_cluster_is_kept_from_its_page_and_let_go(client: Client) -> None:
    ClusterFactory(slug="leeds")

    press(client, "/clusters/leeds/", keep="cluster:leeds")
    kept = read_page(client.get("/clusters/leeds/"))
    press(client, "/clusters/leeds/", remove="cluster:leeds")
    gone = read_page(client.get("/clusters/leeds/"))

    assert "In your shortlist" in kept
    assert "Leeds is no longer in your shortlist." in gone
    assert "In your shortlist" not in gone
    assert "shortlist" not in client.cookies or not client.cookies["shortlist"].value


def test_search_has_a_button_for_each_and_knows_what_is_kept(client: Client) -> None:
    _mill, ref = make_mill()
    BusinessFactory(name="Loom")
    keep(client, ref)

    html = client.get("/businesses/").content.decode()

    assert html.count('name="keep"') == 1
    assert html.count(f'name="remove" value="{ref}"') == 1


def test_who_only_looks_gets_no_cookie(client: Client) -> None:
    make_mill()

    for address in ("/businesses/", "/businesses/mill/", "/clusters/leeds/"):
        assert not client.get(address).cookies


@pytest.mark.parametrize("rows", [1, 30])
def test_buttons_cost_no_query_for_any_rows(client: Client, django_assert_num_queries, rows: int) -> None:
    make_north_east()
    businesses = BusinessFactory.create_batch(rows, summary="Robots")
    client.get("/businesses/?q=robots")
    keep(client, *[f"business:{each.pk}" for each in businesses[:20]])
    client.cookies.pop("sessionid", None)  # of the messages

    with django_assert_num_queries(6):  # as in test_views_businesses, without a shortlist
        client.get("/businesses/?q=robots&cluster=leeds")


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("rows", [1, 15])
def test_page_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int) -> None:
    make_north_east()
    refs = [f"business:{each.pk}" for each in BusinessFactory.create_batch(rows)]
    refs += [f"opportunity:{publish_opportunity(title=f'Hall {number}').pk}" for number in range(rows)]
    refs += [f"cluster:{ClusterFactory(slug=f'cluster-{number}').pk}" for number in range(rows)]
    keep(client, *refs)
    client.get(SHORTLIST)
    client.cookies.pop("sessionid", None)

    with django_assert_num_queries(4):  # businesses, clusters, opportunities with their sectors
        page = client.get(SHORTLIST).content.decode()

    assert [ref for ref in refs if f'id="{write_anchor(ref)}"' not in page] == []


def test_page_is_kept_out_of_caches_and_search_engines(client: Client) -> None:
    response = client.get(SHORTLIST)

    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_note_is_kept_shown_and_changed(client: Client) -> None:
    _mill, ref = make_mill()
    keep(client, ref)

    response = client.post(NOTE, {"ref": ref, "note": "Besuch im März\r\n見学"})
    page = read_page(client.get(SHORTLIST))
    client.post(NOTE, {"ref": ref, "note": ""})

    assert response.url == f"{SHORTLIST}#{ref.replace(':', '_')}"
    assert "Besuch im März" in page
    assert "見学" in page
    assert read_cookie(client) == [Entry(ref)]


def test_note_that_is_too_long_is_refused_and_keeps_what_was_typed(client: Client) -> None:
    _mill, ref = make_mill()
    keep(client, ref)

    response = client.post(NOTE, {"ref": ref, "note": "x" * (NOTE_LENGTH + 1)})

    assert response.status_code == 200
    assert f"has {NOTE_LENGTH + 1}" in read_page(response)
    assert "x" * (NOTE_LENGTH + 1) in response.content.decode()
    assert read_cookie(client) == [Entry(ref)]


@pytest.mark.parametrize("ref", ["", "nobody:1", "business:1", "cluster:" + "x" * 90])
def test_note_on_what_is_not_kept_changes_nothing(client: Client, ref: str) -> None:
    response = client.post(NOTE, {"ref": ref, "note": "words"})

    assert response.status_code == 302
    assert read_cookie(client) == []


def test_notes_stay_within_what_a_browser_keeps(client: Client) -> None:
    businesses = BusinessFactory.create_batch(40)
    keep(client, *[f"business:{each.pk}" for each in businesses])

    answers = []
    for number, each in enumerate(businesses):
        words = "".join(
            chr(0x4E00 + (number * 7919 + place * 104_729) % 20_000) for place in range(NOTE_LENGTH)
        )
        answers.append(client.post(NOTE, {"ref": f"business:{each.pk}", "note": words}))

    assert len(client.cookies["shortlist"].value) <= COOKIE_LENGTH
    assert answers[0].status_code == 302
    assert "There is no room for that in this browser" in read_page(answers[-1])
    assert sum(bool(entry.note) for entry in read_cookie(client)) > 0


def test_full_shortlist_says_so(client: Client) -> None:
    businesses = BusinessFactory.create_batch(51)
    keep(client, *[f"business:{each.pk}" for each in businesses])

    assert "A shortlist holds 50 things" in read_page(client.get(SHORTLIST))
    assert len(read_cookie(client)) == 50


def test_thing_is_removed_on_the_page(client: Client) -> None:
    _mill, ref = make_mill()
    keep(client, ref, f"cluster:{ClusterFactory().pk}")

    client.post(REMOVE, {"ref": ref})

    assert read_cookie(client) == [Entry("cluster:leeds")]


def test_emptied_shortlist_leaves_no_cookie(client: Client) -> None:
    _mill, ref = make_mill()
    keep(client, ref)

    client.post("/shortlist/empty/")

    assert not client.cookies["shortlist"].value
    assert "Nothing is in it yet" in read_page(client.get(SHORTLIST))


def test_example_is_marked(client: Client) -> None:
    _mill, ref = make_mill(origin="example")
    keep(client, ref)

    assert "Example, made up for demonstration" in read_page(client.get(SHORTLIST))


def test_htmx_gets_the_button_the_count_and_the_words(client: Client) -> None:
    mill, ref = make_mill()

    response = press(client, headers={"HX-Request": "true"}, keep=ref)
    html = response.content.decode()

    assert response.status_code == 200
    assert f'id="keep_business_{mill.pk}" hx-swap-oob="true"' in html
    assert 'id="shortlist_link"' in html
    assert "Müller &amp; Mill is in your shortlist." in html
    assert "sessionid" not in response.cookies
    assert read_cookie(client) == [Entry(ref)]


def test_htmx_loads_the_page_anew_where_it_did_not_work(client: Client) -> None:
    response = press(client, headers={"HX-Request": "true"}, keep="business:999999")

    assert response["HX-Refresh"] == "true"


def test_notes_are_in_no_log_and_no_session(client: Client, caplog) -> None:
    _mill, ref = make_mill()
    keep(client, ref)
    caplog.set_level("DEBUG")

    client.post(NOTE, {"ref": ref, "note": "very private words"})
    client.get(SHORTLIST)

    assert "very private" not in caplog.text
    assert "very private" not in str(dict(client.session))
