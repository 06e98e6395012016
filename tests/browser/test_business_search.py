"""The search for businesses as a person uses it, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults
from tests.directory.listings import BusinessFactory, make_north_east


@pytest.fixture
def _businesses(live_server: object) -> None:
    """List three businesses in Leeds and one in Newcastle."""
    north = make_north_east()
    for name, size in [("Robots of Leeds", "1-9"), ("Leeds Data", "10-49"), ("Leeds Robots", "10-49")]:
        BusinessFactory(name=name, cluster=north["leeds"], size_band=size)
    BusinessFactory(name="Tyne Robots", cluster=north["newcastle"])


def read_names(page: Page) -> list[str]:
    return page.locator(".tn-card__title").all_inner_texts()


@pytest.mark.usefixtures("_businesses")
def test_filters_change_the_results_in_place(open_page: OpenPage) -> None:
    page = open_page("/businesses/")
    page.evaluate("window.isSameDocument = true")

    page.locator("#id_cluster_leeds").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("3 businesses")
    page.get_by_label("Name, place, company number").fill("robots")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("2 businesses")

    assert read_names(page) == ["Robots of Leeds", "Leeds Robots"]
    assert page.url.endswith("/businesses/?q=robots&cluster=leeds")
    assert page.evaluate("window.isSameDocument")
    assert find_faults(page) == []


@pytest.mark.usefixtures("_businesses")
def test_focus_stays_on_the_filter_and_opened_facets_stay_open(open_page: OpenPage) -> None:
    page = open_page("/businesses/")

    page.locator("summary", has_text="Size").click()
    page.locator("#id_cluster_leeds").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("3 businesses")

    assert page.evaluate("document.activeElement.id") == "id_cluster_leeds"
    expect(page.get_by_label("10 to 49 employees")).to_be_visible()


@pytest.mark.usefixtures("_businesses")
def test_back_returns_to_the_search_before(open_page: OpenPage) -> None:
    page = open_page("/businesses/")
    page.get_by_label("Newcastle").check()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("1 business")

    page.go_back()

    expect(page.get_by_role("main").get_by_role("status")).to_have_text("4 businesses")
    expect(page.get_by_label("Newcastle")).not_to_be_checked()


@pytest.mark.usefixtures("_businesses")
def test_search_works_without_scripts_on_a_narrow_screen(open_page: OpenPage) -> None:
    page = open_page("/businesses/", width=320, scripts=False)

    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Leeds").check()
    page.get_by_label("Name, place, company number").fill("robots")
    page.get_by_role("button", name="Apply these filters").click()

    expect(page.get_by_role("main").get_by_role("status")).to_have_text("2 businesses")
    page.get_by_role("link", name="Remove Leeds").click()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("3 businesses")
    assert page.url.endswith("/businesses/?q=robots")


@pytest.mark.usefixtures("_businesses")
def test_names_are_suggested_while_typing(open_page: OpenPage) -> None:
    page = open_page("/businesses/")

    page.get_by_label("Name, place, company number").press_sequentially("leeds")

    expect(page.locator("#search_suggestions option")).to_have_count(2)
    assert page.locator("#search_suggestions option").first.get_attribute("value") == "Leeds Robots"
    assert find_faults(page) == []
