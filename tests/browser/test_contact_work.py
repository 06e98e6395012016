"""A contact's work in a real browser: an answer, a contributor, absences; all forms open."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from investors.models import Referral
from investors.services.assignment import accept_referral
from investors.workflow import Actor
from outbox.links import compute_token
from outbox.models import SecretLink
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.test_own_contact import open_own
from tests.investors.test_referral_work import open_page as find_page

pytestmark = pytest.mark.django_db(transaction=True)


def accept_one() -> Referral:
    """Return the accepted lead of an enquiry in Leeds."""
    make_contact()
    _enquiry, referral = offer_enquiry(now=timezone.now())
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=timezone.now())
    return referral


def open_all(page: Page) -> None:
    """Open every form of the page."""
    for summary in page.locator("details > summary").all():
        if summary.is_visible() and summary.locator("..").get_attribute("open") is None:
            summary.click()


def test_contact_answers_from_the_mail_and_the_investor_reads_it(open_page: OpenPage) -> None:
    referral = accept_one()
    make_contact("Lena Port", cluster="liverpool")
    page = open_page(find_page(referral), width=375)

    open_all(page)
    faults = find_faults_in_windows(page)
    page.get_by_label("Your answer, or what was said").fill("Come and see us in July.")
    page.get_by_label("It is the investor's turn now").check()
    page.get_by_role("button", name="Save the answer").click()
    faults += find_faults_in_windows(page)

    assert faults == []
    assert "It is the investor’s turn." in page.get_by_role("main").inner_text()
    link = SecretLink.objects.get(purpose="enquiry", subject_id=referral.enquiry_id)
    investor = open_page(f"/enquiries/{referral.enquiry.reference}/{compute_token(link)}/")
    assert find_faults_in_windows(investor) == []
    assert "Please answer what you were asked" in investor.get_by_role("main").inner_text()


def test_contact_says_when_they_are_away_without_faults(open_page: OpenPage) -> None:
    referral = accept_one()
    page = open_page(open_own(referral.contact), width=375)

    open_all(page)
    faults = find_faults_in_windows(page)
    page.get_by_label("First day away").fill("2031-08-01")
    page.get_by_label("Last day away").fill("2031-08-14")
    page.get_by_role("button", name="Save these days").click()
    faults += find_faults_in_windows(page)
    page.get_by_role("button", name="Open it").click()

    assert faults == []
    assert "It is yours: write to the investor" in page.get_by_role("main").inner_text()
    assert referral.contact.absences.count() == 1
