"""Mail that came in: put on its case by our own tokens and ids, or into the inbox."""

import datetime
from functools import partial

import pytest
import time_machine
from django.db import IntegrityError, transaction

from investors.mail_reading import read_mail
from investors.mail_services import PostmarkInbound
from investors.models import Enquiry, EnquiryEvent, InboundMail, Referral
from investors.services.assignment import accept_referral, decline_referral, route_enquiry
from investors.services.following import confirm_address, correct_details, withdraw_enquiry
from investors.services.inbound import MOST_WORDS, file_mail, list_due, receive_mail
from investors.services.replies import write_to_investor
from investors.tasks import sweep_inbound_mail
from investors.workflow import Actor
from outbox.models import Message, SecretLink
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events, mail_to, make_contact, make_staff, offer_enquiry
from tests.investors.inbound_posts import DOMAIN, hand_over, make_payload, reply_address, switch_on
from tests.investors.sent_enquiries import NOW, send_enquiry
from tests.investors.sent_files import EICAR, PDF, PNG, attach

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=400)
INVESTOR = "hanako@robotics.example"
Status, Kind = InboundMail.Status, EnquiryEvent.Kind


@pytest.fixture(autouse=True)
def _services(settings):
    switch_on(settings)


def take_in(client, **mail) -> InboundMail:
    """Hand a mail over and file it as the worker does."""
    kept = hand_over(client, **mail)
    InboundMail.objects.filter(pk=kept.pk).update(received_at=NOW, due_at=NOW)
    file_mail(mail_id=kept.pk, now=NOW)
    kept.refresh_from_db()
    return kept


def accept(referral: Referral) -> None:
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)


def ask(enquiry: Enquiry) -> None:
    """Ask the investor something, so that it is their turn."""
    enquiry.refresh_from_db()
    write_to_investor(enquiry=enquiry, text="When?", awaits_answer=True, by=Actor.system(), now=NOW)


def test_answer_to_the_address_of_a_mail_is_what_the_investor_wrote(client):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    accept(referral)
    told = mail_to(INVESTOR, "enquiry-received")

    mail = take_in(client, to=reply_address(told), text="On Monday.\n\n> When?", from_email=INVESTOR.upper())

    event = enquiry.events.get(kind=Kind.INVESTOR_WROTE)
    assert (mail.status, mail.enquiry, mail.filed_as) == (Status.FILED, enquiry, "investor")
    assert (mail.matched_by, mail.is_other_address) == ("address", False)
    assert (event.text, event.actor_kind, event.detail) == ("On Monday.", "investor", {"mail": mail.pk})
    assert "On Monday." in mail_to(contact.email, "investor-wrote").body
    assert not enquiry.events.filter(kind=Kind.MAIL_NOTED).exists()


def test_answer_brings_back_a_case_that_awaited_the_investor(client):
    make_contact()
    enquiry, referral = offer_enquiry()
    accept(referral)
    ask(enquiry)

    take_in(client, to=reply_address(mail_to(INVESTOR, "enquiry-received")))

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.replied_at) == ("in_progress", None)


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_answer_to_our_message_id_is_filed_where_no_address_says_more(client, header, settings):
    settings.INBOUND_DOMAIN = ""
    enquiry = send_enquiry()
    told = mail_to(INVESTOR, "enquiry-received")
    assert told.reply_link is None

    mail = take_in(client, to="enquiries@technorth.example", headers={header: f"<x@y> {told.message_id}"})

    assert (mail.enquiry, mail.filed_as, mail.matched_by) == (enquiry, "investor", "message")


def test_a_known_sender_alone_files_nothing(client):
    enquiry = send_enquiry()

    mail = take_in(client, from_email=INVESTOR, to="enquiries@technorth.example", subject=enquiry.reference)

    assert (mail.status, mail.enquiry, mail.suggested) == (Status.INBOX, None, enquiry.reference)
    assert list_events(enquiry) == ["received"]


def test_answer_from_another_address_is_filed_and_said(client):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    accept(referral)

    mail = take_in(
        client, to=reply_address(mail_to(INVESTOR, "enquiry-received")), from_email="else@where.example"
    )

    assert (mail.status, mail.is_other_address) == (Status.FILED, True)
    assert enquiry.events.get(kind=Kind.MAIL_NOTED).text == (
        "It came from else@where.example, which is not the address on the case."
    )
    told = mail_to(contact.email, "investor-wrote").body
    assert "It came by mail from an address that is not the one of the case." in told


