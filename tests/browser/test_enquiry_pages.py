"""The pages of an enquiry in a real browser, from the first question to the contact's answer."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.enquiry_posts import PAGES, find_address, send, write_pages
from tests.investors.sent_enquiries import open_referral_token, read_enquiry_token


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


def test_check_and_answer_pages_have_no_faults(open_page: OpenPage) -> None:
    client = Client()
    write_pages(client)
    session = {"sessionid": client.cookies["sessionid"].value}
    check = open_page(reverse("investors:enquiry-check"), cookies=session)
    faults = [f"check {fault}" for fault in find_faults_in_windows(check)]
    sent = open_page(send(client).url)
    faults += [f"sent {fault}" for fault in find_faults_in_windows(sent)]

    assert not faults, "\n".join(faults)


def test_pages_behind_private_links_have_no_faults(open_page: OpenPage) -> None:
    now = timezone.now()
    make_contact("Amir Test", cluster="leeds")
    enquiry, referral = offer_enquiry("leeds", now=now)
    follow = {"reference": enquiry.reference, "token": read_enquiry_token(enquiry)}
    faults = []
    for address in (
        reverse("investors:enquiry", kwargs=follow),
        reverse("investors:enquiry-withdraw", kwargs=follow),
        reverse("investors:referral", args=[open_referral_token(referral, now=now)]),
    ):
        page = open_page(address)
        faults += [f"{address} {fault}" for fault in find_faults_in_windows(page)]

    assert not faults, "\n".join(faults)


def test_first_wrong_answer_is_reached_from_the_error_summary(open_page: OpenPage) -> None:
    page = open_page("/enquiries/new/")

    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Enter your name").click()

    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.name") == "name"
