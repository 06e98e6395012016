"""The shortlist in a real browser: kept from a search, noted, shared, with and without scripts."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults, find_faults_in_windows
from tests.directory.listings import BusinessFactory, ClusterFactory


@pytest.fixture(autouse=True)
def _businesses(live_server: object) -> None:
    """List two businesses in a cluster."""
    cluster = ClusterFactory(slug="leeds")
    for name in ("Mill Robots", "Loom Robots"):
        BusinessFactory(name=name, slug=name.split()[0].lower(), cluster=cluster, summary="Robots.")


def test_shortlist_is_kept_noted_and_shared_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/businesses/?q=robots", scripts=False)

    page.get_by_role("button", name="Keep in shortlist Mill Robots").click()
    page.get_by_text("Mill Robots is in your shortlist.").wait_for()
    assert page.url.endswith("/businesses/?q=robots")
    page.get_by_role("button", name="Remove Mill Robots").wait_for()
    page.goto("/clusters/leeds/")
    page.get_by_role("button", name="Keep in shortlist Leeds").click()
    page.get_by_role("link", name="Shortlist 2 kept").click()
    page.get_by_text("Write a note").first.click()
    page.get_by_label("Your note").first.fill("Call in March")
    page.get_by_role("button", name="Keep note").first.click()
    page.get_by_text("Call in March").first.wait_for()
    link = page.get_by_label("Link to this list").input_value()
    shared = open_page(link, scripts=False)
    assert shared.get_by_text("Call in March").count() == 0
    shared.get_by_role("button", name="Add these 2 to my shortlist").click()
    shared.get_by_role("button", name="Turn into an enquiry").click()
    shared.get_by_label("Leeds", exact=True).uncheck()
    shared.get_by_role("button", name="Continue to the enquiry").click()

    shared.get_by_text("Your enquiry is about Mill Robots").wait_for()
    assert shared.get_by_text("Your enquiry is about the Leeds").count() == 0


def test_button_keeps_its_place_and_focus_where_scripts_run(open_page: OpenPage) -> None:
    page = open_page("/businesses/?q=robots")

    page.get_by_role("button", name="Keep in shortlist Loom Robots").press("Enter")
    page.get_by_role("button", name="Remove Loom Robots").wait_for()

    assert page.evaluate("document.activeElement.name") == "remove"
    assert page.locator("#keep_said").inner_text() == "Loom Robots is in your shortlist."
    assert page.get_by_role("link", name="Shortlist 1 kept").is_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["shortlist"]
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep in shortlist Loom Robots").wait_for()
    assert page.context.cookies() == []
    assert find_faults(page) == []


def test_shortlist_pages_have_no_faults(open_page: OpenPage) -> None:
    page = open_page("/shortlist/")
    faults = find_faults_in_windows(page)
    page.goto("/businesses/?q=robots")
    page.get_by_role("button", name="Keep in shortlist Mill Robots").click()
    page.get_by_role("button", name="Remove Mill Robots").wait_for()
    for address in ("/businesses/?q=robots", "/businesses/mill/", "/shortlist/", "/shortlist/enquire/"):
        page.goto(address)
        faults += [f"{address} {fault}" for fault in find_faults_in_windows(page)]
    page.goto("/shortlist/")
    page.get_by_text("Write a note").click()
    page.get_by_label("Your note").fill("x" * 301)
    page.get_by_role("button", name="Keep note").click()
    page.wait_for_load_state()
    faults += [f"refused note {fault}" for fault in find_faults_in_windows(page)]
    page.goto("/shortlist/")
    page.goto(page.get_by_label("Link to this list").input_value())
    faults += [f"shared {fault}" for fault in find_faults_in_windows(page)]

    assert not faults, "\n".join(faults)
    assert page.get_by_text("All of it is in your shortlist already").is_visible()
