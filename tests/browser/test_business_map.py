"""The map of businesses as a person uses it, with and without scripts."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults
from tests.directory.listings import BusinessFactory


@pytest.fixture
def _businesses(live_server: object) -> None:
    """List five businesses in two outcodes in and near Leeds, and one in Newcastle."""
    call_command("load_reference", verbosity=0)
    for outcode, count in (("LS1", 3), ("BD1", 2), ("NE1", 1)):
        BusinessFactory.create_batch(
            count, summary="Zeppelins", outcode_id=outcode, cluster_id="leeds", size_band="1-9"
        )


@pytest.mark.usefixtures("_businesses")
def test_map_is_entered_by_its_points_down_to_the_businesses(open_page: OpenPage) -> None:
    page = open_page("/businesses/map/?q=zeppelins")

    page.get_by_role("button", name="Leeds (BD1, LS1): 5 businesses").click()
    page.get_by_role("button", name="Leeds (LS1): 3 businesses").press("Enter")

    expect(page.get_by_role("main").get_by_role("status")).to_have_text("3 businesses")
    assert find_faults(page) == []


@pytest.mark.usefixtures("_businesses")
def test_map_keeps_the_part_in_view_when_filters_are_chosen(open_page: OpenPage) -> None:
    page = open_page("/businesses/map/?q=zeppelins")
    page.get_by_role("button", name="Leeds (BD1, LS1): 5 businesses").click()
    expect(page.get_by_role("button", name="Leeds (LS1): 3 businesses")).to_be_visible()

    page.get_by_role("button", name="Apply these filters").click()

    expect(page.get_by_role("heading", name="5 businesses")).to_be_visible()
    expect(page.get_by_role("button", name="Leeds (LS1): 3 businesses")).to_be_visible()


@pytest.mark.usefixtures("_businesses")
def test_map_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/businesses/map/?q=zeppelins", scripts=False)

    page.get_by_role("link", name="Leeds (BD1, LS1): 5 businesses").click()
    page.get_by_role("link", name="Leeds (LS1): 3 businesses").click()

    expect(page.get_by_role("main").get_by_role("status")).to_have_text("3 businesses")


@pytest.mark.usefixtures("_businesses")
def test_map_says_when_it_cannot_be_brought_up_to_date(open_page: OpenPage) -> None:
    page = open_page("/businesses/map/?q=zeppelins")
    expect(page.get_by_role("button", name="Leeds (BD1, LS1): 5 businesses")).to_be_visible()

    page.route("**/map/points/**", lambda route: route.abort())
    page.get_by_role("button", name="Zoom in").click()

    expect(page.get_by_role("main").get_by_role("status")).to_have_text(
        "The map could not be brought up to date. Try again in a moment."
    )
