"""Every public page in a real browser; add an address to PAGES and it is checked too."""

import pytest
from django.core.management import call_command

from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults, find_faults_in_windows

PAGES = [
    "/",
    "/accessibility/",
    "/businesses/",
    "/businesses/?q=software&cluster=leeds",
    "/businesses/?q=nothingwouldmatchthis",
    "/businesses/?near=LS1",
    "/businesses/map/",
    "/businesses/map/?q=software&bbox=-2,53,-1,54",
    "/clusters/",
    "/clusters/compare/",
    "/clusters/compare/?c=leeds&c=atlantis",
    "/clusters/compare/?c=leeds&c=north-east",
    "/clusters/manchester/",
    "/clusters/north-east/",
    "/clusters/newcastle/",
    "/clusters/critical-mass/",
    "/clusters/manchester/critical-mass/",
    "/progress/",
    "/cookies/",
    "/enquiries/new/",
    "/privacy/",
    "/sources/",
]


@pytest.fixture
def _facts(live_server: object) -> None:
    """Load the reference facts and the first listings, and count them."""
    call_command("load_reference", verbosity=0)
    call_command("take_snapshot", verbosity=0)


@pytest.mark.usefixtures("_facts")
def test_pages_have_no_faults(open_page: OpenPage) -> None:
    faults = []
    for address in PAGES:
        page = open_page(address)
        faults += [f"{address} {fault}" for fault in find_faults_in_windows(page)]
        page.context.close()

    assert not faults, "\n".join(faults)


def test_gallery_has_no_faults(open_page: OpenPage, settings) -> None:
    settings.DEBUG = True

    faults = find_faults_in_windows(open_page("/gallery/"))

    assert not faults, "\n".join(faults)


def test_page_not_found_has_no_faults(open_page: OpenPage) -> None:
    page = open_page("/no-such-page/")

    missing = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    assert find_faults(page) == [f"console: {missing}"]
    assert page.locator("h1").inner_text() == "We cannot find that page"


def test_skip_link_comes_first_and_leads_to_main(open_page: OpenPage) -> None:
    page = open_page("/privacy/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_scripts_mark_the_page_only_where_they_run(open_page: OpenPage) -> None:
    with_scripts = open_page("/privacy/").locator("body.js-enabled")
    without_scripts = open_page("/privacy/", scripts=False).locator("body.js-enabled")

    assert (with_scripts.count(), without_scripts.count()) == (1, 0)


def test_home_search_finds_businesses_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/", scripts=False)

    page.get_by_role("searchbox").fill("robots")
    page.get_by_role("button", name="Search").click()

    assert page.url.endswith("/businesses/?q=robots")
