"""Contributors add to a case that another contact leads."""

import datetime

import pytest

from investors.models import Enquiry, Referral
from investors.services.assignment import accept_referral, decline_referral, route_enquiry
from investors.services.contributions import AlreadyAsked, ask_contributor, contribute
from investors.services.deadlines import lapse_referral
from investors.services.following import withdraw_enquiry
from investors.services.offers import StaleReferral
from investors.services.replies import complete_case
from investors.workflow import Actor, IllegalMove, Kind
from tests.investors.asked_contacts import list_events, mail_to, make_contact
from tests.investors.sent_enquiries import NOW, open_referral_token, send_enquiry
from tests.investors.test_case_clock import accept_enquiry

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=2)


def ask(question: str = "What of the port?") -> tuple[Enquiry, Referral]:
    """Return an enquiry led in Leeds, and the part of a contributor in Liverpool."""
    enquiry, contact = accept_enquiry()
    other = make_contact("Lena Port", cluster="liverpool")
    referral = ask_contributor(
        enquiry=enquiry, contact=other, question=question, by=Actor.contact(contact), now=NOW
    )
    return enquiry, referral


def test_contributor_is_asked_by_mail_and_the_lead_keeps_the_case():
    enquiry, referral = ask()

    mail = mail_to("lena.port@regions.example", "contribution-asked")
    assert "Amir Test leads enquiry" in mail.body
    assert "What of the port?" in mail.body
    enquiry.refresh_from_db()
    assert enquiry.status == "in_progress"
    assert referral.role == "contributor"


def test_contribution_goes_to_the_lead():
    enquiry, referral = ask()

    contribute(referral=referral, text="The port has room.", by=Actor.contact(referral.contact), now=LATER)

    referral.refresh_from_db()
    assert referral.status == "accepted"
    assert "The port has room." in mail_to("amir.test@regions.example", "contribution").body
    assert list_events(enquiry)[-1] == Kind.CONTRIBUTED


def test_contributor_adds_more_until_the_case_is_closed():
    enquiry, referral = ask()
    by = Actor.contact(referral.contact)
    contribute(referral=referral, text="One", by=by, now=LATER)
    contribute(referral=referral, text="Two", by=by, now=LATER)

    enquiry.refresh_from_db()
    complete_case(enquiry=enquiry, reason="succeeded", text="", by=Actor.system(), now=LATER)

    referral.refresh_from_db()
    assert referral.status == "completed"
    with pytest.raises(StaleReferral):
        contribute(referral=referral, text="Three", by=by, now=LATER)


def test_accepting_a_contribution_does_not_move_the_enquiry():
    enquiry, referral = ask()

    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=LATER)

    enquiry.refresh_from_db()
    assert enquiry.status == "in_progress"
    assert enquiry.referrals.live().get(role="lead").contact.name == "Amir Test"


def test_contributor_who_steps_aside_is_told_to_the_lead_and_nobody_else_is_asked():
    enquiry, referral = ask()

    decline_referral(referral=referral, reason="No time", by=Actor.contact(referral.contact), now=LATER)

    assert "No time" in mail_to("amir.test@regions.example", "contribution-declined").body
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("in_progress", None)


def test_contributor_who_does_not_answer_lapses_without_an_escalation():
    enquiry, referral = ask()

    lapse_referral(referral=referral, now=referral.due_at)

    assert "did not answer in time" in mail_to("amir.test@regions.example", "contribution-declined").body
    assert Kind.ESCALATED not in list_events(enquiry)


def test_contact_has_one_part_in_an_enquiry():
    enquiry, referral = ask()
    enquiry.refresh_from_db()

    for contact in (referral.contact, enquiry.referrals.get(role="lead").contact):
        with pytest.raises(AlreadyAsked):
            ask_contributor(enquiry=enquiry, contact=contact, question="?", by=Actor.system(), now=LATER)


def test_nobody_contributes_to_what_nobody_leads():
    with pytest.raises(IllegalMove):
        ask_contributor(
            enquiry=send_enquiry(), contact=make_contact(), question="?", by=Actor.system(), now=LATER
        )


def test_withdrawn_enquiry_ends_what_contributors_have():
    enquiry, referral = ask()

    withdraw_enquiry(enquiry=enquiry, now=LATER)

    referral.refresh_from_db()
    assert referral.status == "withdrawn"


def test_routing_to_several_clusters_asks_the_others_to_contribute_once():
    lead, other = make_contact(), make_contact("Lena Port", cluster="liverpool")
    enquiry = send_enquiry(clusters=("leeds", "liverpool"))

    route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    assert set(enquiry.referrals.values_list("status", flat=True)) == {"offered"}
    asked = enquiry.referrals.get(role="contributor").contact
    assert {asked, enquiry.referrals.get(role="lead").contact} == {lead, other}
    mail = mail_to(asked.email, "contribution-asked")
    assert f"The investor chose {asked.cluster.name} as well." in " ".join(mail.body.split())


def test_routing_again_leaves_the_contributors_as_they_are():
    make_contact()
    make_contact("Lou Test")
    make_contact("Lena Port", cluster="liverpool")
    make_contact("Lars Port", cluster="liverpool")
    enquiry = send_enquiry(clusters=("leeds", "liverpool"))
    route_enquiry(enquiry_id=enquiry.pk, now=NOW)
    first = enquiry.referrals.get(role="lead")

    decline_referral(referral=first, reason="Full", by=Actor.contact(first.contact), now=LATER)
    route_enquiry(enquiry_id=enquiry.pk, now=LATER)

    assert enquiry.referrals.live().filter(role="lead").count() == 1
    assert enquiry.referrals.filter(role="contributor").count() == 1


@pytest.mark.usefixtures("clock")
def test_contributor_whom_routing_asked_adds_by_the_mail_before_the_lead_has_answered(client):
    make_contact()
    make_contact("Lena Port", cluster="liverpool")
    enquiry = send_enquiry(clusters=("leeds", "liverpool"))
    route_enquiry(enquiry_id=enquiry.pk, now=NOW)
    referral = enquiry.referrals.get(role="contributor")
    address = f"/referrals/{open_referral_token(referral)}/"
    page = client.get(address).content.decode()
    enquiry.refresh_from_db()

    client.post(f"{address}do/contribute/", {"version": enquiry.version, "text": "The port has room."})

    lead = enquiry.referrals.get(role="lead").contact
    assert "Add to the case" in page
    assert "The port has room." in mail_to(lead.email, "contribution").body
