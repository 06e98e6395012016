"""Notes for somebody: by an @ and their name, or by a tick."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from investors.forms.notes import find_named
from investors.models import Mention
from investors.services import notes
from outbox.models import Message
from tests.accounts.people import sign_in_to_desk
from tests.investors.desk_rows import LATER, QUEUE, make_enquiry, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


@pytest.fixture
def mo() -> User:
    return User.objects.create_user("mo@technorth.example", name="Mo Manager", role=User.Role.MANAGER)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Mo Manager please look", ["Mo Manager"]),
        ("please look, @mo manager.", ["Mo Manager"]),
        ("(@Mo Manager)", ["Mo Manager"]),
        ("write to post@mo manager", []),
        ("@Mo Managers meet", []),
        ("@Mo", []),
        ("", []),
    ],
)
def test_name_behind_an_at_is_found(mo, text, names):
    assert [person.name for person in find_named(text, [mo])] == names


@pytest.mark.parametrize("by", ["name", "tick"])
def test_note_for_somebody_sends_one_mail_without_its_words(client, staff, mo, by):
    enquiry = make_enquiry("Kyoto Robotics")
    data = {"name": {"text": "@Mo Manager see this secret"}, "tick": {"text": "secret", "readers": [mo.pk]}}

    response = client.post(f"{QUEUE}{enquiry.reference}/note/", data[by], follow=True)

    mail = Message.objects.get(kind="note-for-you")
    assert (mail.to_email, "secret" in mail.body) == (mo.email, False)
    assert Mention.objects.get().user == mo
    assert "Note for Mo Manager" in read_page(response)


def test_note_that_names_its_writer_sends_nothing(client, staff):
    enquiry = make_enquiry("Kyoto Robotics")

    client.post(f"{QUEUE}{enquiry.reference}/note/", {"text": "@Toni Triage remember"})

    assert Mention.objects.count() == 0
    assert Message.objects.filter(kind="note-for-you").count() == 0


def test_note_for_somebody_who_is_not_on_the_list_is_refused_and_kept(client, staff):
    enquiry = make_enquiry("Kyoto Robotics")
    stranger = User.objects.create_user("anna@loom.example", name="Anna Loom")

    response = client.post(
        f"{QUEUE}{enquiry.reference}/note/", {"text": "See this", "readers": [stranger.pk]}
    )

    words = read_page(response)
    assert "Choose people from the list" in words
    assert "See this" in words
    assert enquiry.events.filter(kind="note").count() == 0


def test_note_waits_on_the_front_page_until_it_is_ticked_off(client, staff, mo):
    enquiry = make_enquiry("Kyoto Robotics")
    notes.add_note(enquiry=enquiry, text="See this", readers=[staff], by=mo, now=LATER)
    before = read_page(client.get("/desk/"))
    case = read_page(client.get(f"{QUEUE}{enquiry.reference}/"))

    client.post(f"{QUEUE}{enquiry.reference}/read/")

    assert "1 Notes for you" in before
    assert "There is a note for you" in case
    assert "0 Notes for you" in read_page(client.get("/desk/"))
    assert "There is a note for you" not in read_page(client.get(f"{QUEUE}{enquiry.reference}/"))


def test_looking_at_a_case_ticks_nothing_off(client, staff, mo):
    enquiry = make_enquiry("Kyoto Robotics")
    notes.add_note(enquiry=enquiry, text="See this", readers=[staff], by=mo, now=LATER)

    client.get(f"{QUEUE}{enquiry.reference}/")

    assert Mention.objects.unread().count() == 1


def test_note_is_ticked_off_for_oneself_only(client, staff, mo):
    enquiry = make_enquiry("Kyoto Robotics")
    notes.add_note(enquiry=enquiry, text="See this", readers=[staff], by=mo, now=LATER)
    sign_in_to_desk(client, User.Role.MANAGER, name="Somebody Else")

    client.post(f"{QUEUE}{enquiry.reference}/read/")

    assert Mention.objects.unread().count() == 1


def test_note_is_for_one_person_once(staff, mo):
    enquiry = make_enquiry("Kyoto Robotics")
    event = notes.add_note(enquiry=enquiry, text="See this", readers=[mo], by=staff, now=LATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(event=event, user=mo)
