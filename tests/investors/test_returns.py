"""Mail that does not arrive: reported by services, and what follows for cases and contacts."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from investors.models import EnquiryEvent, Referral
from investors.services.assignment import accept_referral, route_enquiry
from investors.services.contributions import ask_contributor
from investors.services.returns import follow_up_return, list_due
from investors.tasks import sweep_returns
from investors.workflow import Actor
from outbox.models import Attempt, Message, Suppression
from outbox.services import deliver_message
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import list_events, mail_to, make_contact, offer_enquiry
from tests.investors.desk_rows import read_page
from tests.investors.inbound_posts import report_mailgun, report_postmark, switch_on
from tests.investors.sent_enquiries import NOW, send_enquiry

pytestmark = pytest.mark.django_db
INVESTOR = "hanako@robotics.example"
Kind = EnquiryEvent.Kind


@pytest.fixture(autouse=True)
def _services(settings):
    switch_on(settings)


@pytest.fixture(params=[report_mailgun, report_postmark])
def report(request):
    """How either service reports a message that came back for good."""
    return request.param


def mark_sent(message: Message) -> Message:
    """Leave ``message`` as delivery does."""
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=NOW)
    return message


def test_hard_bounce_of_a_referral_mail_asks_somebody_else_at_once(client, report):
    first = make_contact("Amir Test")
    enquiry, referral = offer_enquiry()
    second = make_contact("Beth Test")
    message = mark_sent(mail_to(first.email, "referral-offered"))

    response = report(client, message)
    sweep_returns()
    enquiry.refresh_from_db()
    route_enquiry(enquiry_id=enquiry.pk, now=timezone.now())

    assert response.status_code == 200
    message.refresh_from_db()
    assert (message.came_back, message.came_back_cause) == ("bounced", "550 5.1.1 No such user")
    assert [attempt.outcome for attempt in message.attempts.all()] == [Attempt.Outcome.BOUNCED]
    referral.refresh_from_db()
    assert (referral.status, referral.contact) == (Referral.Status.WITHDRAWN, first)
    assert enquiry.referrals.live().get().contact == second
    [candidate] = [c for c in enquiry.decisions.latest("pk").candidates if c["contact_id"] == first.pk]
    assert candidate["reason"] == "cannot be reached: mail to them is held back"
    assert Suppression.objects.live().get().email == first.email
    assert not Message.objects.filter(kind="referral-moved").exists()  # that one would come back, too


def test_reports_twice_are_one(client, report):
    make_contact()
    enquiry, _referral = offer_enquiry()
    message = mark_sent(mail_to("amir.test@regions.example", "referral-offered"))

    for _try in range(2):
        assert report(client, message).status_code == 200
        sweep_returns()

    assert list_events(enquiry).count(Kind.MAIL_RETURNED) == 1
    assert (Suppression.objects.count(), message.attempts.count()) == (1, 1)
    assert list_due(timezone.now()) == []


def test_report_about_a_mail_that_is_not_ours_is_taken_and_changes_nothing(client, report):
    enquiry = send_enquiry()
    message = mail_to(INVESTOR, "enquiry-received")
    message.message_id = "<another@else.example>"

    assert report(client, message).status_code == 200

    assert not Message.objects.exclude(came_back="").exists()
    assert list_events(enquiry) == ["received"]


@pytest.mark.parametrize(
    "data",
    [
        {"event": "delivered"},
        {"event": "opened"},
        {"event": "clicked"},
        {"event": "failed", "severity": "temporary"},
        {"event": "never heard of"},
    ],
)
def test_other_reports_of_mailgun_change_nothing(client, data):
    send_enquiry()
    message = mark_sent(mail_to(INVESTOR, "enquiry-received"))

    assert report_mailgun(client, message, **data).status_code == 200

    assert not Message.objects.exclude(came_back="").exists()


@pytest.mark.parametrize(
    "data",
    [
        {"RecordType": "Delivery"},
        {"RecordType": "Open"},
        {"Type": "Transient"},
        {"Type": "AutoResponder"},
        {"RecordType": "SubscriptionChange", "SuppressSending": False},
    ],
)
def test_other_reports_of_postmark_change_nothing(client, data):
    send_enquiry()
    message = mark_sent(mail_to(INVESTOR, "enquiry-received"))

    assert report_postmark(client, message, **data).status_code == 200

    assert not Message.objects.exclude(came_back="").exists()


@pytest.mark.parametrize("data", [{"Type": "SoftBounce"}, {"Type": "Blocked"}, {"Type": "DMARCPolicy"}])
def test_bounce_that_may_pass_is_noted_and_holds_nothing_back(client, data):
    make_contact()
    offer_enquiry()
    message = mark_sent(mail_to("amir.test@regions.example", "referral-offered"))

    report_postmark(client, message, **data)
    sweep_returns()

    message.refresh_from_db()
    assert (message.came_back, message.follow_up_at) == ("for_now", None)
    assert Suppression.objects.count() == 0
    assert Referral.objects.get().status == Referral.Status.OFFERED
    report_postmark(client, message)
    message.refresh_from_db()
    assert message.came_back == "bounced"


@pytest.mark.parametrize(
    ("send", "data"),
    [(report_mailgun, {"event": "complained"}), (report_postmark, {"RecordType": "SpamComplaint"})],
)
def test_complaint_marks_the_message_and_holds_mail_back_and_reroutes_nothing(client, send, data):
    make_contact()
    enquiry, _referral = offer_enquiry()
    message = mark_sent(mail_to("amir.test@regions.example", "referral-offered"))

    send(client, message, **data | ({"Type": "SpamComplaint"} if "RecordType" in data else {}))
    sweep_returns()

    message.refresh_from_db()
    assert message.came_back == "complained"
    assert Suppression.objects.live().get().reason == "complained"
    assert enquiry.referrals.get().status == Referral.Status.OFFERED


def test_malformed_report_is_answered_with_400(client):
    send_enquiry()
    message = mail_to(INVESTOR, "enquiry-received")

    assert report_mailgun(client, message, timestamp="never").status_code == 400


def test_bounce_of_the_investors_address_is_on_the_case_and_told_to_who_has_it(client):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    accept_referral(referral=referral, by=Actor.contact(contact), now=NOW)
    for kind in ("enquiry-received", "enquiry-accepted"):
        report_mailgun(client, mark_sent(mail_to(INVESTOR, kind)))
    sweep_returns()

    assert enquiry.events.get(kind=Kind.MAIL_RETURNED).text == (
        "Mail to the investor does not arrive. 550 5.1.1 No such user"
    )
    assert "550 5.1.1 No such user" in mail_to(contact.email, "investor-unreachable").body
    referral.refresh_from_db()
    assert referral.status == Referral.Status.ACCEPTED
    sign_in_to_desk(client)
    page = read_page(client.get(f"/desk/enquiries/{enquiry.reference}/"))
    assert "Our mail does not reach the investor." in page
    assert f"{contact.name} has the case." in page


def test_bounce_to_who_has_accepted_a_case_is_told_to_ukti(client):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    accept_referral(referral=referral, by=Actor.contact(contact), now=NOW)

    report_mailgun(client, mark_sent(mail_to(contact.email, "referral-offered")))
    sweep_returns()

    referral.refresh_from_db()
    assert referral.status == Referral.Status.ACCEPTED
    told = Message.objects.get(kind="contact-unreachable")
    assert contact.name in told.body
    assert enquiry.events.filter(kind=Kind.MAIL_RETURNED).count() == 1


def test_bounce_of_the_mail_to_a_contributor_is_told_to_the_lead(client):
    lead = make_contact()
    enquiry, referral = offer_enquiry()
    accept_referral(referral=referral, by=Actor.contact(lead), now=NOW)
    other = make_contact("Chris Test", cluster="sheffield")
    enquiry.refresh_from_db()
    asked = ask_contributor(enquiry=enquiry, contact=other, question="Labs?", by=Actor.contact(lead), now=NOW)

    report_mailgun(client, mark_sent(mail_to(other.email, "contribution-asked")))
    sweep_returns()

    asked.refresh_from_db()
    assert asked.status == Referral.Status.WITHDRAWN
    assert Message.objects.filter(kind="contribution-declined", to_email=lead.email).count() == 1


def test_offer_to_an_address_that_is_held_back_goes_to_somebody_else():
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    Suppression.objects.create(email=contact.email, reason="staff", note="Left", created_at=NOW)
    message = mail_to(contact.email, "referral-offered")

    status = deliver_message(message_id=message.pk, now=NOW)
    follow_up_return(message_id=message.pk, now=NOW)

    referral.refresh_from_db()
    enquiry.refresh_from_db()
    assert (status, referral.status, enquiry.due_at) == ("suppressed", "withdrawn", NOW)


def test_contact_who_cannot_be_reached_is_marked_and_mended_at_the_desk(client):
    contact = make_contact()
    Suppression.objects.create(email=contact.email, reason="bounced", note="550", created_at=NOW)
    sign_in_to_desk(client, User.Role.MANAGER)
    address = f"/desk/contacts/{contact.pk}/"

    listed, shown = read_page(client.get("/desk/contacts/")), read_page(client.get(address))
    empty = client.post(f"{address}reach/", {"reason": ""})
    mended = client.post(f"{address}reach/", {"reason": "They wrote from it"}, follow=True)

    assert "Not reachable" in listed
    assert "They cannot be reached by mail, and are not asked." in shown
    assert "Enter a reason" in read_page(empty)
    assert "Not reachable" not in read_page(mended)
    assert Suppression.objects.live().count() == 0


def test_contact_is_mended_by_managers_alone(client):
    contact = make_contact()
    Suppression.objects.create(email=contact.email, reason="bounced", created_at=NOW)
    sign_in_to_desk(client, User.Role.TRIAGE_OFFICER)

    assert client.post(f"/desk/contacts/{contact.pk}/reach/", {"reason": "x"}).status_code == 404
    assert Suppression.objects.live().count() == 1


def test_contact_with_another_address_is_reachable_again(client):
    contact = make_contact()
    Suppression.objects.create(email=contact.email, reason="bounced", created_at=NOW)
    day = datetime.date(2026, 6, 2)
    assert not type(contact).objects.present(day).exists()

    type(contact).objects.filter(pk=contact.pk).update(email="new@regions.example")

    assert type(contact).objects.present(day).get() == contact
