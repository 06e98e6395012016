"""The desk's inbox: listed, read, filed, set aside, and all of it taken back."""

import pytest

from accounts.models import User
from investors.models import EnquiryEvent, InboundMail
from investors.services.following import withdraw_enquiry
from investors.services.inbound import file_mail
from outbox.models import Message
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import mail_to, make_contact, offer_enquiry
from tests.investors.desk_rows import read_page
from tests.investors.inbound_posts import hand_over, switch_on
from tests.investors.sent_enquiries import NOW, send_enquiry
from tests.investors.sent_files import PDF, read_stored

pytestmark = pytest.mark.django_db
INBOX = "/desk/inbox/"
Status = InboundMail.Status


@pytest.fixture(autouse=True)
def _services(settings):
    switch_on(settings)


@pytest.fixture
def officer(client) -> User:
    return sign_in_to_desk(client)


def receive(client, **mail) -> InboundMail:
    """Take in a mail that names no case."""
    kept = hand_over(client, **mail)
    InboundMail.objects.filter(pk=kept.pk).update(due_at=NOW)
    file_mail(mail_id=kept.pk, now=NOW)
    kept.refresh_from_db()
    assert kept.status == Status.INBOX
    return kept


@pytest.mark.parametrize(
    ("role", "expected"),
    [(User.Role.TRIAGE_OFFICER, 200), (User.Role.MANAGER, 200), (User.Role.REGIONAL_CONTACT, 404)],
)
def test_inbox_is_for_triage_alone(client, role, expected):
    mail = receive(client)
    sign_in_to_desk(client, role)

    pages = [client.get(path).status_code for path in (INBOX, f"{INBOX}{mail.pk}/")]
    posts = [
        client.post(f"{INBOX}{mail.pk}/{what}/", {}).status_code
        for what in ("file", "set-aside", "take-back")
    ]

    assert pages == [expected] * 2
    assert posts == ([200, 200, 302] if expected == 200 else [404] * 3)


@pytest.mark.parametrize("number", [1, 30])
def test_inbox_asks_the_same_queries_for_any_number(client, officer, number, django_assert_num_queries):
    for _number in range(number):
        receive(client)

    # session, person, second factor, statuses, count, page
    with django_assert_num_queries(6):
        response = client.get(INBOX)

    assert len(response.context["page"]) == min(number, 25)


def test_inbox_is_counted_on_the_front_page(client, officer):
    receive(client)

    due = {str(item["label"]): (item["count"], item["href"]) for item in client.get("/desk/").context["due"]}

    assert due["Mails in the inbox"] == (1, INBOX)


def test_mail_is_shown_with_what_it_quotes_folded_and_nothing_of_it_run(client, officer):
    mail = receive(
        client,
        subject="<b>Hello</b>",
        text="<script>alert(1)</script>\n\n> Before",
        files={"plan.pdf": PDF, "run.exe": b"MZ"},
    )

    response = client.get(f"{INBOX}{mail.pk}/")

    content = response.content.decode()
    assert "<script>alert" not in content
    assert "&lt;b&gt;Hello&lt;/b&gt;" in content
    page = read_page(response)
    assert "What it quotes" in page
    assert "plan.pdf" in page
    assert "Not kept: “run.exe”" in page
    assert "names no case" in page or "none of ours" in page


def test_mail_is_filed_as_what_the_investor_wrote(client, officer):
    contact = make_contact()
    enquiry, _referral = offer_enquiry()
    mail = receive(client, text="On Monday.", files={"plan.pdf": PDF})

    response = client.post(
        f"{INBOX}{mail.pk}/file/",
        {"reference": f" {enquiry.reference.lower()} ", "filed_as": "investor"},
        follow=True,
    )

    mail.refresh_from_db()
    assert f"The mail is on {enquiry.reference}." in read_page(response)
    assert (mail.status, mail.matched_by, mail.handled_by) == (Status.FILED, "staff", officer)
    assert enquiry.events.get(kind="investor_wrote").text == "On Monday."
    assert enquiry.attachments.get().name == "plan.pdf"
    assert mail_to(contact.email, "investor-wrote")
    case = read_page(client.get(f"/desk/enquiries/{enquiry.reference}/"))
    assert "Mail from outside" in case


