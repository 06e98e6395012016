"""Pages about mail that came in, came back or was held back, in a real browser."""

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from investors.models import InboundMail
from investors.services.inbound import file_mail
from outbox.models import Message, Suppression
from tests.accounts.people import sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.test_desk_pages import find_all_faults
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.inbound_posts import hand_over, reply_address, switch_on
from tests.investors.sent_files import PDF


def take_in(client: Client, **mail) -> InboundMail:
    kept = hand_over(client, **mail)
    file_mail(mail_id=kept.pk, now=timezone.now())
    return kept


def test_pages_about_mail_have_no_faults(open_page: OpenPage, client: Client, settings) -> None:
    switch_on(settings)
    call_command("load_reference", verbosity=0)
    sign_in_to_desk(client, User.Role.MANAGER)
    contact, now = make_contact("Amir Test", cluster="leeds"), timezone.now()
    enquiry, _referral = offer_enquiry("leeds", now=now)
    told = Message.objects.get(kind="enquiry-received")
    waiting = take_in(client, text="Hello\n\n> Before", files={"plan.pdf": PDF, "run.exe": b"MZ"})
    filed = take_in(client, to=reply_address(told), from_email="else@where.example")
    for email in (contact.email, enquiry.email):
        held = Suppression.objects.create(
            email=email, reason="bounced", note="550 No such user", created_at=now
        )
    Message.objects.filter(pk=told.pk).update(status="failed", cause="Recipient refused: 550 No such user")

    faults = find_all_faults(
        open_page,
        client,
        [
            "/desk/",
            "/desk/inbox/",
            "/desk/inbox/?status=filed",
            f"/desk/inbox/{waiting.pk}/",
            f"/desk/inbox/{filed.pk}/",
            "/desk/messages/?open=on",
            "/desk/messages/again/",
            f"/desk/messages/{told.pk}/",
            "/desk/messages/suppressed/?all",
            f"/desk/messages/suppressed/{held.pk}/",
            f"/desk/contacts/{contact.pk}/",
            f"/desk/enquiries/{enquiry.reference}/",
        ],
    )

    assert not faults, faults
