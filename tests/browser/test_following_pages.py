"""Files, drafts and what investors ask for, in a real browser; each page is examined on the way."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from investors.models import AddressChange, Attachment, EnquiryDraft
from investors.services.assignment import accept_referral
from investors.workflow import Actor
from outbox.links import compute_token
from outbox.models import SecretLink
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.directory.listings import make_public_record
from tests.investors.enquiry_posts import write_pages
from tests.investors.sent_enquiries import (
    open_referral_token,
    read_enquiry_token,
    refer_to_contact,
    send_enquiry,
)
from tests.investors.sent_files import PDF, PNG, attach

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.pdf"


@pytest.fixture
def enquiry(live_server):
    return send_enquiry(now=timezone.now())


def find_page(enquiry) -> str:
    return f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def test_files_are_added_refused_and_shown_without_faults(
    open_page: OpenPage, enquiry, tmp_path: Path
) -> None:
    for name, content in {LONG: PDF, "map.png": PNG, "setup.pdf": b"MZ"}.items():
        (tmp_path / name).write_bytes(content)
    page = open_page(find_page(enquiry), scripts=True)

    page.get_by_label("Your message").fill("Our plan.")
    page.get_by_label("Files").set_input_files([tmp_path / "setup.pdf"])
    press(page, "Send the message")
    faults = find_faults_in_windows(page)
    refused = page.get_by_role("main").inner_text()
    kept = page.get_by_label("Your message").input_value()
    page.get_by_label("Files").set_input_files([tmp_path / LONG, tmp_path / "map.png"])
    press(page, "Send the message")
    attachment = attach(enquiry, "third.pdf", PDF + b"3")
    Attachment.objects.filter(pk=attachment.pk).update(scan="infected")
    page.reload()
    faults += find_faults_in_windows(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=LONG).click()

    assert faults == []
    assert "“setup.pdf” is not a PDF" in refused
    assert kept == "Our plan."
    assert download.value.suggested_filename == LONG
    assert Path(download.value.path()).read_bytes() == PDF


def test_files_are_added_without_scripts(open_page: OpenPage, enquiry, tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(PDF)
    page = open_page(find_page(enquiry), scripts=False)

    page.get_by_label("Files").set_input_files(tmp_path / "plan.pdf")
    press(page, "Send the message")

    assert page.get_by_role("link", name="plan.pdf").is_visible()


def test_contact_sees_files_and_call_without_faults(open_page: OpenPage, enquiry) -> None:
    referral = refer_to_contact(enquiry, now=timezone.now())
    attach(enquiry, LONG)
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=timezone.now())

    page = open_page(f"/referrals/{open_referral_token(referral, now=timezone.now())}/")

    assert find_faults_in_windows(page) == []
    assert page.get_by_role("link", name=LONG).is_visible()


def test_call_is_asked_for_without_faults_or_scripts(open_page: OpenPage, enquiry) -> None:
    page = open_page(find_page(enquiry))
    page.get_by_role("link", name="Ask for a call").click()
    faults = find_faults_in_windows(page)
    press(page, "Ask for a call")
    faults += find_faults_in_windows(page)
    zone = page.get_by_label("Your time zone").input_value()
    plain = open_page(page.url, scripts=False)
    day = timezone.localdate() + timezone.timedelta(days=7)
    for number, label in enumerate(["First time", "Second time", "Third time"]):
        plain.get_by_label(label).fill(f"{day}T1{number}:00")
    plain.get_by_label("Telephone number").fill("03-1234-5678")
    press(plain, "Ask for a call")

    assert faults == []
    assert zone == "Asia/Tokyo"
    assert "in Tokyo, which is" in plain.get_by_role("main").inner_text()


def test_details_are_corrected_and_confirmed_without_faults(open_page: OpenPage, enquiry) -> None:
    page = open_page(find_page(enquiry))
    page.get_by_role("link", name="Correct your contact details").click()
    faults = find_faults_in_windows(page)
    page.get_by_label("E-mail address").fill("new@robotics.example")
    press(page, "Save the details")
    faults += find_faults_in_windows(page)
    change = AddressChange.objects.get()
    link = SecretLink.objects.get(purpose="address", subject_id=change.pk)
    page.goto(f"/enquiries/address/{compute_token(link)}/")
    faults += find_faults_in_windows(page)
    press(page, "Yes, write to this address")
    faults += find_faults_in_windows(page)

    assert faults == []
    assert page.locator("h1").inner_text() == "Your address is confirmed"


def test_deletion_is_asked_for_without_faults(open_page: OpenPage, enquiry) -> None:
    page = open_page(find_page(enquiry))
    page.get_by_role("link", name="Ask us to delete").click()
    faults = find_faults_in_windows(page)
    press(page, "Ask for deletion")

    assert faults == []
    assert "UKTI has your wish." in page.get_by_role("main").inner_text()


def test_lost_link_is_asked_for_without_faults(open_page: OpenPage, live_server) -> None:
    page = open_page("/enquiries/link/")
    press(page, "Mail me the link")
    faults = find_faults_in_windows(page)
    page.get_by_label("E-mail address").fill("hanako@robotics.example")
    press(page, "Mail me the link")
    faults += find_faults_in_windows(page)

    assert faults == []
    assert page.locator("h1").inner_text() == "Look in your mailbox"


def test_enquiry_about_several_businesses_is_saved_and_gone_on_with(open_page: OpenPage, live_server) -> None:
    for slug in ("alpha", "beta"):
        make_public_record(slug=slug, name=f"{slug.title()} Works")
    page = open_page("/enquiries/new/?business=alpha&business=beta", scripts=False)
    page.get_by_label("E-mail address").fill("hanako@robotics.example")
    press(page, "Save and come back later")
    press(page, "Save it and mail me the link")
    draft = EnquiryDraft.objects.get()
    link = SecretLink.objects.get(purpose="draft", subject_id=draft.pk)
    other = open_page(f"/enquiries/draft/{compute_token(link)}/", scripts=False)
    press(other, "Go on with it")
    press(other, "Remove Alpha Works")

    words = other.get_by_role("main").inner_text()
    assert page.locator("h1").inner_text() == "Your enquiry is saved, and not sent yet"
    assert other.get_by_label("E-mail address").input_value() == "hanako@robotics.example"
    assert "Your enquiry is about Beta Works" in words
    assert "Alpha Works" not in words


def test_pages_of_a_draft_have_no_faults(open_page: OpenPage, live_server) -> None:
    for slug in ("alpha", "beta"):
        make_public_record(slug=slug, name=f"{slug.title()} Works")
    client = Client()
    client.get("/enquiries/new/", {"business": ["alpha", "beta"]})
    write_pages(client)
    session = {"sessionid": client.cookies["sessionid"].value}
    faults = []
    page = open_page("/enquiries/new/check/", cookies=session)
    faults += find_faults_in_windows(page)
    page.get_by_role("link", name="Save and come back later").click()
    page.get_by_label("E-mail address").fill("hanako@")
    press(page, "Save it and mail me the link")
    faults += find_faults_in_windows(page)
    page.get_by_label("E-mail address").fill("hanako@robotics.example")
    press(page, "Save it and mail me the link")
    faults += find_faults_in_windows(page)
    link = SecretLink.objects.get(purpose="draft")
    stranger = open_page(f"/enquiries/draft/{compute_token(link)}/")
    faults += find_faults_in_windows(stranger)

    assert faults == []
