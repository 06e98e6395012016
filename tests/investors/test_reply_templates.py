"""Reply templates: edited by managers, put into an answer by whoever writes it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from investors.forms.reply_templates import list_template_choices
from investors.models import Contact, ReplyTemplate
from investors.reply_words import fill_template
from outbox.models import Message
from tests.accounts.people import sign_in_to_desk
from tests.investors.desk_rows import LATER, QUEUE, make_enquiry, read_page
from tests.investors.test_case_clock import accept_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]
ADDRESS = "/desk/reply-templates/"


def make_template(name: str = "Say hello", language: str = "en", **changes: object) -> ReplyTemplate:
    text = "Dear {name}, about {reference} of {organisation}: hello. {writer}"
    values = {"name": name, "language": language, "text": text, "changed_at": LATER, **changes}
    return ReplyTemplate.objects.create(**values)


def test_first_templates_stand_in_six_languages_and_only_english_is_checked():
    rows = ReplyTemplate.objects.order_by("language").values_list("language", "is_checked")

    assert set(rows) == {
        ("de", False),
        ("en", True),
        ("es", False),
        ("fr", False),
        ("ja", False),
        ("zh", False),
    }
    assert len(rows) == 18


def test_choices_begin_with_the_language_of_the_investor_then_english():
    languages = [language for language, _choices in list_template_choices("ja")]

    assert languages[:2] == ["Japanese (日本語)", "English"]


def test_choices_leave_out_what_is_not_offered():
    template = make_template(is_active=False)

    offered = [key for _language, choices in list_template_choices("en") for key, _label in choices]

    assert str(template.pk) not in offered


def test_placeholders_are_filled_in_and_what_is_unknown_stays():
    enquiry = make_enquiry("Kyoto {writer} Ltd", name="Hanako")

    text = fill_template("{name} {organisation} {writer} {nonsense}", enquiry, "Toni")

    assert text == "Hanako Kyoto {writer} Ltd Toni {nonsense}"


def test_template_goes_behind_what_was_typed_and_nothing_is_sent(client, staff):
    template = make_template()
    enquiry = make_enquiry("Kyoto Robotics", name="Hanako", taken_by=staff)
    data = {"version": enquiry.version, "how": "send", "text": "First line", "template": template.pk}

    response = client.post(f"{QUEUE}{enquiry.reference}/do/reply/", data | {"fill": "1"})

    page = response.content.decode()
    wanted = f"Dear Hanako, about {enquiry.reference} of Kyoto Robotics: hello. Toni Triage"
    assert f"First line\n\n{wanted}" in page.replace("\r\n", "\n")
    assert 'id="reply" open' in page
    assert Message.objects.filter(kind="reply").count() == 0


@pytest.mark.parametrize("key", ["", "999999", "x", "99999999999999999999"])
def test_template_that_is_none_keeps_what_was_typed(client, staff, key):
    enquiry = make_enquiry("Kyoto Robotics", taken_by=staff)
    data = {"version": enquiry.version, "how": "send", "text": "First line", "template": key, "fill": "1"}

    response = client.post(f"{QUEUE}{enquiry.reference}/do/reply/", data)

    assert response.status_code == 200
    assert "First line" in response.content.decode()


def test_contact_puts_a_template_into_the_answer_at_the_desk(client):
    template = make_template()
    enquiry, contact = accept_enquiry()
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT, name=contact.name)
    Contact.objects.filter(pk=contact.pk).update(user=user)
    data = {"version": enquiry.version, "text": "", "template": template.pk, "fill": "1"}

    response = client.post(f"{QUEUE}{enquiry.reference}/do/reply/", data)

    assert "hello. Amir Test" in response.content.decode()


def test_answer_begun_with_a_template_is_sent_as_edited(client, staff):
    template = make_template()
    enquiry = make_enquiry("Kyoto Robotics", taken_by=staff)
    data = {"version": enquiry.version, "how": "send", "text": "As edited", "template": template.pk}

    client.post(f"{QUEUE}{enquiry.reference}/do/reply/", data)

    assert "As edited" in Message.objects.get(kind="reply").body


def test_manager_adds_and_changes_a_template(client):
    sign_in_to_desk(client, User.Role.MANAGER)
    data = {"name": "Thanks", "language": "cs", "text": "Dobrý den {name}", "is_active": "on"}

    client.post(f"{ADDRESS}add/", data)
    template = ReplyTemplate.objects.get(language="cs")
    client.post(f"{ADDRESS}{template.pk}/", data | {"is_checked": "on"})

    template.refresh_from_db()
    assert (template.is_checked, template.name) == (True, "Thanks")
    assert "Dobrý den {name}" in read_page(client.get(ADDRESS))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": "Dear {nobody}"}, "Nothing is known to fill in for {nobody}"),
        ({"text": ""}, "Write the text"),
        ({"name": "Say hello"}, "There is a template of this name in this language"),
    ],
)
def test_template_with_a_mistake_is_shown_again(client, changes, message):
    make_template()
    sign_in_to_desk(client, User.Role.MANAGER)
    data = {"name": "New", "language": "en", "text": "Hello", "is_active": "on", **changes}

    response = client.post(f"{ADDRESS}add/", data)

    assert message in read_page(response)
    assert ReplyTemplate.objects.filter(name="New").count() == 0


@pytest.mark.parametrize(
    ("role", "listed", "edited"), [("triage_officer", 200, 404), ("moderator", 404, 404)]
)
def test_templates_are_edited_by_managers_only(client, role, listed, edited):
    template = make_template()
    sign_in_to_desk(client, role)

    assert client.get(ADDRESS).status_code == listed
    assert client.get(f"{ADDRESS}{template.pk}/").status_code == edited
    assert client.post(f"{ADDRESS}add/", {}).status_code == edited


@pytest.mark.parametrize("changes", [{"text": ""}, {"name": "Say hello", "language": "en"}])
def test_template_without_text_or_of_a_taken_name_is_refused_by_the_database(changes):
    make_template()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_template(**{"name": "Other", **changes})
