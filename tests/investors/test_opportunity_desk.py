"""Opportunities at the desk: drafted by a contact, approved by UKTI, with what changes and why."""

import pytest

from accounts.models import User
from investors.models import Contact, Opportunity
from investors.revision_workflow import see_version
from investors.services.opportunities import (
    approve_revision,
    discard_revision,
    save_revision,
    start_revision,
    submit_revision,
)
from investors.workflow import Actor
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.investors.desk_rows import read_page
from tests.investors.opportunities import (
    make_author,
    make_draft,
    make_values,
    publish_opportunity,
    submit_draft,
)
from tests.investors.sent_enquiries import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, NEW = "/desk/opportunities/", "/desk/opportunities/new/"


def sign_in_owner(client, contact: int | None = None) -> Contact:
    """Sign a regional contact of Leeds in, and return the contact that the account is tied to."""
    pk = contact or make_values()["contact"]
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)
    Contact.objects.filter(pk=pk).update(user=user)
    return Contact.objects.get(pk=pk)


def page_of(opportunity: Opportunity, part: str = "") -> str:
    return f"{LIST}{opportunity.slug}/{part}"


def post_words(contact: Contact, **changes):
    """Return what a browser posts to save an opportunity."""
    fields = make_values(contact=contact.pk) | {"seen": 0}
    facts = fields.pop("facts")
    fields.pop("documents", None)
    rows = {f"facts-0-{name}": value for name, value in facts[0].items()}
    management = {"facts-TOTAL_FORMS": "2", "facts-INITIAL_FORMS": "0"}
    return fields | rows | management | {"outcode": "ls11 5qn"} | changes


def test_contact_drafts_sends_and_ukti_publishes(client):
    contact = sign_in_owner(client)

    response = client.post(NEW, post_words(contact))
    opportunity = Opportunity.objects.get()
    assert response["Location"] == page_of(opportunity)
    client.post(page_of(opportunity, "send/"))
    officer = sign_in_to_desk(client)
    client.post(page_of(opportunity, "decide/"), {"seen": 1, "decision": "approve", "reason": ""})

    opportunity.refresh_from_db()
    assert (opportunity.status, opportunity.outcode_id) == ("published", "LS11")
    assert opportunity.facts[0]["source"] == "Sample survey"
    assert opportunity.events.get(kind="published").user == officer
    assert client.get(opportunity.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"outcode": "EC1A 1BB"}, "outcode"),
        ({"cluster": "sheffield"}, "cluster"),
        ({"valid_until": "2026-06-01"}, "valid_until"),
        ({"valid_until": "2030-01-01"}, "valid_until"),
        ({"valid_from": "2027-02-01", "valid_until": "2027-01-01"}, "valid_until"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"sectors": ["robotics", "nonsense"]}, "sectors"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(client, changes, field):
    contact = sign_in_owner(client)

    response = client.post(NEW, post_words(contact, **changes))

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    assert "A hall in which robots" in read_page(response)
    assert not Opportunity.objects.exists()


def test_fact_needs_its_source(client):
    contact = sign_in_owner(client)

    response = client.post(NEW, post_words(contact, **{"facts-0-source": ""}))

    assert "Say where the fact is from, or take it out" in read_page(response)


def test_draft_is_saved_with_title_and_cluster_alone(client):
    contact = sign_in_owner(client)
    empty = dict.fromkeys(
        ["summary", "description", "place", "outcode", "scale", "valid_from", "valid_until", "contact"], ""
    )
    lists = {"sectors": [], "investment_types": []}
    fields = post_words(contact) | empty | lists | {"facts-TOTAL_FORMS": "0"}

    client.post(NEW, fields)

    opportunity = Opportunity.objects.get()
    page = read_page(client.get(page_of(opportunity)))
    assert "Still to be filled in before it can be sent" in page
    client.post(page_of(opportunity, "send/"))
    assert "Before it can be sent, fill in: Summary" in read_page(client.get(page_of(opportunity)))


