"""The questions of an enquiry in a real browser, answered wrongly."""

import pytest
from django.core.management import call_command
from django.test import Client

from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.investors.enquiry_posts import PAGES, find_address, write_pages


@pytest.fixture(autouse=True)
def _facts(live_server: object) -> None:
    """Load the reference facts."""
    call_command("load_reference", verbosity=0)


def test_steps_have_no_faults_when_answered_wrongly(open_page: OpenPage) -> None:
    client = Client()
    write_pages(client)
    session = {"sessionid": client.cookies["sessionid"].value}
    faults = []
    for step in PAGES:
        page = open_page(find_address(step), cookies=session)
        for field in page.get_by_role("textbox").all():
            field.fill("")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_load_state()
        faults += [f"{step} {fault}" for fault in find_faults_in_windows(page)]
        page.context.close()

    assert not faults, "\n".join(faults)


def test_first_wrong_answer_is_reached_from_the_error_summary(open_page: OpenPage) -> None:
    page = open_page("/enquiries/new/")

    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Enter your name").click()

    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.name") == "name"
