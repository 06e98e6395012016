"""How what a profile says changes: begun, saved, sent, decided, published."""

import datetime

import pytest

from directory.content import apply_content, read_content
from directory.models import Business, BusinessEvent, Revision
from directory.services.revisions import (
    Incomplete,
    NothingChanged,
    approve_revision,
    discard_revision,
    reject_revision,
    request_changes,
    restore_content,
    save_section,
    start_revision,
    submit_revision,
    withdraw_revision,
)
from directory.workflow import Actor, IllegalMove, StaleRevision
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_draft, make_team, write_content

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=1)
MEMBER = Actor.system()


def publish(**fields) -> Business:
    """Return a published business with an admin and a whole profile."""
    membership = make_team(BusinessFactory(**fields))
    apply_content(business=membership.business, content=write_content())
    return membership.business


def edit(business: Business, **values) -> Revision:
    """Return an open revision of ``business`` that says ``values``."""
    author = business.memberships.get().user
    revision = start_revision(business=business, by=author, now=NOW)
    save_section(revision=revision, values=values, by=author, now=NOW)
    return revision


def send(revision: Revision) -> bool:
    return submit_revision(revision=revision, by=MEMBER, now=LATER)


def sent(**values) -> Revision:
    """Return the revision of a new business that waits for review."""
    revision = make_draft(**values)
    send(revision)
    return revision


def list_kinds(business: Business) -> list[str]:
    return list(business.events.order_by("pk").values_list("kind", flat=True))


def test_start_revision_begins_with_what_is_published() -> None:
    business = publish()

    revision = start_revision(business=business, by=UserFactory(), now=NOW)

    assert revision.content == revision.base == read_content(business)


def test_start_revision_returns_the_open_one() -> None:
    business = publish()

    first, second = (start_revision(business=business, by=UserFactory(), now=NOW) for _ in range(2))

    assert first == second


def test_start_revision_goes_on_from_what_was_refused() -> None:
    revision = sent(summary="Looms!")
    reject_revision(revision=revision, reasons=["other"], text="", by=UserFactory(), now=NOW)

    again = start_revision(business=revision.business, by=UserFactory(), now=NOW)

    assert again.content["summary"] == "Looms!"


def test_save_section_keeps_the_rest() -> None:
    revision = make_draft()

    save_section(revision=revision, values={"keywords": ["wool"]}, by=UserFactory(), now=LATER)

    revision.refresh_from_db()
    assert (revision.content["keywords"], revision.content["summary"]) == (["wool"], "Software for looms.")
    assert (revision.version, revision.saved_at) == (1, LATER)


def test_save_section_refuses_what_somebody_saved_since() -> None:
    revision = make_draft()
    same = Revision.objects.get(pk=revision.pk)
    save_section(revision=revision, values={"offers": "Cloth"}, by=UserFactory(), now=NOW)

    with pytest.raises(StaleRevision):
        save_section(revision=same, values={"offers": "Yarn"}, by=UserFactory(), now=NOW)

    revision.refresh_from_db()
    assert revision.content["offers"] == "Cloth"


def test_save_section_refuses_what_is_in_review() -> None:
    revision = sent()

    with pytest.raises(StaleRevision):
        save_section(revision=revision, values={"offers": "Yarn"}, by=UserFactory(), now=NOW)


def test_submit_revision_sends_the_business_for_review() -> None:
    revision = make_draft()

    assert send(revision) is False

    revision.refresh_from_db()
    assert (revision.status, revision.submitted_at) == (Revision.Status.IN_REVIEW, LATER)
    assert revision.business.status == Business.Status.IN_REVIEW
    assert list_kinds(revision.business) == [BusinessEvent.Kind.SUBMITTED]


def test_submit_revision_leaves_the_published_profile_up() -> None:
    business = publish()

    send(edit(business, summary="Better looms."))

    business.refresh_from_db()
    assert (business.status, business.summary) == (Business.Status.PUBLISHED, "Software for looms.")


def test_submit_revision_names_what_is_missing() -> None:
    revision = make_draft(summary="", sectors=[])

    with pytest.raises(Incomplete) as refusal:
        send(revision)

    assert [field.name for field in refusal.value.fields] == ["summary", "sectors"]


def test_submit_revision_refuses_what_changes_nothing() -> None:
    with pytest.raises(NothingChanged):
        send(start_revision(business=publish(), by=UserFactory(), now=NOW))


def test_harmless_edit_of_a_verified_business_is_live_at_once() -> None:
    business = publish(verification=Business.Verification.LETTER)
    revision = edit(business, languages=["en", "fr"])

    assert send(revision) is True

    business.refresh_from_db()
    revision.refresh_from_db()
    assert business.languages == ["en", "fr"]
    assert (revision.status, revision.is_automatic, revision.sampled_at) == ("approved", True, None)


