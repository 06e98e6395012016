"""Two people of one team at the same profile: neither undoes the other unseen, and neither loses a word."""

import pytest
from django.test import Client

from directory.models import BusinessEvent, Revision
from directory.services.revisions import approve_revision, save_section, start_revision, submit_revision
from directory.views import profile_editing
from directory.workflow import Actor
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW
from tests.directory.profile_forms import OWN, read_draft, read_seen, save, section_page
from tests.directory.teams import make_draft, make_team, sign_in_member

pytestmark = pytest.mark.django_db


def test_colleague_who_saved_first_is_not_undone_unseen(client) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/offers/"
    seen = read_seen(client, address)
    save(client, address, offers="Theirs")

    response = client.post(address, {"seen": seen, "offers": "Mine"})

    assert response.status_code == 409
    assert response.context["form"].data["offers"] == "Mine"
    assert "Theirs" in response.content.decode()
    assert read_draft(membership.business)["offers"] == "Theirs"

    client.post(address, {"seen": response.context["seen"], "offers": "Mine"})

    assert read_draft(membership.business)["offers"] == "Mine"


def test_other_sections_saved_meanwhile_do_not_matter(client) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/offers/"
    seen = read_seen(client, address)
    save(client, f"{OWN}{membership.business.slug}/profile/supply/", supply_needs="Yarn")

    client.post(address, {"seen": seen, "offers": "Cloth"})

    content = read_draft(membership.business)
    assert (content["offers"], content["supply_needs"]) == ("Cloth", "Yarn")


def test_colleague_who_saves_in_the_same_moment_is_not_undone_unseen(client, monkeypatch) -> None:
    membership = sign_in_member(client)
    address = section_page(membership.business, "offers")
    colleague = make_team(membership.business).user

    def be_second(**values) -> Revision:
        theirs = start_revision(**values | {"by": colleague})
        save_section(revision=theirs, values={"offers": "Theirs"}, by=colleague, now=NOW)
        return start_revision(**values)

    monkeypatch.setattr(profile_editing, "start_revision", be_second)
    response = save(client, address, offers="Mine")

    assert response.status_code == 409
    assert "Theirs" in response.content.decode()
    assert read_draft(membership.business)["offers"] == "Theirs"


def test_save_that_changes_nothing_begins_no_draft(client) -> None:
    membership = sign_in_member(client)

    response = save(client, section_page(membership.business, "offers"), offers="", next="1")

    assert response.url == section_page(membership.business, "supply")
    assert not membership.business.revisions.exists()


def send_meanwhile(client: Client) -> tuple[Revision, str, dict]:
    """Open a page, let a colleague send the profile, and return what is typed and sent after that."""
    revision = make_draft()
    client.force_login(revision.author)
    address = section_page(revision.business, "offers")
    seen = read_seen(client, address)
    submit_revision(revision=revision, by=Actor.member(revision.author), now=NOW)
    return revision, address, {"seen": seen, "offers": "An hour of typing"}


def test_profile_sent_meanwhile_loses_nothing(client) -> None:
    revision, address, typed = send_meanwhile(client)

    response = client.post(address, typed)

    assert response.status_code == 409
    assert "An hour of typing" in response.content.decode()
    revision.refresh_from_db()
    assert (revision.status, revision.content["offers"]) == (Revision.Status.IN_REVIEW, "")


def test_profile_sent_meanwhile_is_taken_back_and_saved(client) -> None:
    revision, address, typed = send_meanwhile(client)
    page = client.post(address, typed)

    client.post(address, typed | {"seen": page.context["seen"], "take_back": "1"})

    revision.refresh_from_db()
    assert (revision.status, revision.content["offers"]) == (Revision.Status.DRAFT, "An hour of typing")
    assert revision.business.events.filter(kind=BusinessEvent.Kind.WITHDRAWN).count() == 1


def test_profile_published_meanwhile_gets_a_new_draft(client) -> None:
    revision, address, typed = send_meanwhile(client)
    page = client.post(address, typed)
    revision.refresh_from_db()
    approve_revision(revision=revision, by=UserFactory(), now=NOW)

    client.post(address, typed | {"seen": page.context["seen"], "take_back": "1"})

    assert read_draft(revision.business)["offers"] == "An hour of typing"
    revision.business.refresh_from_db()
    assert revision.business.offers == ""


def test_changes_are_thrown_away_after_asking(client) -> None:
    membership = sign_in_member(client)
    save(client, section_page(membership.business, "offers"), offers="Cloth")
    address = f"{OWN}{membership.business.slug}/discard/"

    asked = client.get(address)

    assert [str(field.label) for field in asked.context["fields"]] == ["What it offers"]
    assert membership.business.revisions.open().exists()
    client.post(address)
    assert not membership.business.revisions.open().exists()


def test_draft_of_a_profile_never_shown_is_not_thrown_away(client) -> None:
    revision = make_draft()
    client.force_login(revision.author)

    assert client.post(f"{OWN}{revision.business.slug}/discard/").status_code == 404