def test_account_without_a_contact_cannot_draft(client):
    sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)

    response = client.get(NEW, follow=True)

    assert "belongs to no contact" in read_page(response)


def test_ukti_sees_what_changes_word_by_word(client, staff):
    opportunity = publish_opportunity()
    revision = start_revision(opportunity=opportunity, by=make_author(), now=NOW)
    values = {"summary": "A hall in which drones are tested before they are sold.", "stage": "funded"}
    save_revision(revision=revision, values=values, by=make_author(), now=NOW)
    submit_revision(revision=revision, actor=Actor.system(), now=NOW)

    response = client.get(page_of(opportunity))

    page = response.content.decode()
    assert [str(change.label) for change in response.context["changes"]] == ["Summary", "Stage"]
    assert "robots" in page
    assert "<ins>" in page
    assert "Changes wait for UKTI" in page


def test_order_of_sectors_and_types_is_no_change(client, staff):
    opportunity = publish_opportunity(investment_types=["property", "equity"])
    revision = start_revision(opportunity=opportunity, by=make_author(), now=NOW)
    values = {"investment_types": ["equity", "property"], "title": "Another"}
    save_revision(revision=revision, values=values, by=make_author(), now=NOW)

    response = client.get(page_of(opportunity))

    assert [str(change.label) for change in response.context["changes"]] == ["Title"]


def test_reason_is_asked_for_and_shown_to_the_drafter(client, staff):
    revision = submit_draft()
    opportunity = revision.opportunity
    decide = page_of(opportunity, "decide/")

    response = client.post(decide, {"seen": 1, "decision": "changes", "reason": " "})
    assert "Say what should change" in read_page(response)
    client.post(decide, {"seen": 1, "decision": "changes", "reason": "Name the owner of the hall."})

    sign_in_owner(client, revision.content["contact"])
    page = read_page(client.get(page_of(opportunity)))
    assert "Name the owner of the hall." in page
    assert "Change words and facts" in page


def test_decision_on_what_changed_meanwhile_is_refused_and_keeps_the_words(client, staff):
    revision = submit_draft()

    response = client.post(
        page_of(revision.opportunity, "decide/"), {"seen": 0, "decision": "changes", "reason": "Mine"}
    )

    assert response.status_code == 409
    assert "Mine" in read_page(response)
    assert revision.opportunity.events.filter(kind="changes_requested").count() == 0


def test_decision_on_an_earlier_revision_does_not_meet_the_next_one(client, staff):
    opportunity = publish_opportunity()
    seen = []
    for title in ("First", "Second"):
        revision = start_revision(opportunity=opportunity, by=make_author(), now=NOW)
        save_revision(revision=revision, values={"title": title}, by=make_author(), now=NOW)
        submit_revision(revision=revision, actor=Actor.system(), now=NOW)
        seen.append(revision.version)
        if title == "First":
            discard_revision(revision=revision, actor=Actor.system(), now=NOW)

    response = client.post(page_of(opportunity, "decide/"), {"seen": seen[0], "decision": "approve"})

    assert response.status_code == 409
    assert Opportunity.objects.get(pk=opportunity.pk).title not in ("First", "Second")


def test_save_from_a_page_older_than_what_is_public_is_refused(client):
    opportunity = publish_opportunity(title="Old")
    contact = sign_in_owner(client, opportunity.contact_id)
    seen = client.get(page_of(opportunity, "edit/")).context["form"].initial["seen"]
    revision = start_revision(opportunity=opportunity, by=make_author(), now=NOW)
    save_revision(revision=revision, values={"title": "New"}, by=make_author(), now=NOW)
    submit_revision(revision=revision, actor=Actor.system(), now=NOW)
    approve_revision(revision=revision, by=UserFactory(role=User.Role.MANAGER), now=NOW)

    response = client.post(page_of(opportunity, "edit/"), post_words(contact, title="Mine", seen=seen))

    assert response.status_code == 409
    assert Opportunity.objects.get(pk=opportunity.pk).title == "New"


