"""From our mail, through a mail server, to an answer on the case."""

import pytest

from investors.models import InboundMail
from investors.services.inbound import file_mail
from outbox.services import deliver_due_messages
from tests.investors.inbound_posts import hand_over, switch_on
from tests.investors.sent_enquiries import NOW, send_enquiry
from tests.outbox.mails import queue

pytestmark = pytest.mark.django_db


def test_answer_to_a_mail_that_left_reaches_its_case(client, settings, mail_server):
    switch_on(settings)
    enquiry = send_enquiry()
    deliver_due_messages(now=NOW)
    [received] = mail_server.received

    kept = hand_over(
        client,
        to=received["Reply-To"].addresses[0].addr_spec.upper(),
        headers={"In-Reply-To": received["Message-ID"]},
        text=f"In Leeds, please.\n\n{received['From']} wrote:\n> {received['Subject']}",
    )
    InboundMail.objects.update(due_at=NOW)
    file_mail(mail_id=kept.pk, now=NOW)

    assert enquiry.events.latest("pk").text == "In Leeds, please."


def test_reply_address_that_was_chosen_comes_first(settings, mail_server):
    switch_on(settings)
    queue(reply_to="desk@technorth.example")

    deliver_due_messages(now=NOW)

    assert [mail["Reply-To"] for mail in mail_server.received] == ["desk@technorth.example"]
