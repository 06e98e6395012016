"""An enquiry remembers in which language it was written; the desk's words stay English."""

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from investors.models import Enquiry, EnquiryDraft, EnquiryEvent
from investors.notices import tell_investor, tell_triage
from investors.services import following
from investors.services.lost_links import answer_request, ask_for_link
from investors.services.replies import propose_times
from investors.workflow import Actor
from outbox.mail import open_link
from outbox.models import Message
from tests.investors.desk_rows import read_page
from tests.investors.enquiry_posts import ABOUT_YOU, MORE, PLAN, WHERE
from tests.investors.sent_enquiries import read_enquiry_token, send_enquiry

pytestmark = pytest.mark.django_db
Offer = Callable[..., None]


def write_in(client: Client, prefix: str) -> Enquiry:
    """Write and send an enquiry on the pages below ``prefix``."""
    with translation.override(prefix.strip("/") or "en-gb"):
        start = f"{prefix}/enquiries/new/"
        client.get(start)
        for step, fields in {"": ABOUT_YOU, "plan/": PLAN, "where/": WHERE, "more/": MORE}.items():
            response = client.post(start + step, fields)
        sealed = client.get(response.headers["Location"]).context["form"]["answers"].value()
    response = client.post(f"{start}send/", {"answers": sealed, "agreed": "on"})
    assert response.headers["Location"].startswith(f"{prefix}/enquiries/sent/")
    return Enquiry.objects.latest("pk")


def test_enquiry_remembers_the_language_of_its_pages(client: Client, offer: Offer) -> None:
    offer("de")

    assert write_in(client, "/de").page_language == "de"
    assert write_in(Client(), "").page_language == "en-gb"


def test_acknowledgement_is_in_the_language_of_the_enquiry_and_leads_to_its_page(
    client: Client, offer: Offer
) -> None:
    offer("de")

    enquiry = write_in(client, "/de")

    mail = Message.objects.get(kind="enquiry-received")
    assert mail.subject == f"Wir haben Ihre Anfrage {enquiry.reference} erhalten"
    assert f"/de/enquiries/{enquiry.reference}/" in open_link(mail)


def test_language_to_speak_begins_as_that_of_the_page(client: Client, offer: Offer) -> None:
    offer("zh-hans")

    form = client.get("/zh-hans/enquiries/new/").context["form"]

    assert form["language"].value() == "zh"


def test_mail_that_the_desk_causes_is_in_the_language_of_the_enquiry(offer: Offer) -> None:
    offer("de")
    enquiry = send_enquiry(page_language="de")

    tell_investor(template="enquiry-closed", enquiry=enquiry, cause="1", now=timezone.now())

    mail = Message.objects.get(kind="enquiry-closed")
    assert mail.body.startswith("Guten Tag")


def test_mail_is_in_english_where_the_language_is_not_offered_any_more(offer: Offer) -> None:
    offer()
    enquiry = send_enquiry(page_language="de")

    mail = Message.objects.get(kind="enquiry-received")
    assert mail.body.startswith("Dear")
    assert f"/enquiries/{enquiry.reference}/" in open_link(mail)
    assert "/de/" not in open_link(mail)


def test_words_for_the_desk_are_english_though_the_investor_reads_german(offer: Offer) -> None:
    offer("de")
    enquiry = send_enquiry(page_language="de")

    with translation.override("de"):
        following.withdraw_enquiry(enquiry=enquiry, now=timezone.now())

    event = enquiry.events.get(kind=EnquiryEvent.Kind.WITHDRAWN)
    assert translation.gettext("The investor withdrew the enquiry.") == "The investor withdrew the enquiry."
    assert "zurück" not in event.text
    assert Message.objects.get(kind="enquiry-withdrawn").body.startswith("Guten Tag")


def test_mail_to_triage_is_english_whatever_is_spoken(offer: Offer) -> None:
    offer("en-xa")
    enquiry = send_enquiry(page_language="en-xa")
    event = enquiry.events.latest("pk")

    with translation.override("en-xa"):
        tell_triage(template="triage-deletion", event=event, now=timezone.now())

    assert Message.objects.get(kind="triage-deletion").body.isascii()
    assert not Message.objects.get(kind="enquiry-received").body.isascii()


def test_lost_link_comes_in_the_language_of_each_enquiry(offer: Offer) -> None:
    offer("de")
    enquiry = send_enquiry(page_language="de")

    request = ask_for_link(email=enquiry.email, now=timezone.now())
    answer_request(request_id=request.pk, now=timezone.now())

    assert f"/de/enquiries/{enquiry.reference}/" in open_link(Message.objects.get(kind="enquiry-link"))


def test_draft_remembers_its_language_and_is_gone_on_with_in_it(client: Client, offer: Offer) -> None:
    offer("de")
    client.get("/de/enquiries/new/")
    client.post("/de/enquiries/new/", ABOUT_YOU)

    client.post("/de/enquiries/new/save/", {"email": "hanako@robotics.example"})

    mail = Message.objects.get(kind="draft-saved")
    assert EnquiryDraft.objects.get().page_language == "de"
    assert mail.subject == "Ihre Anfrage ist gespeichert: der Link zum Fortsetzen"
    assert "/de/enquiries/draft/" in open_link(mail)


CALL = datetime.datetime(2026, 6, 9, 13, 0, tzinfo=datetime.UTC)
IN_GERMAN = "Dienstag, 9. Juni 2026, 15:00 in Berlin (Dienstag, 9. Juni 2026, 14:00 in London)"


def test_times_that_the_investor_gave_are_told_in_their_language_and_to_the_desk_in_english(
    client: Client, offer: Offer
) -> None:
    offer("de")
    enquiry = write_in(client, "/de")
    page = f"/de/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"

    with translation.override("de"):
        following.ask_for_call(
            enquiry=enquiry, slots=[CALL], zone=ZoneInfo("Europe/Berlin"), phone="", now=timezone.now()
        )

    assert IN_GERMAN in read_page(client.get(page))
    assert "Tuesday 9 June 2026, 15:00 in Berlin" in EnquiryEvent.objects.get(kind="call_asked").text


def test_times_that_we_propose_are_told_in_the_language_and_on_the_clock_of_the_investor(
    client: Client, offer: Offer
) -> None:
    offer("de")
    enquiry = write_in(client, "/de")
    Enquiry.objects.update(status="in_progress", due_at=None, country="DE", phone="")
    enquiry.refresh_from_db()
    page = f"/de/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"

    propose_times(enquiry=enquiry, times=[CALL], text="", by=Actor.system(), now=timezone.now())

    assert f"- {IN_GERMAN}" in Message.objects.get(kind="times-proposed").body
    assert IN_GERMAN in read_page(client.get(page))
