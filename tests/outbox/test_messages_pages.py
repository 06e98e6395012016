"""The ledger at the desk, by address."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from outbox.links import compute_token
from outbox.models import Attempt, Message
from tests.accounts.people import sign_in_to_desk
from tests.outbox.mails import make_message, queue

pytestmark = pytest.mark.django_db

Role, Status = User.Role, Message.Status


@pytest.fixture
def officer(client) -> User:
    return sign_in_to_desk(client, Role.TRIAGE_OFFICER)


@pytest.fixture
def with_mail_server(settings):
    settings.LOCAL_MAILBOX = False


@pytest.fixture
def without_mail_server(settings):
    settings.LOCAL_MAILBOX = True


def list_shown(response) -> list[str]:
    return [message.subject for message in response.context["page"]]


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.TRIAGE_OFFICER, 200), (Role.MANAGER, 200), (Role.REGIONAL_CONTACT, 404), (Role.NONE, 404)],
)
def test_messages_are_for_triage_alone(client, role, expected):
    message = make_message(status=Status.FAILED)
    sign_in_to_desk(client, role)

    listed = client.get("/desk/messages/")
    shown = client.get(f"/desk/messages/{message.pk}/")
    retried = client.post(f"/desk/messages/{message.pk}/retry/")

    message.refresh_from_db()
    assert (listed.status_code, shown.status_code) == (expected, expected)
    assert retried.status_code == (302 if expected == 200 else 404)
    assert message.status == (Status.QUEUED if expected == 200 else Status.FAILED)


@pytest.mark.parametrize("number", [1, 30])
def test_message_list_asks_the_same_queries_for_any_number(
    client, officer, number, django_assert_num_queries
):
    for _number in range(number):
        queue()

    # session, person, second factor, kinds, statuses, count, page, what did not arrive
    with django_assert_num_queries(8):
        response = client.get("/desk/messages/")

    assert len(response.context["page"]) == min(number, 25)


def test_message_list_stands_newest_first(client, officer):
    now = timezone.now()
    queue(subject="Older", now=now - datetime.timedelta(hours=1))
    queue(subject="Newer", now=now)

    assert list_shown(client.get("/desk/messages/")) == ["Newer", "Older"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=failed", ["Refused"]),
        ("kind=referral-offered", ["Offer"]),
        ("late=on", ["Stuck"]),
        ("q=TN-WXYZ-2345", ["Offer"]),
        ("q=siân", ["Refused"]),
        ("q=the+text+of+stuck", ["Stuck"]),
        ("q=secret-reset-text", []),
        ("status=sent&kind=referral-offered", []),
        ("page=", ["Private", "Offer", "Refused", "Stuck"]),
    ],
)
def test_message_list_is_narrowed_by_its_address(client, officer, query, expected):
    now = timezone.now()
    make_message(subject="Stuck", body="The text of Stuck", now=now - datetime.timedelta(minutes=16))
    make_message(
        subject="Refused", to_name="Siân", status=Status.FAILED, now=now - datetime.timedelta(minutes=3)
    )
    make_message(subject="Offer", kind="referral-offered", about="TN-WXYZ-2345", now=now)
    make_message(subject="Private", body="secret-reset-text", is_private=True, now=now)

    assert list_shown(client.get(f"/desk/messages/?{query}")) == expected


@pytest.mark.parametrize("query", ["status=nonsense", "kind=nonsense"])
def test_message_list_says_what_is_wrong_with_a_filter(client, officer, query):
    queue()

    response = client.get(f"/desk/messages/?{query}")

    assert response.status_code == 200
    assert "Select a valid choice. nonsense is not one of the available choices." in response.content.decode()


@pytest.mark.parametrize("number", ["99", "0", "nonsense"])
def test_message_list_shows_a_page_near_one_that_is_not_there(client, officer, number):
    queue()

    response = client.get(f"/desk/messages/?page={number}")

    assert response.status_code == 200
    assert "There is no such page. This is page 1." in response.content.decode()


def test_message_list_counts_each_status_under_the_other_filters(client, officer):
    make_message(kind="referral-offered", status=Status.FAILED)
    queue(kind="referral-offered")
    queue(kind="enquiry-received")

    response = client.get("/desk/messages/?kind=referral-offered&status=failed")

    counts = [(status["value"], status["count"]) for status in response.context["statuses"]]
    assert counts == [(None, 2), ("queued", 1), ("failed", 1)]


def test_message_list_flags_what_is_late(client, officer):
    make_message(now=timezone.now() - datetime.timedelta(minutes=16))
    make_message(now=timezone.now() - datetime.timedelta(minutes=14))

    assert client.get("/desk/messages/").content.decode().count(">Late<") == 1


def test_message_list_offers_a_way_out_when_empty(client, officer):
    nothing = client.get("/desk/messages/").content.decode()
    queue()
    narrowed = client.get("/desk/messages/?q=nowhere").content.decode()

    assert "No message has been written yet" in nothing
    assert "Show all messages" in narrowed


def test_message_page_shows_text_attempts_cause_and_enquiry(client, officer, with_mail_server):
    message = make_message(
        body="Thank you.\nWe write soon.", status=Status.FAILED, cause="Recipient refused: 550 No such user"
    )
    Attempt.objects.create(
        message=message,
        started_at=timezone.now(),
        outcome="failed",
        cause="Recipient refused: 550 No such user",
    )

    page = client.get(f"/desk/messages/{message.pk}/").content.decode()

    assert "Thank you.<br>We write soon." in page
    assert page.count("Recipient refused: 550 No such user") == 2
    assert 'href="/desk/enquiries/TN-ABCD-2345/"' in page
    assert "Mail is not sent from this site" not in page


def test_message_page_escapes_what_a_stranger_typed(client, officer):
    message = queue(body="<script>alert(1)</script>", to_name="<b>Eve</b>", subject="<i>Hi</i>")

    page = client.get(f"/desk/messages/{message.pk}/").content.decode()

    assert "<script>alert" not in page
    assert "<b>Eve" not in page
    assert "<i>Hi" not in page


def test_personal_link_is_hidden_where_mail_leaves_the_site(client, officer, with_mail_server, make_link):
    link = make_link()
    message = queue(link=link, body=f"Answer here: [[link:{link.pk}]]")

    page = client.get(f"/desk/messages/{message.pk}/").content.decode()

    assert "Answer here: [personal link]" in page
    assert compute_token(link) not in page


def test_personal_link_opens_where_the_desk_is_the_mailbox(client, officer, without_mail_server, make_link):
    link = make_link()
    message = queue(link=link, body=f"Answer here: [[link:{link.pk}]]")

    page = client.get(f"/desk/messages/{message.pk}/").content.decode()

    assert f'/referrals/{compute_token(link)}/"' in page
    assert "Mail is not sent from this site: read it here" in page


def test_personal_link_of_a_lost_key_leaves_the_page_readable(
    client, officer, without_mail_server, make_link, monkeypatch
):
    link = make_link()
    message = queue(link=link, body=f"Answer here: [[link:{link.pk}]]")
    link.token_hash = "0" * 64
    link.save()

    page = client.get(f"/desk/messages/{message.pk}/").content.decode()

    assert "Answer here: [personal link, its key is gone]" in page


def test_private_text_is_not_shown_where_mail_leaves_the_site(client, officer, with_mail_server):
    message = queue(body="https://site.test/reset/abc", is_private=True)

    page = client.get(f"/desk/messages/{message.pk}/").content.decode()

    assert "reset/abc" not in page
    assert "The text of messages about signing in is not shown" in page


def test_private_text_is_shown_where_the_desk_is_the_mailbox(client, officer, without_mail_server):
    message = queue(body="https://site.test/reset/abc", is_private=True)

    assert "reset/abc" in client.get(f"/desk/messages/{message.pk}/").content.decode()


def test_message_page_of_nothing_is_not_found(client, officer):
    assert client.get("/desk/messages/4711/").status_code == 404
    assert client.post("/desk/messages/4711/retry/").status_code == 404


def test_retry_says_when_the_message_has_not_failed(client, officer):
    message = queue()

    response = client.post(f"/desk/messages/{message.pk}/retry/", follow=True)

    assert "It can no longer be sent again, so nothing was done." in response.content.decode()


def test_retry_is_not_offered_where_the_text_is_gone(client, officer, with_mail_server):
    message = make_message(body="", is_private=True, status=Status.FAILED)

    assert "Send it again" not in client.get(f"/desk/messages/{message.pk}/").content.decode()


@pytest.mark.parametrize("address", ["/desk/messages/", "/desk/messages/1/"])
def test_message_pages_only_answer_to_get(client, officer, address):
    assert client.post(address).status_code == 405


def test_retry_only_answers_to_post(client, officer):
    assert client.get("/desk/messages/1/retry/").status_code == 405


@pytest.mark.parametrize(("is_local", "shown"), [(True, "Kept here"), (False, "Sent")])
def test_message_that_never_left_is_not_called_sent(client, officer, settings, is_local, shown):
    settings.LOCAL_MAILBOX = is_local
    message = make_message(status=Status.SENT, sent_at=timezone.now())

    listed = client.get("/desk/messages/").content.decode()
    opened = client.get(f"/desk/messages/{message.pk}/").content.decode()

    assert f">{shown}</strong>" in listed
    assert f">{shown}</strong>" in opened
