"""One case from the form to a won project, in a real browser: investor, contact, two people of UKTI."""

import datetime
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.mail_server import read_links
from tests.journeys.portal import Portal, wait_for
from tests.journeys.test_main_job import INVESTOR, find_business, press, send_enquiry, sign_in


@pytest.fixture
def open_window(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Return what opens a window for one more person."""
    windows: list[BrowserContext] = []

    def open_one() -> Page:
        windows.append(browser.new_context(base_url=portal.url, locale="en-GB"))
        return windows[-1].new_page()

    yield open_one
    for window in windows:
        window.close()


def find_link(portal: Portal, part: str, *, to: str = "") -> str:
    """Return the newest link with ``part`` in the mail that has come."""
    links = [
        link
        for mail in portal.mail.taken
        if not to or to in str(mail["To"])
        for link in read_links(mail)
        if part in link
    ]
    return links[-1]


def fill_in(page: Page, *, follow: str, fields: dict[str, str], check: tuple[str, ...] = ()) -> None:
    """Follow a link on the page, fill the form in, and send it."""
    page.get_by_role("link", name=re.compile(follow)).first.click()
    main = page.get_by_role("main")
    for label, value in fields.items():
        field = main.get_by_label(re.compile(f"^{label}"))
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    for label in check:
        main.get_by_label(label, exact=True).first.check()
    main.locator("button[type=submit]").last.click()


def move_on(page: Page) -> None:
    """Move the project on: nothing is missing."""
    expect(page.get_by_role("main")).to_contain_text("Nothing is missing")
    press(page, "Move on to")


def test_case_goes_from_the_form_to_a_won_project_in_three_roles(open_window, portal: Portal) -> None:
    investor, contact, officer, manager = (open_window() for _person in range(4))

    find_business(investor)
    reference = send_enquiry(investor)
    wait_for(lambda: len(portal.mail.taken) == 2, what="the acknowledgement and the referral")
    follow_link = find_link(portal, "/enquiries/", to=INVESTOR)

    # The contact takes it on from the mail, and answers.
    contact.goto(find_link(portal, "/referrals/"))
    press(contact, "Accept")
    contact.get_by_text("Answer the investor", exact=True).click()
    contact.get_by_label(re.compile("^Your answer")).fill("We have a building near the university.")
    press(contact, "Save the answer")
    expect(contact.get_by_role("main")).to_contain_text("We have a building near the university.")
    wait_for(
        lambda: any("building" in str(mail.get_content()) for mail in portal.mail.to(INVESTOR)),
        what="the answer",
    )

    # The investor reads it, and says yes.
    investor.goto(follow_link)
    investor.get_by_label("Your message").fill("Yes, we come.")
    press(investor, "Send")

    # UKTI makes a project of it and brings it on, each gate in its turn.
    sign_in(officer, portal, "triage@technorth.example")
    officer.goto(f"/desk/enquiries/{reference}/")
    expect(officer.get_by_role("main")).to_contain_text("Yes, we come.")
    officer.get_by_role("link", name="Make this a project").or_(
        officer.get_by_role("button", name="Make this a project")
    ).click()
    officer.get_by_role("main").locator("button[type=submit]").last.click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("星ロボティクス株式会社")
    expect(officer.get_by_role("main")).to_contain_text("It has no project manager yet")
    manager_name = portal.value("SELECT name FROM accounts_user WHERE email = 'manager@technorth.example'")
    fill_in(officer, follow="It has no project manager", fields={"Project manager": manager_name})
    move_on(officer)
    fill_in(
        officer,
        follow="Change the facts",
        fields={
            "Kind of investment": "A new site or activity",
            "Estimated land date": "2027-09-01",
            "Spend in the first": "2500000",
        },
        check=("Software engineering centre", "Newcastle (North East)", "All of Fintech"),
    )
    move_on(officer)
    year = datetime.date.today().year
    fill_in(
        officer,
        follow="Enter the jobs that are expected",
        fields={
            "Year": str(year),
            "Jobs created, expected": "20",
            "Jobs safeguarded, expected": "0",
            "Jobs created, actual": "18",
            "Jobs safeguarded, actual": "0",
            "Evidence in words": "Their letter of this week.",
        },
    )
    move_on(officer)
    expect(officer.get_by_role("main")).to_contain_text("A second person must verify the win")
    project = officer.url

    # A second person verifies the jobs and the win, and wins it.
    sign_in(manager, portal, "manager@technorth.example")
    manager.goto(project)
    fill_in(
        manager,
        follow=r"^Verify \d",
        fields={"What did you check": "Read the letter."},
    )
    manager.goto(project)
    fill_in(manager, follow="^Verify the win", fields={"What did you check": "Called their director."})
    move_on(manager)
    expect(manager.get_by_role("main")).to_contain_text("Won on")

    investor.goto(follow_link)
    expect(investor.get_by_role("main")).to_contain_text(
        re.compile("closed|complete|succeeded", re.IGNORECASE)
    )
    investor.goto("/")
    expect(investor.get_by_role("main")).to_contain_text("18")
    assert portal.rows("SELECT status, close_reason FROM investors_enquiry") == [("closed", "succeeded")]
