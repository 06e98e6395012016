"""The main job, walked in a real browser by four people: visitor, investor, contact, UKTI staff."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.demonstration import PASSWORD
from tests.journeys.investor import read_reference
from tests.journeys.mail_server import read_links
from tests.journeys.portal import Portal, wait_for

INVESTOR = "aiko.tanaka@hoshi-robotics.example"


@pytest.fixture
def person(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Return a window of somebody who was never here before."""
    context = browser.new_context(base_url=portal.url, locale="en-GB")
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    """Press the first button whose name begins so."""
    page.get_by_role("button", name=re.compile(f"^{name}")).first.click()


def find_business(page: Page) -> None:
    """Find a real business by the beginning of its name, and open its profile."""
    page.goto("/")
    page.get_by_label(re.compile("^Search businesses")).fill("Sage (UK)")
    press(page, "Search")
    page.get_by_role("link", name="Sage (UK) Ltd").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sage (UK) Ltd")
    expect(page.get_by_role("main")).to_contain_text("not yet claimed by the business")


def send_enquiry(page: Page) -> str:
    """Enquire about the business on the page; return the reference."""
    press(page, "Enquire about")
    expect(page.get_by_role("main")).to_contain_text("Sage (UK) Ltd")
    page.get_by_label("Your full name").fill("田中 愛子")
    page.get_by_label("Organisation", exact=True).fill("星ロボティクス株式会社")
    page.get_by_label(re.compile("^Country")).select_option(label="Japan")
    page.get_by_label("E-mail address").fill(INVESTOR)
    page.get_by_label(re.compile("^Telephone number")).fill("03-1234-5678")
    press(page, "Continue")
    page.get_by_label(re.compile("^What would you like to do")).fill("A team of 20 for warehouse robots.")
    page.get_by_label("A new site or activity").check()
    press(page, "Continue")
    press(page, "Continue")
    press(page, "Continue")
    expect(page.get_by_role("main")).to_contain_text("+81 3-1234-5678")
    page.get_by_label(re.compile("^I agree")).check()
    press(page, "Send the enquiry")
    expect(page.get_by_role("main")).to_contain_text("TN-")
    return read_reference(page.content())


def sign_in(page: Page, portal: Portal, email: str) -> None:
    """Sign in to the desk with password and security code."""
    page.goto("/desk/")
    page.get_by_label(re.compile("^E-mail")).fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(portal.manage("demo_code", email).strip())
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_enquiry_is_found_sent_routed_accepted_followed_and_steered(
    person: Page, browser: Browser, portal: Portal
) -> None:
    find_business(person)
    reference = send_enquiry(person)

    wait_for(lambda: len(portal.mail.taken) == 2, what="the acknowledgement and the referral")
    [acknowledgement] = portal.mail.to(INVESTOR)
    assert reference in str(acknowledgement.get_content())
    [follow_link] = [link for link in read_links(acknowledgement) if "/enquiries/" in link]
    [referral] = [mail for mail in portal.mail.taken if mail is not acknowledgement]
    [referral_link] = [link for link in read_links(referral) if "/referrals/" in link]

    contact = browser.new_context().new_page()
    contact.goto(referral_link)
    expect(contact.get_by_role("main")).to_contain_text("星ロボティクス株式会社")
    assert portal.value("SELECT status FROM investors_enquiry") == "referred"  # a GET changes nothing
    press(contact, "Accept")
    expect(contact.get_by_role("main")).to_contain_text(INVESTOR)

    person.goto(follow_link)
    name = portal.value(
        "SELECT c.name FROM investors_contact c JOIN investors_referral r ON r.contact_id = c.id"
    )
    expect(person.get_by_role("main")).to_contain_text(name)
    person.get_by_label("Your message").fill("We can visit in May.")
    press(person, "Send")

    staff = browser.new_context(base_url=portal.url).new_page()
    sign_in(staff, portal, "triage@technorth.example")
    staff.goto("/desk/enquiries/")
    staff.get_by_role("link", name=reference).click()
    case = staff.get_by_role("main")
    expect(case).to_contain_text("Named business")
    expect(case).to_contain_text("We can visit in May.")
    staff.get_by_text("Add a note", exact=True).click()
    staff.get_by_label("Note", exact=True).fill("Embassy in Tokyo informed.")
    press(staff, "Add the note")
    expect(case).to_contain_text("Embassy in Tokyo informed.")
    staff.goto("/desk/messages/")
    expect(staff.get_by_role("main")).to_contain_text("Sent")

    wait_for(
        lambda: not portal.value("SELECT count(*) FROM outbox_message WHERE status <> 'sent'"),
        what="all mail",
    )
    contact.context.close()
    staff.context.close()


def test_an_enquiry_that_is_passed_on_goes_to_somebody_else(person: Page, portal: Portal) -> None:
    find_business(person)
    send_enquiry(person)
    wait_for(lambda: len(portal.mail.taken) == 2, what="the first referral")
    [link] = [link for mail in portal.mail.taken for link in read_links(mail) if "/referrals/" in link]

    person.goto(link)
    person.get_by_text("Pass it on to somebody else").click()
    person.get_by_role("radio").first.check()
    press(person, "Pass it on")

    wait_for(
        lambda: (
            portal.value("SELECT count(*) FROM investors_referral WHERE status = 'offered'") == 1
            and portal.value("SELECT count(DISTINCT contact_id) FROM investors_referral") == 2
        ),
        what="the second contact",
    )
    person.goto(link)
    expect(person.get_by_role("heading", level=1)).to_contain_text("You passed enquiry")
