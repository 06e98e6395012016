"""A business joins in a real browser: registered, filled in, moderated, found; another is claimed."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from directory.models import Business, Revision
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.directory.listings import OutcodeFactory, SectorFactory, make_public_record
from tests.directory.teams import make_draft

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in_as(user) -> dict[str, str]:
    """Return the cookies of somebody who is signed in."""
    client = Client()
    client.force_login(user)
    return {"sessionid": client.cookies["sessionid"].value}


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_business_is_registered_filled_in_sent_moderated_and_found(open_page: OpenPage, scripts) -> None:
    OutcodeFactory(code="LS1")
    SectorFactory(code="software", name="Software")
    owner = UserFactory()

    page = open_page("/businesses/register/", cookies=sign_in_as(owner), scripts=scripts)
    page.get_by_role("link", name="My business has no company number").click()
    page.get_by_label("Sole trader").check()
    go_on(page)
    page.get_by_label("What is your business called?").fill("Loom Works")
    go_on(page)
    page.get_by_label("Which sector fits best?").select_option("software")
    go_on(page)
    page.get_by_label("What is the postcode of your main site?").fill("ls11aa")
    go_on(page)
    go_on(page)  # it has no website
    page.get_by_role("button", name="Register the business").click()
    page.wait_for_url("**/account/businesses/loom-works/")

    page.get_by_role("link", name="What it does").click()
    page.get_by_label("Summary").fill("Software for looms of any make.")
    page.get_by_label("Description").fill("We **weave** code.")
    page.get_by_role("button", name="Save and return").click()
    page.get_by_role("link", name="Age and size").click()
    page.get_by_label("Number of employees").fill("12")
    page.get_by_role("button", name="Save and return").click()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Only your team sees this page")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("A moderator reads it").first).to_be_visible()

    staff = Client()
    sign_in_to_desk(staff, "moderator")
    desk = open_page(
        "/desk/moderation/", cookies={"sessionid": staff.cookies["sessionid"].value}, scripts=scripts
    )
    desk.get_by_role("link", name="Loom Works").click()
    expect(desk.get_by_text("Software for looms of any make.").first).to_be_visible()
    desk.get_by_label("Approve").check()
    desk.get_by_role("button", name="Carry out the decision").click()
    desk.wait_for_url("**/desk/moderation/")

    visitor = open_page("/businesses/?q=looms", scripts=scripts)
    visitor.get_by_role("link", name="Loom Works").click()
    expect(visitor.get_by_role("heading", name="Loom Works", level=1)).to_be_visible()
    expect(visitor.locator("strong", has_text="weave")).to_be_visible()


def test_business_from_public_records_is_claimed_with_evidence(open_page: OpenPage) -> None:
    business = make_public_record(slug="mill", name="Mill Limited")
    owner = UserFactory()

    page = open_page("/businesses/mill/", cookies=sign_in_as(owner))
    page.get_by_role("link", name="Claim this profile").click()
    page.get_by_role("button", name="Send evidence").click()
    page.locator("main textarea").fill("I am its director; see the register.")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    staff = Client()
    sign_in_to_desk(staff, "moderator")
    desk = open_page("/desk/claims/", cookies={"sessionid": staff.cookies["sessionid"].value})
    desk.get_by_role("link", name="Mill Limited").click()
    desk.locator("form[action$='/approve/'] button").click()
    desk.wait_for_load_state()

    business.refresh_from_db()
    assert business.memberships.get().user == owner
    assert business.verification == Business.Verification.STAFF


OWN = ["", "team/", "confirm/", "profile/names/", "profile/places/", "profile/logo/", "profile/markets/"]


@pytest.mark.parametrize("path", OWN)
def test_own_pages_have_no_faults(open_page: OpenPage, path) -> None:
    revision = make_draft(status="published")
    cookies = sign_in_as(revision.author)

    page = open_page(f"/account/businesses/{revision.business.slug}/{path}", cookies=cookies)

    assert find_faults_in_windows(page) == []


@pytest.mark.parametrize("path", ["", "{pk}/", "reports/", "merge/", "listings/{slug}/"])
def test_moderation_pages_have_no_faults(open_page: OpenPage, path) -> None:
    revision = make_draft(status="in_review")
    Revision.objects.update(status="in_review", submitted_at=revision.saved_at)
    staff = Client()
    sign_in_to_desk(staff, "moderator")
    cookies = {"sessionid": staff.cookies["sessionid"].value}
    address = "/desk/moderation/" + path.format(pk=revision.pk, slug=revision.business.slug)

    page = open_page(address, cookies=cookies)

    assert find_faults_in_windows(page) == []
