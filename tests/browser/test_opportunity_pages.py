"""Opportunities in a real browser: the public pages, those of the desk, and the way into an enquiry."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from investors.models import Contact, Opportunity
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.browser.test_desk_pages import find_all_faults
from tests.investors.desk_rows import sign_in_to_desk
from tests.investors.opportunities import make_draft, publish_opportunity, submit_draft


@pytest.fixture
def opportunity(live_server: object) -> Opportunity:
    """Publish an opportunity, beside the reference facts."""
    call_command("load_reference", verbosity=0)
    return publish_opportunity(**days())


def days() -> dict[str, object]:
    """Return what makes an opportunity of today, in a sector of the reference facts."""
    now = timezone.now()
    last = timezone.localdate(now) + datetime.timedelta(days=90)
    first = timezone.localdate(now).isoformat()
    return {"now": now, "valid_from": first, "valid_until": last.isoformat(), "sectors": ["software"]}


def test_public_pages_have_no_faults(open_page: OpenPage, opportunity: Opportunity) -> None:
    faults = []
    for address in (
        "/opportunities/",
        "/opportunities/?q=nothing&cluster=leeds",
        "/opportunities/map/",
        opportunity.get_absolute_url(),
    ):
        page = open_page(address)
        faults += [f"{address} {fault}" for fault in find_faults_in_windows(page)]
        page.context.close()

    assert not faults, "\n".join(faults)


def test_desk_pages_have_no_faults(open_page: OpenPage, client: Client, opportunity: Opportunity) -> None:
    waiting = submit_draft(title="Waiting hall", **days()).opportunity
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)
    draft = make_draft(title="Drafted hall", **days())
    Contact.objects.filter(pk=draft.content["contact"]).update(user=user)
    own = f"/desk/opportunities/{draft.opportunity.slug}/"
    addresses = ["/desk/opportunities/", "/desk/opportunities/new/", own, f"{own}edit/", f"{own}files/"]

    faults = find_all_faults(open_page, client, addresses)
    sign_in_to_desk(client)
    address = f"/desk/opportunities/{waiting.slug}/"
    faults += find_all_faults(open_page, client, [address, f"{address}preview/"])

    assert not faults, faults


def test_filter_shows_fewer_and_leads_into_an_enquiry(open_page: OpenPage, opportunity: Opportunity) -> None:
    publish_opportunity(title="Sheffield works", cluster="sheffield", outcode="", **days())
    page = open_page("/opportunities/")

    page.get_by_label("Leeds").check()
    page.wait_for_url("**/opportunities/?cluster=leeds")
    assert page.get_by_text("Sheffield works").count() == 0
    page.get_by_role("link", name=opportunity.title).click()
    page.get_by_role("button", name="Enquire about this opportunity").click()

    page.wait_for_url("**/enquiries/new/")
    assert "Your enquiry is about the opportunity" in page.inner_text("main")
