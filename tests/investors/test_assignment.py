import datetime

import pytest

from investors.models import Decision, Enquiry, Referral
from investors.services.assignment import (
    route_enquiry,
    triage_failed_routing,
)
from outbox.links import build_url, live_links
from outbox.models import Message, SecretLink
from tests.investors.asked_contacts import list_events, mail_to, make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster, put_at, send_enquiry

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=3)


def test_route_stores_decision_referral_event_link_and_mail():
    contact = make_contact()
    enquiry = send_enquiry(clusters=("leeds",))

    decision = route_enquiry(enquiry_id=enquiry.pk, now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("referred", None)
    assert (decision.outcome, decision.rule, decision.contact, decision.cluster_id) == (
        "refer",
        "chosen-cluster",
        contact,
        "leeds",
    )
    assert decision.lines == [
        "Chosen cluster: the investor chose Leeds.",
        "Asked: Amir Test (regional contact, Leeds). Reason: the only one who can be asked.",
    ]
    assert decision.candidates == [
        {
            "contact_id": contact.pk,
            "name": "Amir Test",
            "role": "Regional contact",
            "cluster": "leeds",
            "result": "chosen",
            "reason": "the only one who can be asked",
            "scores": {"full": 0, "role": 0, "area": 0, "language": 0, "load": 0, "asked": None},
        }
    ]
    referral = Referral.objects.get()
    assert (referral.contact, referral.decision, referral.role) == (contact, decision, "lead")
    assert (referral.status, referral.offered_at) == ("offered", LATER)
    assert (referral.nudge_at.isoformat(), referral.due_at.isoformat()) == (
        "2026-06-03T13:30:00+00:00",
        "2026-06-04T13:30:00+00:00",
    )
    assert list_events(enquiry) == ["received", "decided", "offered"]
    offered = enquiry.events.get(kind="offered")
    assert (offered.from_status, offered.to_status, offered.actor_kind) == ("received", "referred", "system")
    assert offered.detail == {
        "referral": referral.pk,
        "role": "lead",
        "contact": contact.pk,
        "contact_name": "Amir Test",
    }
    contact.refresh_from_db()
    assert contact.last_asked_at == LATER


@pytest.mark.parametrize("rows", [1, 30])
def test_route_asks_a_fixed_number_of_queries(rows, django_assert_num_queries):
    for number in range(rows):
        contact = make_contact(f"Contact {number}")
        contact.absences.create(first_day=NOW.date(), last_day=NOW.date())
    enquiry = send_enquiry(clusters=("leeds",))

    with django_assert_num_queries(15 + 2):  # and a savepoint
        route_enquiry(enquiry_id=enquiry.pk, now=LATER + datetime.timedelta(days=2))


def test_route_mails_the_contact_a_link_that_opens_the_referral():
    contact = make_contact()

    enquiry, referral = offer_enquiry(organisation="O'Neill & Söhne GmbH (test)")

    message = mail_to(contact.email, "referral-offered")
    link = SecretLink.objects.get(purpose="referral", subject_id=referral.pk)
    token = build_url(link).split("/")[-2]
    assert live_links(purpose="referral", token=token, now=LATER).get() == link
    assert link.expires_at == NOW + datetime.timedelta(days=30)
    assert message.subject == f"Enquiry {enquiry.reference} for you: please answer by Thursday 4 June, 11:30"
    assert "O'Neill & Söhne GmbH (test) (Japan) asks about investing" in message.body
    assert "Why you: Chosen cluster: the investor chose Leeds." in message.body
    assert f"\n[[link:{link.pk}]]\n" in message.body
    assert enquiry.email not in message.body
    assert message.about == enquiry.reference


@pytest.mark.parametrize("due_at", [None, NOW + datetime.timedelta(seconds=1)])
def test_route_leaves_alone_what_is_not_due(due_at):
    make_contact()
    enquiry = send_enquiry(clusters=("leeds",))
    Enquiry.objects.filter(pk=enquiry.pk).update(due_at=due_at)

    assert route_enquiry(enquiry_id=enquiry.pk, now=NOW) is None
    assert not Referral.objects.exists()


def test_route_twice_asks_once():
    make_contact()
    enquiry, _ = offer_enquiry()

    assert route_enquiry(enquiry_id=enquiry.pk, now=LATER) is None
    assert Referral.objects.count() == 1
    assert Message.objects.filter(kind="referral-offered").count() == 1


def test_route_of_an_enquiry_that_is_gone_does_nothing():
    assert route_enquiry(enquiry_id=999_999, now=NOW) is None


def test_route_spreads_by_load():
    make_contact("Ann Test")
    make_contact("Ben Test")

    asked = [offer_enquiry(organisation=f"Firm {number}")[1].contact.name for number in range(4)]

    assert sorted(asked) == ["Ann Test", "Ann Test", "Ben Test", "Ben Test"]


def test_route_without_a_contact_puts_it_before_ukti_and_tells_them(settings):
    make_cluster("leeds")
    enquiry = send_enquiry(clusters=("leeds",))

    route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    enquiry.refresh_from_db()
    reason = "Nobody left to ask: nobody in Leeds can be asked, so UKTI decides."
    assert (enquiry.status, enquiry.due_at, enquiry.triage_reason) == ("triage", None, reason)
    message = mail_to(settings.TRIAGE_EMAIL, "triage-enquiry")
    assert reason in message.body
    assert f"{settings.SITE_URL}/desk/enquiries/{enquiry.reference}/" in message.body
    assert Decision.objects.get().outcome == "triage"


def test_route_quarantines_suspected_spam_and_mails_nobody():
    make_contact()
    enquiry = send_enquiry(clusters=("leeds",), plan="[url=x.example]x[/url]")
    sent_before = Message.objects.count()

    route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("quarantined", None)
    assert enquiry.spam_reasons == ["The text holds link markup that people do not type."]
    assert Message.objects.count() == sent_before


def test_route_again_from_triage_to_triage_renews_the_reason():
    make_cluster("leeds")
    enquiry = send_enquiry(clusters=("leeds",))
    put_at(enquiry, "triage")
    Enquiry.objects.filter(pk=enquiry.pk).update(due_at=NOW, triage_reason="Old")

    route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("triage", None)
    assert enquiry.triage_reason.startswith("Nobody left to ask")


def test_failed_routing_ends_at_triage_with_the_reason():
    enquiry = send_enquiry()

    triage_failed_routing(enquiry_id=enquiry.pk, error="KeyError", now=NOW)
    triage_failed_routing(enquiry_id=enquiry.pk, error="KeyError", now=NOW)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("triage", None)
    assert enquiry.triage_reason == "Routing failed (KeyError). Please refer it by hand."
    assert list_events(enquiry) == ["received", "moved"]