def test_contacts_answer_is_on_the_case_and_goes_to_no_investor(client):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    before = Message.objects.filter(to_email=INVESTOR).count()

    for text in ("I can take this.", "And another thing."):
        take_in(
            client,
            to=reply_address(mail_to(contact.email, "referral-offered")),
            from_email=contact.email,
            text=text,
        )

    events = enquiry.events.filter(kind=Kind.MAIL_RECEIVED).order_by("pk")
    assert [event.text for event in events] == ["I can take this.", "And another thing."]
    assert (events[0].actor_name, events[0].detail["referral"]) == (contact.name, referral.pk)
    referral.refresh_from_db()
    enquiry.refresh_from_db()
    assert (referral.status, enquiry.status) == ("offered", "referred")
    assert Message.objects.filter(to_email=INVESTOR).count() == before
    # They are told once that the investor has not got it.
    assert "was not sent to the investor" in mail_to(contact.email, "mail-noted").body


def test_answer_of_a_contact_who_no_longer_has_the_case_is_for_the_desk(client):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    told = mail_to(contact.email, "referral-offered")
    decline_referral(referral=referral, reason="Too far", by=Actor.contact(contact), now=NOW)

    mail = take_in(client, to=reply_address(told))

    assert (mail.status, mail.suggested) == (Status.INBOX, enquiry.reference)
    assert mail.inbox_reason == "It comes from a contact who no longer has the case."


def test_answer_to_a_closed_case_is_for_the_desk(client):
    enquiry = send_enquiry()
    told = mail_to(INVESTOR, "enquiry-received")
    withdraw_enquiry(enquiry=enquiry, now=NOW)

    mail = take_in(client, to=reply_address(told))

    assert (mail.status, mail.suggested, mail.inbox_reason) == (
        Status.INBOX,
        enquiry.reference,
        "The case is closed.",
    )


def test_address_of_the_old_mailbox_is_closed_once_the_investor_has_another(client):
    enquiry = send_enquiry()
    told = mail_to(INVESTOR, "enquiry-received")
    change = correct_details(
        enquiry=enquiry, name=enquiry.name, phone="", email="new@robotics.example", now=NOW
    )
    confirm_address(change=change, now=NOW)

    mail = take_in(client, to=reply_address(told))

    assert (mail.status, mail.inbox_reason) == (Status.INBOX, "The address that it was sent to is closed.")
    assert reply_address(mail_to("new@robotics.example", "address-confirmed"))


@pytest.mark.parametrize(
    "to", [f"reply+{'0' * 40}@{DOMAIN}", f"reply+@{DOMAIN}", f"reply+x'y@{DOMAIN}", f"hello@{DOMAIN}", ""]
)
def test_mail_to_no_address_of_ours_is_for_the_desk(client, to):
    assert take_in(client, to=to).status == Status.INBOX


def test_mail_about_two_cases_is_for_the_desk(client):
    addresses = []
    for _number in range(2):
        send_enquiry()
        addresses.append(reply_address(Message.objects.filter(kind="enquiry-received").latest("pk")))

    mail = take_in(client, to=addresses[0], headers={"Cc": addresses[1]})

    assert mail.recipients == addresses
    assert (mail.status, mail.inbox_reason) == (
        Status.INBOX,
        "It was sent to the addresses of several cases or people.",
    )


@pytest.mark.parametrize("headers", [{"Auto-Submitted": "auto-replied"}, {"Precedence": "auto_reply"}])
def test_automatic_answer_is_on_the_case_and_moves_no_clock(client, headers):
    make_contact()
    enquiry, referral = offer_enquiry()
    accept(referral)
    ask(enquiry)
    before = Message.objects.count()

    told = mail_to(INVESTOR, "enquiry-received")
    mail = take_in(client, to=reply_address(told), headers=headers, text="I am away.")

    enquiry.refresh_from_db()
    assert (mail.enquiry, mail.filed_as) == (enquiry, "note")
    assert (enquiry.status, enquiry.replied_at) == ("awaiting_investor", NOW)
    assert enquiry.events.get(kind=Kind.MAIL_RECEIVED).text == "I am away."
    assert Message.objects.count() == before


def test_files_of_a_mail_are_on_the_case_and_refused_ones_are_named(client):
    enquiry = send_enquiry()
    for number in range(3):
        attach(enquiry, f"{number}.png", PNG + bytes([number]))
    files = {"plan.pdf": PDF, "more.pdf": PDF + b"2", "third.pdf": PDF + b"3", "macro.docm": b"PK.."}

    mail = take_in(client, to=reply_address(mail_to(INVESTOR, "enquiry-received")), files=files)

    names = list(enquiry.attachments.order_by("pk").values_list("name", flat=True))
    assert names == ["0.png", "1.png", "2.png", "plan.pdf", "more.pdf"]
    said = enquiry.events.get(kind=Kind.MAIL_NOTED).text
    assert "macro.docm" in said
    assert "third.pdf" in said
    assert [file.attachment.name for file in mail.files.exclude(attachment=None).order_by("pk")] == [
        "plan.pdf",
        "more.pdf",
    ]
    assert "third.pdf" in mail_to(INVESTOR, "mail-files-refused").body