def test_mail_is_filed_as_what_the_contact_wrote(client, officer):
    contact = make_contact()
    enquiry, _referral = offer_enquiry()
    mail = receive(client, from_email=contact.email, text="From me.")

    client.post(f"{INBOX}{mail.pk}/file/", {"reference": enquiry.reference, "filed_as": "contact"})

    event = enquiry.events.get(kind="mail_received")
    assert (event.actor_name, event.text) == (contact.name, "From me.")


def test_mail_is_filed_as_a_note_without_effect_also_where_the_case_is_closed(client, officer):
    enquiry = send_enquiry()
    withdraw_enquiry(enquiry=enquiry, now=NOW)
    mail = receive(client, text="Thanks anyway.")
    before = Message.objects.count()

    refused = client.post(f"{INBOX}{mail.pk}/file/", {"reference": enquiry.reference, "filed_as": "investor"})
    client.post(f"{INBOX}{mail.pk}/file/", {"reference": enquiry.reference, "filed_as": "note"})

    assert "This enquiry is closed. File it as a note, or reopen it first" in read_page(refused)
    event = enquiry.events.get(kind="mail_received")
    assert (event.actor_kind, event.text) == (EnquiryEvent.ActorKind.STAFF, "Thanks anyway.")
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reference": "TN-XXXX-XXXX", "filed_as": "note"}, "There is no enquiry with this reference"),
        ({"reference": "", "filed_as": "note"}, "Enter the reference of the enquiry"),
        ({"reference": "{reference}"}, "Choose what it holds"),
        ({"reference": "{reference}", "filed_as": "contact"}, "No contact has this enquiry now"),
    ],
)
def test_filing_says_what_is_missing(client, officer, data, said):
    enquiry = send_enquiry()
    mail = receive(client)

    response = client.post(
        f"{INBOX}{mail.pk}/file/",
        {name: value.format(reference=enquiry.reference) for name, value in data.items()},
    )

    assert said in read_page(response)
    mail.refresh_from_db()
    assert mail.status == Status.INBOX


def test_filed_mail_is_taken_back_with_its_files(client, officer):
    enquiry = send_enquiry()
    mail = receive(client, files={"plan.pdf": PDF})
    client.post(f"{INBOX}{mail.pk}/file/", {"reference": enquiry.reference, "filed_as": "note"})

    client.post(f"{INBOX}{mail.pk}/take-back/")

    mail.refresh_from_db()
    assert (mail.status, mail.enquiry, mail.inbox_reason) == (Status.INBOX, None, f"{officer} put it back.")
    assert enquiry.attachments.count() == 0
    assert read_stored(mail.files.get().file) == PDF
    assert "filed here by mistake" in enquiry.events.get(kind="mail_noted").text
    other = send_enquiry()
    client.post(f"{INBOX}{mail.pk}/file/", {"reference": other.reference, "filed_as": "note"})
    assert read_stored(other.attachments.get().file) == PDF


def test_mail_is_set_aside_with_a_reason_and_put_back(client, officer):
    mail = receive(client)

    missing = client.post(f"{INBOX}{mail.pk}/set-aside/", {"reason": " "})
    client.post(f"{INBOX}{mail.pk}/set-aside/", {"reason": "An advertisement"})
    listed = read_page(client.get(f"{INBOX}?status=set_aside"))
    again = client.post(f"{INBOX}{mail.pk}/set-aside/", {"reason": "Once more"}, follow=True)
    client.post(f"{INBOX}{mail.pk}/take-back/")

    assert "Say why it is about no case" in read_page(missing)
    assert "An advertisement" in listed
    assert "Somebody dealt with this mail a moment ago" in read_page(again)
    mail.refresh_from_db()
    assert (mail.status, mail.reason) == (Status.INBOX, "")


def test_empty_inbox_says_so(client, officer):
    assert "The inbox is empty" in read_page(client.get(INBOX))
    assert "No such mail" in read_page(client.get(f"{INBOX}?status=waiting"))
