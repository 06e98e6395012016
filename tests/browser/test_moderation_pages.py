"""Moderation in a real browser: a reader reports, a moderator reads what changed and decides."""

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from directory.models import Business, Revision
from directory.services.reports import report_business
from tests.accounts.people import sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.browser.test_desk_actions import read_session
from tests.browser.test_desk_pages import find_all_faults
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.test_revisions import edit, publish, send, sent

pytestmark = pytest.mark.django_db(transaction=True)
SUMMARY = "Software for looms and mills."


def send_edit(**fields) -> Revision:
    """Return the edit of a published profile that waits for review."""
    revision = edit(publish(**fields), summary=SUMMARY)
    send(revision)
    return revision


@pytest.mark.parametrize("scripts", [True, False])
def test_moderator_reads_what_changed_and_approves_it(
    open_page: OpenPage, client: Client, scripts: bool
) -> None:
    sign_in_to_desk(client, "moderator")
    revision = send_edit(slug="loom")
    page = open_page("/desk/", cookies=read_session(client), scripts=scripts)

    page.get_by_role("main").get_by_role("link", name="Loom").click()
    page.get_by_role("button", name="I am reading this").click()
    expect(page.get_by_text("You are reading this.")).to_be_visible()
    expect(page.locator("ins")).to_contain_text("and mills.")
    expect(page.locator("del")).to_contain_text("looms.")
    page.get_by_label("Approve: publish it as it is").check()
    page.get_by_role("button", name="Carry out the decision").click()

    expect(page.get_by_text("Published. The team gets a mail.")).to_be_visible()
    page.goto("/businesses/loom/")
    expect(page.get_by_text(SUMMARY).first).to_be_visible()
    revision.refresh_from_db()
    assert revision.status == Revision.Status.APPROVED


def test_refusal_without_a_reason_points_to_the_field(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client, "moderator")
    revision = send_edit()
    page = open_page(f"/desk/moderation/{revision.pk}/", cookies=read_session(client), width=320)

    page.get_by_label("Reject: what is published stays as it is").check()
    page.get_by_role("button", name="Carry out the decision").click()
    faults = find_faults_in_windows(page)
    page.get_by_role("link", name="Choose at least one reason").click()
    on_field = page.evaluate("document.activeElement.name")
    page.get_by_label("The text does not say what the business does").check()
    page.get_by_role("button", name="Carry out the decision").click()

    expect(page.get_by_text("Sent back. The team gets a mail with your reasons.")).to_be_visible()
    assert on_field == "reasons"
    assert faults == []


def test_listings_are_merged_after_a_look_at_both(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client, "moderator")
    BusinessFactory(slug="kept", name="Loom Limited"), publish(slug="gone")
    page = open_page("/desk/moderation/merge/", cookies=read_session(client))

    page.get_by_label("The listing that stays").fill("kept")
    page.get_by_label("The listing that goes").fill("gone")
    page.get_by_role("button", name="Show what would move").click()
    expect(page.get_by_role("row", name="People in the team 1 0")).to_be_visible()
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_text("Merged. It can be undone here for 30 days.")).to_be_visible()
    page.goto("/businesses/gone/")

    assert page.url.endswith("/businesses/kept/")


def test_reader_reports_a_profile_without_scripts(open_page: OpenPage) -> None:
    business = publish(slug="loom")
    page = open_page("/businesses/loom/", scripts=False, width=320)

    page.get_by_role("link", name="Report what is wrong").click()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("link", name="Choose what is wrong")).to_be_visible()
    page.get_by_label("The business has closed").check()
    page.get_by_role("button", name="Send the report").click()

    expect(page.get_by_text("Thank you. A moderator looks at it.")).to_be_visible()
    assert business.reports.get().reason == "closed"


def test_moderation_pages_have_no_faults(open_page: OpenPage, client: Client) -> None:
    call_command("load_reference", verbosity=0)
    sign_in_to_desk(client, "moderator")
    first, changed = sent(), send_edit(slug="loom")
    live = publish(slug="live", verification=Business.Verification.LETTER)
    send(edit(live, languages=["fr"]))
    report = report_business(
        business=live, reason="wrong", text="It moved.", email="reader@example.com", signs=[], now=NOW
    )
    desk = "/desk/moderation/"

    faults = find_all_faults(
        open_page,
        client,
        [
            "/desk/",
            desk,
            f"{desk}?q=nothing&kind=live",
            *(f"{desk}{each.pk}/" for each in (first, changed, live.revisions.get())),
            f"{desk}reports/",
            f"{desk}reports/{report.pk}/",
            f"{desk}listings/loom/",
            f"{desk}merge/",
            f"{desk}merge/?keep=loom&merge=live",
            "/businesses/loom/report/",
        ],
    )

    assert not faults, faults
