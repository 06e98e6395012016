"""The desk's newer pages in a real browser: faults, single keys, and many enquiries at once."""

import re

from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from investors.services import case_tasks, notes
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.test_desk_pages import find_all_faults
from tests.investors.bulk_actions import do
from tests.investors.desk_rows import make_enquiry
from tests.investors.projects import bring_to, make_project

QUEUE = "/desk/enquiries/"


def open_queue(open_page: OpenPage, client: Client) -> Page:
    return open_page(QUEUE, cookies={"sessionid": client.cookies["sessionid"].value})


def focused_row(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.closest('[data-row]')?.querySelector('.tn-row__main').textContent"
    )


def test_pages_of_work_have_no_faults(open_page: OpenPage, client: Client) -> None:
    call_command("load_reference", verbosity=0)
    user = sign_in_to_desk(client, User.Role.MANAGER)
    now = timezone.now()
    enquiry = make_enquiry("Kyoto", now=now, taken_by=user)
    notes.add_note(enquiry=enquiry, text="See this", readers=[user], by=UserFactory(role="manager"), now=now)
    case_tasks.add_task(
        enquiry=enquiry, text="Ask them", due_on=timezone.localdate(), assignee=user, by=user, now=now
    )
    bulk = do("note", enquiry, make_enquiry("Nara", now=now), by=user)
    project = bring_to(make_project("Osaka"), "active")

    faults = find_all_faults(
        open_page,
        client,
        [
            QUEUE,
            f"{QUEUE}bulk/{bulk.pk}/",
            f"{QUEUE}{enquiry.reference}/?do=reply",
            f"{QUEUE}{enquiry.reference}/care/",
            "/desk/tasks/",
            "/desk/reply-templates/",
            "/desk/reply-templates/add/",
            "/desk/reports/",
            "/desk/reports/funnel/",
            "/desk/exports/",
            "/desk/retention/",
            "/desk/projects/",
            f"/desk/projects/{project.reference}/",
            f"/desk/projects/{project.reference}/facts/",
        ],
    )

    assert not faults, faults


def test_keys_go_through_the_queue_and_can_be_switched_off(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client, User.Role.MANAGER)
    for number in range(2):
        make_enquiry(f"Firm {number}", now=timezone.now())
    page = open_queue(open_page, client)

    page.keyboard.press("j")
    first = focused_row(page)
    page.keyboard.press("j")
    second = focused_row(page)
    page.keyboard.press("k")
    back = focused_row(page)

    assert (first, second, back) == ("Firm 0", "Firm 1", "Firm 0")
    page.get_by_text("Keyboard shortcuts").click()
    page.get_by_label("Use single keys in this browser").uncheck()
    page.reload()
    page.keyboard.press("j")
    assert focused_row(page) is None


def test_key_opens_the_note_of_the_row(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client, User.Role.MANAGER)
    make_enquiry("Kyoto", now=timezone.now())
    page = open_queue(open_page, client)

    page.keyboard.press("j")
    page.keyboard.press("n")

    expect(page.get_by_label("Note", exact=True)).to_be_visible()


def test_one_box_ticks_all_on_the_page(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client, User.Role.MANAGER)
    for number in range(2):
        make_enquiry(f"Firm {number}", now=timezone.now())
    page = open_queue(open_page, client)
    boxes = page.get_by_role("checkbox", name=re.compile("^Tick TN-"))
    every = page.get_by_label("Tick all on this page")

    every.press("Space")
    ticked = [box.is_checked() for box in boxes.all()]
    boxes.first.uncheck()
    is_between = every.evaluate("box => box.indeterminate && !box.checked")
    boxes.first.check()

    assert ticked == [True, True]
    assert is_between
    expect(every).to_be_checked()
    page.set_viewport_size({"width": 375, "height": 800})
    every.click()
    expect(boxes.first).not_to_be_checked()


def test_enquiries_closed_together_are_opened_again_by_one_button(
    open_page: OpenPage, client: Client
) -> None:
    sign_in_to_desk(client, User.Role.MANAGER)
    for number in range(2):
        make_enquiry(f"Firm {number}", now=timezone.now())
    page = open_queue(open_page, client)

    for box in page.get_by_role("checkbox", name=re.compile("^Tick TN-")).all():
        box.check()
    page.get_by_label("With those ticked").select_option(label="Close")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Reason").select_option(label="Not applicable")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Undo it").click()

    expect(page.get_by_role("main")).to_contain_text("Undone on")
    expect(page.get_by_role("main").get_by_text("Undone", exact=True)).to_have_count(2)
