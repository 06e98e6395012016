"""Messages that did not arrive: sent again or set aside, one or a filtered set; suppressed addresses."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from outbox.holding import MessageLeft, take_back_messages
from outbox.models import Message, Suppression
from outbox.replays import replay_messages
from outbox.services import deliver_message
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.investors.desk_rows import read_page
from tests.outbox.mails import NOW, make_message, queue

pytestmark = pytest.mark.django_db
AGAIN, SUPPRESSED = "/desk/messages/again/", "/desk/messages/suppressed/"
Role, Status = User.Role, Message.Status


@pytest.fixture
def officer(client) -> User:
    return sign_in_to_desk(client)


def fail(**fields) -> Message:
    """Make a message that was given up."""
    return make_message(**{"status": Status.FAILED, "cause": "Server said no", "attempts_made": 50} | fields)


def hold_back(email: str) -> Suppression:
    return Suppression.objects.create(email=email, reason="bounced", note="550", created_at=NOW)


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.TRIAGE_OFFICER, 200), (Role.REGIONAL_CONTACT, 404), (Role.MODERATOR, 404)]
)
def test_pages_are_for_triage_alone(client, role, expected):
    suppression = hold_back("a@example.test")
    sign_in_to_desk(client, role)

    read = [client.get(path).status_code for path in (AGAIN, SUPPRESSED, f"{SUPPRESSED}{suppression.pk}/")]
    written = [
        client.post(path, {}).status_code
        for path in (f"{AGAIN}set-aside/", f"{SUPPRESSED}add/", f"{SUPPRESSED}{suppression.pk}/")
    ]
    sent = client.post(f"{AGAIN}send/", {"newest": 0}).status_code

    assert read + written == [expected] * 6
    assert sent == (302 if expected == 200 else 404)


def test_mail_that_was_taken_back_is_never_sent_again(client, officer):
    message = queue()
    take_back_messages(
        about=[message.about], written_at=NOW, by=officer, reason="Undone before it left.", now=NOW
    )

    page = read_page(client.get(f"/desk/messages/{message.pk}/"))
    again = replay_messages(messages=Message.objects.all(), by=officer, now=NOW)

    assert "It was taken back, because what it says was undone." in page
    assert "Taken back" in page
    assert again == 0


@pytest.mark.parametrize("status", [Status.SENDING, Status.SENT])
def test_mail_that_has_left_is_not_taken_back_and_none_beside_it(officer, status):
    held = queue()
    make_message(status=status, sent_at=NOW if status == Status.SENT else None)

    with pytest.raises(MessageLeft):
        take_back_messages(about=[held.about], written_at=NOW, by=officer, reason="Undone", now=NOW)

    held.refresh_from_db()
    assert held.status == Status.QUEUED


def test_replay_makes_a_message_as_new_and_keeps_its_ids(mail_server):
    message, by = fail(), UserFactory(name="Olu Officer")
    keys = (message.message_id, message.dedupe_key)

    assert replay_messages(messages=Message.objects.all(), by=by, now=NOW) == 1
    assert deliver_message(message_id=message.pk, now=NOW) == Status.SENT

    message.refresh_from_db()
    assert (message.message_id, message.dedupe_key) == keys
    assert [(each.outcome, each.cause) for each in message.attempts.order_by("pk")] == [
        ("replayed", "By Olu Officer"),
        ("sent", ""),
    ]
    assert [mail["Message-ID"] for mail in mail_server.received] == [message.message_id]


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({}, True),
        ({"status": Status.SUPPRESSED}, True),
        ({"status": Status.SENT, "sent_at": NOW, "came_back": "bounced", "came_back_at": NOW}, True),
        ({"status": Status.SENT, "sent_at": NOW, "came_back": "for_now", "came_back_at": NOW}, True),
        ({"status": Status.SENT, "sent_at": NOW, "came_back": "complained", "came_back_at": NOW}, False),
        ({"status": Status.SENT, "sent_at": NOW}, False),
        ({"status": Status.QUEUED}, False),
        ({"status": Status.SENDING}, False),
        ({"body": ""}, False),
        ({"to_email": "held@example.test"}, False),
    ],
)
def test_only_what_did_not_arrive_and_can_is_sent_again(fields, allowed):
    hold_back("held@example.test")
    message = fail(**fields)

    count = replay_messages(messages=Message.objects.filter(pk=message.pk), by=UserFactory(), now=NOW)

    assert count == int(allowed)


@pytest.mark.parametrize("changes", [{"revoked_at": NOW}, {"expires_at": NOW}])
def test_message_whose_link_is_over_is_not_sent_again(make_link, changes):
    link = make_link()
    type(link).objects.filter(pk=link.pk).update(**changes)
    fail(link=link)

    assert replay_messages(messages=Message.objects.all(), by=UserFactory(), now=NOW) == 0


def test_filtered_set_is_looked_over_and_sent_again(client, officer):
    wanted = [fail(kind="referral-offered") for _number in range(3)]
    other = fail(kind="enquiry-closed")
    stuck = fail(kind="referral-offered", body="", is_private=True, subject="A code")

    page = client.get(f"{AGAIN}?kind=referral-offered")
    since = fail(kind="referral-offered")
    response = client.post(
        f"{AGAIN}send/?kind=referral-offered", {"newest": page.context["newest"]}, follow=True
    )

    words = read_page(page)
    assert "3 messages can be sent again" in words
    assert "Send 3 messages again" in words
    assert "A code" in words
    assert "is not kept" in words
    assert "3 messages are queued again." in read_page(response)
    queued = set(Message.objects.filter(status=Status.QUEUED).values_list("pk", flat=True))
    assert queued == {message.pk for message in wanted}
    assert not queued & {other.pk, stuck.pk, since.pk}


def test_filtered_set_is_set_aside_with_a_reason(client, officer):
    failed = fail()
    page = client.get(AGAIN)
    newest = {"newest": page.context["newest"]}

    empty = client.post(f"{AGAIN}set-aside/", newest)
    client.post(f"{AGAIN}set-aside/", {**newest, "reason": "Told by telephone"})

    failed.refresh_from_db()
    assert "Enter a reason" in read_page(empty)
    assert (failed.status, failed.settled_by, failed.settled_reason) == (
        Status.FAILED,
        officer,
        "Told by telephone",
    )
    assert not Message.objects.late(timezone.now()).exists()
    assert not Message.objects.troubled().exists()
    shown = read_page(client.get(f"/desk/messages/{failed.pk}/"))
    assert f"by {officer}: Told by telephone" in shown


def test_preview_with_nothing_to_do_says_so(client, officer):
    queue()

    page = read_page(client.get(AGAIN))

    assert "0 messages can be sent again" in page
    assert "Set 0" not in page


@pytest.mark.parametrize("number", [1, 30])
def test_preview_asks_about_the_same_queries_for_any_number(
    client, officer, number, django_assert_max_num_queries
):
    for _number in range(number):
        fail()

    with django_assert_max_num_queries(10):
        client.get(AGAIN)


def test_replay_with_a_broken_form_goes_back_to_the_preview(client, officer):
    fail()

    response = client.post(f"{AGAIN}send/?status=failed", {"newest": "x"})

    assert response.url == f"{AGAIN}?status=failed"
    assert Message.objects.filter(status=Status.QUEUED).count() == 0


def test_front_page_leads_to_what_did_not_arrive(client, officer):
    fail(now=timezone.now() - datetime.timedelta(minutes=16))
    fail(now=timezone.now())
    make_message(status=Status.SENT, sent_at=NOW, came_back="bounced", came_back_at=NOW)
    make_message(status=Status.SENT, sent_at=NOW)

    due = {str(item["label"]): item for item in client.get("/desk/").context["due"]}

    assert due["Mails not sent for 15 minutes"]["count"] == 1
    assert due["Mails that did not arrive"]["count"] == 3
    listed = client.get(due["Mails that did not arrive"]["href"])
    assert listed.context["page"].paginator.count == 3
    assert "3 of them did not arrive." in read_page(listed)


def test_message_to_a_suppressed_address_says_why_it_cannot_be_sent_again(client, officer):
    message = fail(to_email="held@example.test")
    suppression = hold_back("held@example.test")

    response = client.get(f"/desk/messages/{message.pk}/")

    page = read_page(response)
    assert "Take the address off the list of suppressed addresses first." in page
    assert "Send it again" not in page
    assert f"{SUPPRESSED}{suppression.pk}/" in response.content.decode()


def test_message_page_shows_its_cause_and_the_business_that_it_is_about(client, officer):
    message = make_message(about="")
    Message.objects.filter(pk=message.pk).update(business_slug="sample-robotics")

    response = client.get(f"/desk/messages/{message.pk}/")

    assert message.dedupe_key in read_page(response)
    assert 'href="/businesses/sample-robotics/"' in response.content.decode()


def test_address_is_suppressed_by_staff_and_let_go_with_a_reason(client, officer):
    posted = {"email": "Someone@Example.test", "reason": "They asked us"}
    added = client.post(f"{SUPPRESSED}add/", posted, follow=True)
    twice = client.post(f"{SUPPRESSED}add/", posted)
    suppression = Suppression.objects.get()
    empty = client.post(f"{SUPPRESSED}{suppression.pk}/", {"reason": ""})
    client.post(f"{SUPPRESSED}{suppression.pk}/", {"reason": "They changed their mind"})
    stale = client.post(f"{SUPPRESSED}{suppression.pk}/", {"reason": "Again"}, follow=True)

    words = read_page(added)
    assert "someone@example.test" in words
    assert "They asked us" in words
    assert "No mail goes to this address already" in read_page(twice)
    assert "Enter a reason" in read_page(empty)
    assert "It was let go already" in read_page(stale)
    suppression.refresh_from_db()
    assert (suppression.created_by, suppression.removed_by) == (officer, officer)
    assert "They changed their mind" in read_page(client.get(f"{SUPPRESSED}?all"))
    assert "someone@example.test" not in read_page(client.get(SUPPRESSED))


@pytest.mark.parametrize("number", [1, 30])
def test_suppression_list_asks_the_same_queries_for_any_number(
    client, officer, number, django_assert_num_queries
):
    for each in range(number):
        hold_back(f"person{each}@example.test")

    # session, person, second factor, count, page
    with django_assert_num_queries(5):
        response = client.get(SUPPRESSED)

    assert len(response.context["page"]) == min(number, 25)
