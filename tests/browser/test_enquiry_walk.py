"""An enquiry written, sent, followed and answered in a real browser; each page is examined on the way."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from investors.models import Enquiry, Referral
from investors.services.assignment import route_enquiry
from outbox.links import compute_token
from outbox.models import SecretLink
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults, find_faults_in_windows
from tests.investors.sent_enquiries import (
    open_referral_token,
    read_enquiry_token,
    refer_to_contact,
    send_enquiry,
)

LONG_NAME = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def _facts(live_server, settings):
    settings.ENQUIRY_MIN_SECONDS = 0
    call_command("load_reference", verbosity=0)
    call_command("seed_contacts", force=True, verbosity=0)


def press(page, name):
    page.get_by_role("button", name=name).click()


def write_about_you(page):
    page.get_by_label("Your full name").fill("佐藤 花子")
    page.get_by_label("Organisation", exact=True).fill(LONG_NAME)
    page.get_by_label("Country your organisation is based in").select_option("JP")
    page.get_by_label("E-mail address").fill("hanako@robotics.example")
    page.get_by_label("Telephone number").fill("03-1234-5678")
    press(page, "Continue")


def write_enquiry(page, examine):
    """Write and send an enquiry about Leeds; call ``examine`` on each page."""
    examine(page)
    press(page, "Continue")
    examine(page)
    write_about_you(page)
    examine(page)
    page.get_by_label("What would you like to do in the North of England?").fill("Robots.\nForty people.")
    page.get_by_label("A new site or activity").check()
    press(page, "Continue")
    page.get_by_text("Name your sector more exactly").click()
    examine(page)
    press(page, "Continue")
    examine(page)
    press(page, "Continue")
    examine(page)
    page.get_by_label("I agree that TechNorth").check()
    press(page, "Send the enquiry")
    examine(page)


@pytest.mark.usefixtures("_facts")
def test_enquiry_is_written_sent_accepted_and_followed(open_page: OpenPage) -> None:
    faults = []
    page = open_page("/enquiries/new/?cluster=leeds")
    write_enquiry(page, lambda page: faults.extend(f"{page.url} {f}" for f in find_faults_in_windows(page)))
    page.get_by_role("button", name="Follow your enquiry").click()
    enquiry = Enquiry.objects.get()
    route_enquiry(enquiry_id=enquiry.pk, now=timezone.now())
    referral = Referral.objects.get()
    link = SecretLink.objects.get(purpose="referral", subject_id=referral.pk)

    contact = open_page(f"/referrals/{compute_token(link)}/", width=320)
    faults += find_faults_in_windows(contact)
    press(contact, "Accept: I will write to the investor")
    faults += find_faults_in_windows(contact)
    page.reload()
    faults += find_faults_in_windows(page)

    assert not faults, "\n".join(faults)
    assert referral.contact.name in page.get_by_role("main").inner_text()
    assert contact.get_by_role("link", name="Write an e-mail").is_visible()


@pytest.mark.usefixtures("_facts")
def test_enquiry_needs_no_scripts(open_page: OpenPage) -> None:
    page = open_page("/enquiries/new/?cluster=leeds", scripts=False)

    write_enquiry(page, lambda page: None)

    assert page.locator("h1").inner_text() == "Enquiry sent"
    assert Enquiry.objects.get().reference in page.get_by_role("main").inner_text()


def test_investor_writes_back_and_withdraws_without_faults(open_page: OpenPage, live_server) -> None:
    enquiry = send_enquiry(now=timezone.now())
    page = open_page(f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/")

    page.get_by_label("Your message").fill("We can visit in July.")
    press(page, "Send the message")
    page.get_by_role("link", name="Withdraw this enquiry").click()
    faults = find_faults_in_windows(page)
    press(page, "Withdraw the enquiry")
    faults += find_faults_in_windows(page)

    assert faults == []
    assert "You withdrew this enquiry." in page.get_by_role("main").inner_text()


def test_contact_passes_on_without_faults(open_page: OpenPage, live_server) -> None:
    referral = refer_to_contact(send_enquiry(now=timezone.now()), now=timezone.now())
    page = open_page(f"/referrals/{open_referral_token(referral, now=timezone.now())}/", width=320)

    page.get_by_text("Pass it on to somebody else").click()
    press(page, "Pass it on")
    page.get_by_text("Ask UKTI something").click()
    faults = find_faults_in_windows(page)
    page.get_by_label("It is not my area").check()
    press(page, "Pass it on")

    assert faults == []
    assert "Thank you. We are asking somebody else." in page.get_by_role("main").inner_text()


@pytest.mark.parametrize("address", ["/enquiries/TN-3333-3333/0000/", "/referrals/0000/"])
def test_link_that_opens_nothing_has_no_faults(open_page: OpenPage, address) -> None:
    page = open_page(address)

    missing = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    assert find_faults(page) == [f"console: {missing}"]


@pytest.mark.usefixtures("_facts")
def test_outage_page_gives_back_what_was_typed(open_page: OpenPage, cut_database) -> None:
    cut, mend = cut_database
    page = open_page("/enquiries/new/", width=320)
    cut()
    write_about_you(page)

    faults = find_faults(page)
    shown = page.get_by_role("main").inner_text()
    mend()
    press(page, "Send it again")

    away = "Failed to load resource: the server responded with a status of 503 (Service Unavailable)"
    assert faults == [f"console: {away}"]
    assert "We did not receive this page of your enquiry" in shown
    assert "佐藤 花子" in shown
    assert page.locator("h1").inner_text().endswith("What you plan")