def test_decision_on_what_was_decided_is_refused(client, staff):
    opportunity = publish_opportunity()

    response = client.post(page_of(opportunity, "decide/"), {"seen": 0, "decision": "approve"})

    assert response.status_code == 409


def test_save_over_what_somebody_else_saved_is_refused_and_keeps_the_words(client):
    contact = sign_in_owner(client)
    revision = make_draft(contact=contact.pk)
    save_revision(revision=revision, values={"title": "Theirs"}, by=make_author(), now=NOW)
    address = page_of(revision.opportunity, "edit/")

    response = client.post(address, post_words(contact, title="Mine", seen=0))

    assert response.status_code == 409
    assert 'value="Mine"' in response.content.decode()
    client.post(address, post_words(contact, title="Mine", seen=1))
    assert Opportunity.objects.get().title == "Mine"


def test_published_one_is_changed_taken_back_and_discarded(client):
    contact = sign_in_owner(client)
    opportunity = publish_opportunity(contact=contact.pk)
    seen = see_version(opportunity.revisions, None)
    client.post(page_of(opportunity, "edit/"), post_words(contact, title="New name", seen=seen))
    client.post(page_of(opportunity, "send/"))
    assert opportunity.revisions.open().get().is_waiting

    client.post(page_of(opportunity, "take-back/"))
    assert opportunity.revisions.open().get().status == "draft"
    client.post(page_of(opportunity, "discard/"))

    assert not opportunity.revisions.open().exists()
    opportunity.refresh_from_db()
    assert (opportunity.status, opportunity.title) == ("published", "A test hall for robots")


def test_what_waits_cannot_be_edited(client):
    contact = sign_in_owner(client)
    revision = submit_draft(contact=contact.pk)

    response = client.post(page_of(revision.opportunity, "edit/"), post_words(contact, seen=1), follow=True)

    assert "UKTI is reading it" in read_page(response)


def test_withdrawal_asks_for_a_reason(client, staff):
    opportunity = publish_opportunity()

    assert "Say why it is withdrawn" in read_page(client.post(page_of(opportunity, "withdraw/"), {}))
    client.post(page_of(opportunity, "withdraw/"), {"reason": "Sold."})

    opportunity.refresh_from_db()
    assert opportunity.status == "withdrawn"
    assert client.post(page_of(opportunity, "withdraw/"), {"reason": "Again."}).status_code == 409


@pytest.mark.parametrize("part", ["", "preview/", "edit/", "files/"])
def test_contact_of_another_cluster_is_a_stranger(client, part):
    opportunity = make_draft().opportunity
    values = make_values(cluster="sheffield", outcode="")
    sign_in_owner(client, values["contact"])

    assert client.get(page_of(opportunity, part)).status_code == 404
    assert client.post(page_of(opportunity, "send/")).status_code == 404


def test_preview_shows_what_is_being_written(client, staff):
    revision = submit_draft(description="Only **here**")

    page = client.get(page_of(revision.opportunity, "preview/")).content.decode()

    assert "<strong>here</strong>" in page
    assert "A preview" in page


@pytest.mark.parametrize("rows", [1, 20])
def test_list_asks_a_fixed_number_of_queries(client, staff, rows, django_assert_num_queries):
    for number in range(rows):
        submit_draft(title=f"Number {number}")

    with django_assert_num_queries(5):
        client.get(LIST)


@pytest.mark.parametrize("facts", [1, 10])
def test_page_asks_a_fixed_number_of_queries(client, staff, facts, django_assert_num_queries):
    fact = {"text": "x", "source": "y", "url": "", "date": ""}
    opportunity = publish_opportunity()
    revision = start_revision(opportunity=opportunity, by=make_author(), now=NOW)
    save_revision(revision=revision, values={"facts": [fact] * facts}, by=make_author(), now=NOW)

    with django_assert_num_queries(11):
        client.get(page_of(opportunity))
