"""A senior lead: sees the cases of their cluster, and refers them within it."""

import pytest

from accounts.models import User
from investors.models import Attachment, Enquiry, Referral
from investors.services import assignment
from investors.workflow import Actor
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import LATER, QUEUE, list_organisations, make_enquiry, offer_to, read_page
from tests.investors.sent_enquiries import NOW, make_cluster
from tests.investors.sent_files import attach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def sign_in_lead(client, cluster: str = "leeds", **fields) -> User:
    user = sign_in_to_desk(client, User.Role.SENIOR_LEAD, name="Desi Lead")
    values = {"role": "senior_lead", "cluster": cluster, "user": user} | fields
    make_contact("Desi Lead", **values)
    return user


def refer(client, referral: Referral, contact) -> object:
    enquiry = Enquiry.objects.get(pk=referral.enquiry_id)
    data = {"version": enquiry.version, "contact": contact.pk, "words": "Knows robots"}
    return client.post(f"{QUEUE}{enquiry.reference}/refer/", data)


def test_lead_sees_the_cases_of_their_cluster_alone(client):
    sign_in_lead(client)
    offer_to(make_contact(), "Ours Ltd (test)")
    offer_to(make_contact("Cy Other", cluster="sheffield"), "Theirs Ltd (test)")
    make_enquiry("Nobody's Ltd (test)")

    assert list_organisations(client.get(QUEUE)) == ["Ours Ltd (test)"]


def test_lead_sees_the_cases_of_sub_clusters(client):
    make_cluster("newcastle", parent=make_cluster("north-east"))
    sign_in_lead(client, "north-east")
    offer_to(make_contact("Cy Other", cluster="newcastle"), "Ours Ltd (test)")

    assert list_organisations(client.get(QUEUE)) == ["Ours Ltd (test)"]


@pytest.mark.parametrize("fields", [{"role": "deputy"}, {"is_active": False}])
def test_account_alone_makes_no_lead(client, fields):
    offer_to(make_contact(), "Ours Ltd (test)")
    user = sign_in_lead(client, **fields)

    assert not Enquiry.objects.visible_to(user).exists()


def test_lead_refers_within_the_cluster(client):
    user = sign_in_lead(client)
    referral = offer_to(make_contact())
    other = make_contact("Bo Test")

    response = refer(client, referral, other)

    assert response.status_code == 302
    live = referral.enquiry.referrals.live().get()
    assert live.contact == other
    event = referral.enquiry.events.filter(kind="offered").latest("pk")
    assert (event.actor_kind, event.actor_name, event.user) == ("contact", "Desi Lead", user)


def test_lead_refers_to_nobody_elsewhere(client):
    sign_in_lead(client)
    referral = offer_to(make_contact())
    other = make_contact("Cy Other", cluster="sheffield")

    response = refer(client, referral, other)

    assert response.status_code == 200
    assert referral.enquiry.referrals.live().get() == referral


def test_lead_refers_no_case_in_which_their_cluster_only_contributes(client):
    sign_in_lead(client)
    referral = offer_to(make_contact("Cy Other", cluster="sheffield"))
    ours = make_contact()
    Referral.objects.create(
        enquiry=referral.enquiry,
        contact=ours,
        role="contributor",
        offered_at=NOW,
        nudge_at=LATER,
        due_at=LATER,
    )

    page = client.get(f"{QUEUE}{referral.enquiry.reference}/")
    response = refer(client, referral, ours)

    assert "Refer it" not in read_page(page)
    assert (page.status_code, response.status_code) == (200, 404)


def test_lead_opens_files_once_somebody_took_it_on(client):
    user = sign_in_lead(client)
    referral = offer_to(make_contact())
    attach(referral.enquiry)
    before = Attachment.objects.visible_to(user).count()

    assignment.accept_referral(referral=referral, by=Actor.contact(referral.contact), now=LATER)

    assert (before, Attachment.objects.visible_to(user).count()) == (0, 1)


def test_lead_is_offered_one_action(client):
    sign_in_lead(client)
    referral = offer_to(make_contact())

    page = client.get(f"{QUEUE}{referral.enquiry.reference}/")

    assert [entry["action"].name for entry in page.context["actions"]] == ["refer"]