def test_files_of_a_mail_wait_for_the_scanner(client, settings):
    settings.CLAMAV_SOCKET = "/nowhere/clamd.ctl"
    enquiry = send_enquiry()

    take_in(client, to=reply_address(mail_to(INVESTOR, "enquiry-received")), files={"virus.pdf": PDF + EICAR})

    assert enquiry.attachments.get().scan == "pending"


def test_filing_twice_is_filing_once(client):
    enquiry = send_enquiry()
    mail = take_in(client, to=reply_address(mail_to(INVESTOR, "enquiry-received")))

    assert file_mail(mail_id=mail.pk, now=NOW) == ""
    assert list_due(LATER) == []
    assert list_events(enquiry).count("investor_wrote") == 1


def test_history_keeps_the_beginning_of_a_very_long_mail_and_the_mail_all_of_it(client):
    enquiry = send_enquiry()

    mail = take_in(client, to=reply_address(mail_to(INVESTOR, "enquiry-received")), text="word " * 5000)

    assert len(enquiry.events.get(kind=Kind.INVESTOR_WROTE).text) <= MOST_WORDS + 2
    assert len(mail.text) == 24_999


def test_mail_of_no_words_is_shown_and_changes_nothing(client):
    enquiry = send_enquiry()

    mail = take_in(client, to=reply_address(mail_to(INVESTOR, "enquiry-received")), text="  \n")

    assert mail.status == Status.FILED
    assert list_events(enquiry) == ["received"]


def test_addresses_for_answers_differ_by_person_and_hold_no_stored_token():
    contact = make_contact()
    offer_enquiry()

    addresses = {
        reply_address(mail_to(INVESTOR, "enquiry-received")),
        reply_address(mail_to(contact.email, "referral-offered")),
    }

    tokens = {address.partition("+")[2].partition("@")[0] for address in addresses}
    assert len(tokens) == 2
    assert not SecretLink.objects.filter(token_hash__in=tokens).exists()
    assert not SecretLink.objects.filter(nonce__in=tokens).exists()


def test_mail_to_staff_and_without_a_domain_has_no_address_for_answers(settings):
    settings.INBOUND_DOMAIN = ""
    send_enquiry()

    assert SecretLink.objects.exclude(purpose="enquiry").count() == 0
    assert Message.objects.exclude(reply_link=None).count() == 0


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "filed", "due_at": None}, "inbound_mail_filed_has_case"),
        ({"status": "inbox"}, "inbound_mail_waiting_is_due"),
        ({"due_at": None}, "inbound_mail_waiting_is_due"),
        ({"status": "set_aside", "due_at": None}, "inbound_mail_set_aside_with_reason"),
    ],
)
def test_row_of_a_mail_that_makes_no_sense_is_refused(client, changes, name):
    mail = hand_over(client)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        InboundMail.objects.filter(pk=mail.pk).update(**changes)


def test_file_is_once_in_a_mail(client):
    file = hand_over(client, files={"plan.pdf": PDF}).files.get()
    file.pk = None

    with pytest.raises(IntegrityError, match="inbound_file_once_per_mail"), transaction.atomic():
        file.save(force_insert=True)


def test_answer_to_a_mail_to_staff_is_for_the_desk_with_the_case_named(client):
    make_staff()
    enquiry = send_enquiry(place="Paris")

    route_enquiry(enquiry_id=enquiry.pk, now=NOW)
    told = Message.objects.get(kind="triage-enquiry")

    mail = take_in(client, to="enquiries@technorth.example", headers={"In-Reply-To": told.message_id})

    assert (mail.status, mail.suggested) == (Status.INBOX, enquiry.reference)


def test_mail_that_cannot_be_filed_is_for_the_desk_and_stops_no_other(client):
    enquiry = send_enquiry()
    broken = hand_over(client, to="")
    InboundMail.objects.filter(pk=broken.pk).update(headers=[])
    good = hand_over(client, to=reply_address(mail_to(INVESTOR, "enquiry-received")))

    with time_machine.travel(NOW, tick=False):
        InboundMail.objects.update(due_at=NOW)
        sweep_inbound_mail()

    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.status, broken.inbox_reason) == (Status.INBOX, "Filing it failed (AttributeError).")
    assert (good.status, good.enquiry) == (Status.FILED, enquiry)


@pytest.mark.django_db(transaction=True)
def test_one_mail_handed_over_by_several_requests_at_once_is_one_row():
    message = PostmarkInbound(webhook_secret="x:y").esp_to_anymail_event(make_payload()).message
    received = read_mail(message)

    mails = run_at_once(*[partial(receive_mail, received=received, now=NOW)] * 4)

    assert {mail.pk for mail in mails} == {InboundMail.objects.get().pk}
