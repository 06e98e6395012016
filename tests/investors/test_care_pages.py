"""Who opened a case, copies for the person, and erasure: by the pages."""

import datetime
import json

import pytest
from django.db import DatabaseError, connection, transaction

from investors.models import CaseView, Contact, Enquiry, Erasure
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.investors.asked_contacts import make_contact
from tests.investors.closed_cases import SECRET, close_case
from tests.investors.desk_rows import LATER, make_enquiry, offer_to, read_page, sign_in_contact
from tests.investors.sent_enquiries import NOW, open_referral_token, read_enquiry_token, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def care(enquiry: Enquiry, more: str = "") -> str:
    return f"/desk/enquiries/{enquiry.reference}/care/{more}"


def test_case_notes_who_opened_it_once_an_hour(client):
    user = sign_in_to_desk(client, "triage_officer", name="Toni Triage")
    enquiry = make_enquiry("Kyoto")

    client.get(f"/desk/enquiries/{enquiry.reference}/")
    client.get(f"/desk/enquiries/{enquiry.reference}/")

    view = CaseView.objects.get()
    assert (view.enquiry, view.user, view.name, view.page, view.at) == (
        enquiry,
        user,
        "Toni Triage",
        "case",
        LATER,
    )


def test_case_that_is_not_shown_is_not_noted(client):
    sign_in_contact(client)
    enquiry = make_enquiry("Kyoto")

    client.get(f"/desk/enquiries/{enquiry.reference}/")

    assert not CaseView.objects.exists()


def test_contact_who_comes_by_the_link_is_noted(client):
    referral = offer_to(make_contact())

    client.get(f"/referrals/{open_referral_token(referral, now=LATER)}/")

    assert CaseView.objects.get().contact == referral.contact


def test_case_is_not_shown_when_it_cannot_be_noted(client):
    sign_in_to_desk(client)
    enquiry = make_enquiry("Kyoto")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE investors_caseview RENAME TO investors_gone")

    with pytest.raises(DatabaseError):
        client.get(f"/desk/enquiries/{enquiry.reference}/")


def test_view_is_neither_changed_nor_deleted(client):
    enquiry = make_enquiry("Kyoto")
    at = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)  # the trigger goes by the clock of PostgreSQL
    CaseView.objects.create(enquiry=enquiry, user=UserFactory(), name="A", page="case", hour=at, at=at)

    with pytest.raises(DatabaseError), transaction.atomic():
        CaseView.objects.update(name="B")
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseView.objects.all().delete()


def test_view_is_by_one_person(client):
    enquiry, user, contact = make_enquiry("Kyoto"), UserFactory(), make_contact()
    for who in ({}, {"user": user, "contact": contact}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CaseView.objects.create(enquiry=enquiry, name="A", page="case", hour=NOW, at=NOW, **who)


@pytest.mark.parametrize(("role", "shown"), [("manager", True), ("auditor", True), ("triage_officer", False)])
def test_case_leads_overseers_to_who_opened_it(client, role, shown):
    sign_in_to_desk(client, role)
    enquiry = make_enquiry("Kyoto")

    page = client.get(f"/desk/enquiries/{enquiry.reference}/").content.decode()

    assert (care(enquiry) in page) == shown


@pytest.mark.parametrize("count", [1, 30])
def test_page_makes_the_same_queries(client, count, django_assert_num_queries):
    sign_in_to_desk(client, "manager")
    enquiry = close_case()
    CaseView.objects.bulk_create(
        CaseView(enquiry=enquiry, user=UserFactory(), name="A", page="case", hour=NOW, at=NOW)
        for _each in range(count)
    )
    client.get(care(enquiry))

    with django_assert_num_queries(18):
        client.get(care(enquiry))


def test_manager_erases_after_ticking(client):
    sign_in_to_desk(client, "manager")
    enquiry = close_case()

    untouched = client.post(care(enquiry, "erase/"))
    client.post(care(enquiry, "erase/"), {"is_certain": "on"})

    assert "Tick this if you are certain" in read_page(untouched)
    assert Erasure.objects.get().reason == "asked"
    assert SECRET not in read_page(client.get(f"/desk/enquiries/{enquiry.reference}/"))


def test_open_case_is_refused_and_kept(client):
    sign_in_to_desk(client, "manager")
    enquiry = make_enquiry("Kyoto")

    response = client.post(care(enquiry, "erase/"), {"is_certain": "on"}, follow=True)

    assert "Close it first" in read_page(response)
    assert not Erasure.objects.exists()


def test_manager_makes_a_copy_of_everything_after_checking_who_asks(client):
    sign_in_to_desk(client, "manager")
    enquiry = close_case()
    other = send_enquiry(plan="We plan a second centre.")
    UserFactory(email=enquiry.email, name="Hanako")

    unchecked = client.post(care(enquiry, "copy/"), {"format": "json"})
    copy = client.post(care(enquiry, "copy/"), {"format": "json", "is_checked": "on"}).json()

    assert "Check who asks first" in read_page(unchecked)
    assert [each["reference"] for each in copy["enquiries"]] == [enquiry.reference, other.reference]
    assert copy["account"]["name"] == "Hanako"
    assert copy["enquiries"][0]["files"][0]["name"] == "plan.pdf"
    assert enquiry.events.filter(kind="copied", actor_kind="staff").count() == 1
    assert CaseView.objects.filter(page="copy").count() == 1


def test_copy_holds_nothing_of_other_people(client):
    sign_in_to_desk(client, "manager")
    enquiry = close_case()
    send_enquiry(email="other@example.test", name="Ola Other", plan="Our own plan.")

    text = client.post(care(enquiry, "copy/"), {"format": "text", "is_checked": "on"}).content.decode()

    assert "Ola Other" not in text
    assert "Hanako said no." not in text  # what staff noted at the close
    assert SECRET in text
    assert not [name for name in Contact.objects.values_list("email", flat=True) if name in text]


def test_investor_takes_a_copy_of_the_enquiry_of_the_link_alone(client):
    enquiry, other = send_enquiry(), send_enquiry(plan="We plan a second centre.")
    page = f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/copy/"

    shown = client.get(page)
    copied_by_get = enquiry.events.filter(kind="copied").count()
    response = client.post(page, {"format": "json"})

    assert shown.status_code == 200
    assert copied_by_get == 0
    assert response["Content-Disposition"] == f'attachment; filename="{enquiry.reference}-copy.json"'
    copy = json.loads(response.content)
    assert [each["reference"] for each in copy["enquiries"]] == [enquiry.reference]
    assert other.reference not in response.content.decode()
    assert copy["enquiries"][0]["consent"]["version"] == "2026-11"
    assert copy["enquiries"][0]["consent"]["wording"]


def test_stranger_takes_no_copy(client):
    enquiry = send_enquiry()

    assert (
        client.post(f"/enquiries/{enquiry.reference}/{'0' * 40}/copy/", {"format": "json"}).status_code == 404
    )
