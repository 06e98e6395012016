"""The search in a real browser: the results change as one chooses, and the address with them."""

import pytest
from django.core.management import call_command

from tests.browser.conftest import OpenPage


@pytest.fixture(autouse=True)
def _facts(live_server: object) -> None:
    """Load the reference facts and the first listings."""
    call_command("load_reference", verbosity=0)


def test_choosing_a_cluster_changes_the_results_in_place(open_page: OpenPage) -> None:
    page = open_page("/businesses/")
    page.evaluate("window.isTheSamePage = true")

    page.get_by_label("Leeds").check()
    page.wait_for_url("**/businesses/?*cluster=leeds*")

    page.get_by_role("link", name="Remove Leeds").wait_for()
    assert page.evaluate("window.isTheSamePage")
    assert page.watch.complaints == []


def test_back_leads_to_the_results_before(open_page: OpenPage) -> None:
    page = open_page("/businesses/")
    page.get_by_label("Leeds").check()
    page.get_by_role("link", name="Remove Leeds").wait_for()

    page.go_back()
    page.get_by_role("link", name="Remove Leeds").wait_for(state="detached")

    assert not page.get_by_label("Leeds").is_checked()
    assert page.url.endswith("/businesses/")


def test_filters_work_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/businesses/", scripts=False)

    page.get_by_label("Leeds").check()
    page.get_by_role("button", name="Apply these filters").click()

    assert "cluster=leeds" in page.url
    assert page.get_by_label("Leeds").is_checked()
