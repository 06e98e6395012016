"""What staff and contacts do at the desk in a real browser, with errors, too late, and without scripts."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from investors.models import Enquiry
from investors.services import casework
from tests.accounts.people import sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.investors.asked_contacts import make_contact, make_staff, offer_enquiry
from tests.investors.desk_rows import make_enquiry, sign_in_contact

pytestmark = pytest.mark.django_db(transaction=True)


def read_session(client: Client) -> dict[str, str]:
    return {"sessionid": client.cookies["sessionid"].value}


@pytest.mark.parametrize("scripts", [True, False])
def test_refer_asks_for_what_is_missing_then_refers(
    open_page: OpenPage, client: Client, scripts: bool
) -> None:
    sign_in_to_desk(client)
    contact = make_contact("Amir Test")
    enquiry = make_enquiry("Kyoto Robotics (test)", now=timezone.now())
    page = open_page(f"/desk/enquiries/{enquiry.reference}/", cookies=read_session(client), scripts=scripts)

    page.get_by_text("Refer it to a contact").click()
    page.get_by_label("Why this contact").fill("Knows robots")
    page.get_by_role("button", name="Refer it", exact=True).click()
    expect(page.get_by_role("link", name="Choose a contact")).to_be_visible()
    page.get_by_label("Contact", exact=True).select_option(str(contact.pk))
    page.get_by_role("button", name="Refer it", exact=True).click()

    expect(page.get_by_text("is referred. The contact gets a mail.")).to_be_visible()
    assert enquiry.referrals.get().contact == contact


def test_form_with_an_error_and_one_too_late_have_no_faults(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client)
    enquiry = make_enquiry("Kyoto Robotics (test)", now=timezone.now())
    page = open_page(f"/desk/enquiries/{enquiry.reference}/", cookies=read_session(client))
    page.get_by_text("Close it").click()
    page.get_by_role("button", name="Close the enquiry").click()
    page.get_by_role("link", name="Choose a reason").click()
    on_field = page.evaluate("document.activeElement.id")
    faults = find_faults_in_windows(page)

    page.get_by_label("Reason").select_option("not_fdi")
    page.get_by_label("In a few words").fill("A supplier.")
    casework.take_enquiry(enquiry=enquiry, by=make_staff(), now=timezone.now())
    page.get_by_role("button", name="Close the enquiry").click()
    expect(page.get_by_text("Olu Officer was first")).to_be_visible()
    expect(page.get_by_label("In a few words")).to_have_value("A supplier.")
    faults += find_faults_in_windows(page)

    assert on_field == "close_reason"
    late = "console: Failed to load resource: the server responded with a status of 409 (Conflict)"
    assert [fault for fault in faults if not fault.endswith(late)] == []
    assert Enquiry.objects.get().status == "triage"


def test_contact_accepts_on_a_telephone_without_scripts(open_page: OpenPage, client: Client) -> None:
    sign_in_contact(client)
    enquiry, _referral = offer_enquiry("leeds", now=timezone.now())
    page = open_page("/desk/", cookies=read_session(client), width=320, scripts=False)

    page.get_by_role("link", name=enquiry.reference).click()
    page.get_by_role("link", name="Go to what you can do").click()
    page.get_by_role("button", name="Accept it").click()

    expect(page.get_by_text("hanako@robotics.example")).to_be_visible()


def test_filters_narrow_the_queue_by_keyboard(open_page: OpenPage, client: Client) -> None:
    sign_in_to_desk(client)
    make_enquiry("Kyoto Robotics (test)", now=timezone.now())
    make_enquiry("Oslo Data (test)", now=timezone.now())
    page = open_page("/desk/enquiries/", cookies=read_session(client), scripts=False)

    page.get_by_label("Find any words in a case").fill("oslo")
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 enquiry", exact=True)).to_be_visible()
    page.get_by_role("link", name="Remove With “oslo”").click()
    expect(page.get_by_text("2 enquiries", exact=True)).to_be_visible()