@pytest.mark.parametrize(
    ("verification", "values"),
    [("none", {"languages": ["fr"]}), ("letter", {"languages": ["fr"], "summary": "Looms!"})],
)
def test_other_edits_wait_for_review(verification, values) -> None:
    business = publish(verification=verification)

    assert send(edit(business, **values)) is False


def test_harmless_rest_of_what_was_sent_back_is_live_at_once() -> None:
    business = publish(verification=Business.Verification.LETTER)
    revision = edit(business, languages=["fr"], summary="The best looms.")
    send(revision)
    request_changes(revision=revision, reasons=["advertising"], text="", by=UserFactory(), now=NOW)

    assert send(edit(business, summary="Software for looms.")) is True

    business.refresh_from_db()
    assert business.languages == ["fr"]


def test_address_of_a_published_profile_stays_when_its_name_changes() -> None:
    business = publish()
    revision = edit(business, name="Another name")
    send(revision)

    approve_revision(revision=revision, by=UserFactory(), now=LATER)

    after = Business.objects.get(pk=business.pk)
    assert (after.name, after.slug) == ("Another name", business.slug)


def test_withdraw_revision_opens_it_again() -> None:
    revision = sent()

    withdraw_revision(revision=revision, by=MEMBER, now=NOW)

    revision.business.refresh_from_db()
    assert (revision.status, revision.business.status) == ("draft", "draft")


def test_discard_revision_leaves_the_profile() -> None:
    business = publish()
    revision = edit(business, summary="Better looms.")

    discard_revision(revision=revision, now=NOW)

    assert read_content(Business.objects.get(pk=business.pk))["summary"] == "Software for looms."
    assert not business.revisions.open().exists()


def test_approve_revision_publishes_lists_confirms_and_tells_the_team() -> None:
    revision = sent(summary="Looms for all.")
    moderator = UserFactory()

    approve_revision(revision=revision, by=moderator, now=LATER)

    business = Business.objects.get(pk=revision.business_id)
    assert (business.status, business.summary) == (Business.Status.PUBLISHED, "Looms for all.")
    assert (business.listed_at, business.confirmed_at) == (LATER, LATER)
    assert list_kinds(business) == [BusinessEvent.Kind.SUBMITTED, BusinessEvent.Kind.PUBLISHED]
    mail = Message.objects.get(kind="profile-approved")
    assert mail.to_email == business.memberships.get().user.email
    assert business.get_absolute_url() in mail.body


def test_approve_revision_of_an_edit_names_the_fields_in_the_history() -> None:
    business = publish()
    revision = edit(business, summary="Better looms.")
    send(revision)

    approve_revision(revision=revision, by=UserFactory(), now=LATER)

    event = business.events.get(kind=BusinessEvent.Kind.UPDATED)
    assert event.detail == {"revision": revision.pk, "fields": ["summary"]}


@pytest.mark.parametrize(
    ("decide", "status", "template"),
    [
        (request_changes, "changes_requested", "profile-changes-requested"),
        (reject_revision, "rejected", "profile-rejected"),
    ],
)
def test_refusals_say_why(decide, status, template) -> None:
    revision = sent()

    decide(revision=revision, reasons=["unclear"], text="Name a customer.", by=UserFactory(), now=NOW)

    revision.business.refresh_from_db()
    assert (revision.status, revision.business.status) == (status, status)
    mail = Message.objects.get(kind=template)
    assert "The text does not say what the business does" in mail.body
    assert "Name a customer." in mail.body


def test_changed_revision_is_sent_again() -> None:
    revision = sent()
    request_changes(revision=revision, reasons=["unclear"], text="", by=UserFactory(), now=NOW)
    save_section(revision=revision, values={"summary": "Clear."}, by=UserFactory(), now=NOW)

    send(revision)

    revision.business.refresh_from_db()
    assert (revision.business.status, revision.reasons) == (Business.Status.IN_REVIEW, [])


def test_approve_revision_refuses_what_was_decided() -> None:
    revision = sent()
    reject_revision(revision=revision, reasons=["other"], text="", by=UserFactory(), now=NOW)

    with pytest.raises(IllegalMove):
        approve_revision(revision=revision, by=UserFactory(), now=NOW)


def test_restore_content_takes_an_automatic_edit_back() -> None:
    business = publish(verification=Business.Verification.LETTER)
    revision = edit(business, employees=4, employees_on="2026-01-01")
    send(revision)
    revision.refresh_from_db()

    restore_content(revision=revision, text="Accounts say 400.", by=UserFactory(), now=LATER)

    business.refresh_from_db()
    assert business.employees is None
    assert "Accounts say 400." in Message.objects.get(kind="profile-taken-back").body


def test_restore_content_refuses_where_the_profile_changed_since() -> None:
    business = publish(verification=Business.Verification.LETTER)
    revision = edit(business, languages=["fr"])
    send(revision)
    send(edit(business, languages=["de"]))

    with pytest.raises(StaleRevision):
        restore_content(revision=revision, text="", by=UserFactory(), now=LATER)
