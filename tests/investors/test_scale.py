"""Large enquiries: who is told beside the contact, and once."""

import pytest

from investors.models import Decision
from investors.routing_rules import Rules
from investors.services.assignment import decline_referral, route_enquiry
from investors.workflow import Actor
from outbox.models import Message
from tests.investors.asked_contacts import list_events, mail_to, make_contact, offer_enquiry
from tests.investors.routing_versions import put_in_force
from tests.investors.sent_enquiries import NOW

pytestmark = pytest.mark.django_db


def test_large_enquiry_is_told_to_senior_lead_and_ukti_beside_the_referral(settings):
    make_contact("Amir Test")
    lead = make_contact("Sen Test", role="senior_lead")

    enquiry, referral = offer_enquiry(jobs="100+")

    assert list_events(enquiry) == ["received", "decided", "offered", "escalated"]
    event = enquiry.events.get(kind="escalated")
    assert event.text == "Large enquiry (jobs: over 100). Told as well: Sen Test and UKTI triage."
    assert event.detail["referral"] == referral.pk
    for address in (lead.email, settings.TRIAGE_EMAIL):
        message = mail_to(address, "large-enquiry")
        assert message.subject == f"Large enquiry {enquiry.reference}, for you to know"
        assert "jobs: over 100" in message.body
        assert "Amir Test was asked to take it on" in message.body
        assert enquiry.email not in message.body
    assert "/desk/enquiries/" in mail_to(settings.TRIAGE_EMAIL, "large-enquiry").body
    assert "/desk/enquiries/" not in mail_to(lead.email, "large-enquiry").body
    assert mail_to("amir.test@regions.example", "referral-offered").body.count("Chosen cluster") == 1


def test_enquiry_below_the_threshold_is_told_to_nobody_else():
    make_contact("Amir Test")

    enquiry, _referral = offer_enquiry(jobs="51-100", spend="not_known")

    assert list_events(enquiry) == ["received", "decided", "offered"]
    assert not Message.objects.filter(kind="large-enquiry").exists()


def test_large_enquiry_offered_again_tells_a_senior_lead_who_does_not_know_and_ukti_no_second_time(settings):
    amir, _jo = make_contact("Amir Test"), make_contact("Jo Test", cluster="sheffield")
    make_contact("Sen Leeds", role="senior_lead")
    sheffield = make_contact("Sen Sheffield", cluster="sheffield", role="senior_lead")
    enquiry, referral = offer_enquiry(jobs="100+", sectors=())
    enquiry.clusters.add("sheffield")

    decline_referral(referral=referral, reason="No room", by=Actor.contact(referral.contact), now=NOW)
    route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    assert referral.contact == amir
    assert mail_to(settings.TRIAGE_EMAIL, "large-enquiry")
    assert mail_to(sheffield.email, "large-enquiry")
    last = enquiry.events.filter(kind="escalated").order_by("-pk").first()
    assert last.text == "Large enquiry (jobs: over 100). Told as well: Sen Sheffield."


def test_large_enquiry_offered_again_in_the_cluster_tells_nobody_twice():
    make_contact("Amir Test")
    make_contact("Jo Test")
    make_contact("Sen Leeds", role="senior_lead")
    enquiry, referral = offer_enquiry(jobs="100+")

    decline_referral(referral=referral, reason="No room", by=Actor.contact(referral.contact), now=NOW)
    route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    assert Message.objects.filter(kind="large-enquiry").count() == 2
    assert list_events(enquiry).count("escalated") == 1


def test_decision_names_the_version_whose_threshold_counted():
    make_contact("Amir Test")
    version = put_in_force(Rules(scale_jobs="11-50"))

    enquiry, _referral = offer_enquiry(jobs="11-50")

    assert Decision.objects.get(enquiry=enquiry).routing_version == version
    assert enquiry.events.filter(kind="escalated").exists()
