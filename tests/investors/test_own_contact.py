"""A contact's own page: what is open with them, their absences, their capacity."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from investors.models import Contact, Enquiry
from outbox.links import compute_token, issue_link
from outbox.models import SecretLink
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import sign_in_contact

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def open_own(contact: Contact) -> str:
    """Return the address of the page of ``contact``, as their weekly mail has it."""
    link = issue_link(
        purpose=SecretLink.Purpose.CONTACT,
        subject_id=contact.pk,
        path="/contacts/{token}/",
        now=timezone.now(),
        expires_at=timezone.now() + DAY,
    )
    return f"/contacts/{compute_token(link)}/"


@pytest.fixture
def contact() -> Contact:
    return make_contact()


@pytest.fixture
def page(contact: Contact) -> str:
    return open_own(contact)


def test_page_leads_to_what_is_open(client: Client, contact: Contact, page: str):
    enquiry, referral = offer_enquiry(now=timezone.now())

    html = client.get(page).content.decode()
    response = client.post(f"{page}open/{referral.pk}/", follow=True)

    assert enquiry.reference in html
    assert response.redirect_chain[0][0].startswith("/referrals/")
    assert response.status_code == 200
    assert SecretLink.objects.filter(purpose="referral", subject_id=referral.pk).count() == 2


def test_another_contacts_referral_is_missing(client: Client, page: str):
    make_contact("Olga Other", cluster="sheffield")
    _enquiry, referral = offer_enquiry("sheffield", now=timezone.now())

    assert client.post(f"{page}open/{referral.pk}/").status_code == 404


def test_absence_that_begins_now_sends_what_was_offered_to_somebody_else(
    client: Client, contact: Contact, page: str
):
    enquiry, _referral = offer_enquiry(now=timezone.now())
    today = timezone.localdate()

    client.post(
        f"{page}absences/", {"first_day": str(today), "last_day": str(today + 14 * DAY), "reason": "leave"}
    )

    assert contact.absences.get().reason == "leave"
    assert not enquiry.referrals.live().exists()
    assert Enquiry.objects.get().due_at is not None


def test_absence_to_come_leaves_what_was_offered(client: Client, contact: Contact, page: str):
    enquiry, _referral = offer_enquiry(now=timezone.now())
    first = timezone.localdate() + 30 * DAY

    client.post(f"{page}absences/", {"first_day": str(first), "last_day": str(first), "reason": ""})

    assert contact.absences.count() == 1
    assert enquiry.referrals.live().exists()


def test_days_out_of_order_and_days_twice_are_refused(client: Client, contact: Contact, page: str):
    first = timezone.localdate() + 30 * DAY
    contact.absences.create(first_day=first, last_day=first)

    wrong = client.post(f"{page}absences/", {"first_day": str(first + DAY), "last_day": str(first)})
    twice = client.post(f"{page}absences/", {"first_day": str(first), "last_day": str(first)})

    assert "must not be before the first day" in wrong.content.decode()
    assert "away already" in twice.content.decode()
    assert contact.absences.count() == 1


def test_absence_is_removed_by_its_contact_only(client: Client, contact: Contact, page: str):
    day = timezone.localdate() + DAY
    own = contact.absences.create(first_day=day, last_day=day)
    others = make_contact("Olga Other").absences.create(first_day=day, last_day=day)

    removed = client.post(f"{page}absences/{own.pk}/remove/")
    refused = client.post(f"{page}absences/{others.pk}/remove/")

    assert (removed.status_code, refused.status_code) == (302, 404)
    assert not contact.absences.exists()


@pytest.mark.parametrize(("typed", "stored"), [("3", 3), ("0", 10), ("many", 10), ("", 10)])
def test_capacity_is_a_number_that_one_can_carry(
    client: Client, contact: Contact, page: str, typed: str, stored: int
):
    client.post(f"{page}capacity/", {"capacity": typed})

    contact.refresh_from_db()
    assert contact.capacity == stored


@pytest.mark.parametrize("path", ["", "absences/", "capacity/"])
def test_link_that_opens_nothing_is_missing(client: Client, path: str):
    call = client.post if path else client.get

    assert call(f"/contacts/0123456789abcdef/{path}").status_code == 404


def test_link_of_who_has_left_opens_nothing(client: Client, contact: Contact, page: str):
    Contact.objects.filter(pk=contact.pk).update(is_active=False)

    assert client.get(page).status_code == 404


def test_page_is_the_same_at_the_desk(client: Client):
    contact = sign_in_contact(client)

    assert contact.name in client.get("/desk/mine/").content.decode()
    client.post("/desk/mine/capacity/", {"capacity": "4"})

    contact.refresh_from_db()
    assert contact.capacity == 4


def test_staff_have_no_such_page(client: Client):
    sign_in_to_desk(client, "manager")

    assert client.get("/desk/mine/").status_code == 404


@pytest.mark.parametrize("rows", [1, 8])
def test_page_costs_the_same_for_any_referrals(
    client: Client, contact: Contact, page: str, django_assert_num_queries, rows: int
):
    for number in range(rows):
        offer_enquiry(now=timezone.now(), organisation=f"Firm {number}")

    with django_assert_num_queries(3):
        client.get(page)
