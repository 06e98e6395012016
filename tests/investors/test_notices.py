import pytest

from investors.notices import queue_notice, tell_investor, tell_triage
from investors.workflow import Actor, record_event
from outbox.links import compute_token
from outbox.mail import open_link
from outbox.models import Message, SecretLink
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, send_enquiry

pytestmark = pytest.mark.django_db


def test_notice_opens_no_link_that_was_typed_into_it():
    make_contact()
    enquiry, referral = offer_enquiry(organisation="Curious Ltd (test)")
    theirs = SecretLink.objects.get(purpose="referral", subject_id=referral.pk)
    text = f"Open [[link:{theirs.pk}]] please"

    message = queue_notice(
        template="investor-wrote",
        enquiry=enquiry,
        to_email="amir@leeds.example",
        to_name="Amir",
        cause="1",
        now=NOW,
        text=text,
    )

    assert compute_token(theirs) not in open_link(message)


def test_notice_of_the_same_cause_is_queued_once():
    enquiry = send_enquiry()
    event = record_event(enquiry=enquiry, kind="note", actor=Actor.system(), now=NOW)

    first = tell_triage(template="triage-enquiry", event=event, now=NOW, reason="Why")
    second = tell_triage(template="triage-enquiry", event=event, now=NOW, reason="Why")

    assert first == second


def test_notice_to_the_investor_goes_without_a_link_that_is_closed():
    enquiry = send_enquiry()
    SecretLink.objects.update(revoked_at=NOW)

    message = tell_investor(template="enquiry-closed", enquiry=enquiry, cause="1", now=NOW)

    assert message.link is None
    assert "See its history here" not in message.body


def test_notice_escapes_nothing_and_has_a_subject_of_one_line():
    enquiry = send_enquiry(name='Siân "Sal" O\'Neill & Co <test>')

    message = tell_investor(template="enquiry-delayed", enquiry=enquiry, cause="1", now=NOW)

    assert message.body.startswith('Dear Siân "Sal" O\'Neill & Co <test>,\n')
    assert message.subject == f"Your enquiry {enquiry.reference} is taking longer than we said"
    assert Message.objects.get(pk=message.pk).about == enquiry.reference
