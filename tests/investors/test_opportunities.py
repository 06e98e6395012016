"""Opportunities: drafted, sent, decided on, changed while they are up, withdrawn."""

import datetime

import pytest

from accounts.models import User
from investors.models import Opportunity
from investors.opportunity_content import read_content
from investors.revision_workflow import IllegalRevisionMove, NothingChanged, OwnWork, StaleRevision
from investors.services import opportunities as services
from investors.workflow import Actor
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.investors.asked_contacts import mail_to
from tests.investors.opportunities import (
    LAST_DAY,
    make_author,
    make_draft,
    make_values,
    publish_opportunity,
    submit_draft,
)
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def make_officer() -> User:
    return UserFactory(role=User.Role.TRIAGE_OFFICER)


def revise(opportunity, by=None, **values):
    by = by or make_author()
    revision = services.start_revision(opportunity=opportunity, by=by, now=NOW)
    services.save_revision(revision=revision, values=values, by=by, now=NOW)
    return revision


def test_draft_is_seen_by_nobody_in_public():
    revision = make_draft()

    assert revision.opportunity.status == "draft"
    assert Opportunity.objects.published(NOW.date()).count() == 0


def test_same_title_gets_an_address_of_its_own():
    slugs = [make_draft(title="Map").opportunity.slug, make_draft(title="Hall").opportunity.slug]
    slugs.append(make_draft(title="Hall").opportunity.slug)

    assert slugs == ["map-1", "hall", "hall-2"]


def test_incomplete_draft_is_not_sent_and_says_what_is_missing():
    revision = make_draft(summary="", sectors=[])

    with pytest.raises(services.IncompleteOpportunity) as refusal:
        services.submit_revision(revision=revision, actor=Actor.system(), now=NOW)

    assert [field.name for field in refusal.value.fields] == ["summary", "sectors"]


def test_draft_whose_last_day_is_past_is_not_sent():
    revision = make_draft()

    with pytest.raises(services.OverAlready):
        services.submit_revision(
            revision=revision,
            actor=Actor.system(),
            now=NOW.replace(year=LAST_DAY.year + 1),
        )


def test_submission_tells_ukti():
    revision = submit_draft()

    assert revision.opportunity.events.filter(kind="submitted").count() == 1
    assert "waits for approval" in Message.objects.get(kind="opportunity-submitted").subject


def test_approval_publishes_what_was_sent_and_tells_its_author():
    author = make_author()

    opportunity = publish_opportunity(by=author)

    assert opportunity.status == "published"
    assert (opportunity.summary, opportunity.outcode_id) == (
        "A hall in which robots are tested before they are sold.",
        "LS11",
    )
    assert [sector.pk for sector in opportunity.sectors.all()] == ["robotics"]
    assert "holbeck" in opportunity.words
    assert "/opportunities/a-test-hall-for-robots/" in mail_to(author.email, "opportunity-published").body


def test_author_cannot_approve_their_own_words():
    author = make_officer()
    revision = submit_draft(by=author)

    with pytest.raises(OwnWork):
        services.approve_revision(revision=revision, by=author, now=NOW)


def test_changes_are_requested_with_a_reason_that_the_author_gets():
    author = make_author()
    revision = submit_draft(by=author)

    services.request_changes(revision=revision, reason="Name the source.", by=make_officer(), now=NOW)

    revision.opportunity.refresh_from_db()
    assert revision.opportunity.status == "changes_requested"
    assert "Name the source." in mail_to(author.email, "opportunity-changes-requested").body
    services.submit_revision(revision=revision, actor=Actor.system(), now=NOW)
    assert revision.is_waiting


def test_published_one_stays_as_it_is_while_a_change_waits():
    opportunity = publish_opportunity()
    revision = revise(opportunity, summary="Another summary.")
    services.submit_revision(revision=revision, actor=Actor.system(), now=NOW)

    opportunity.refresh_from_db()
    assert (opportunity.status, opportunity.summary) == (
        "published",
        "A hall in which robots are tested before they are sold.",
    )

    services.approve_revision(revision=revision, by=make_officer(), now=NOW + DAY)
    opportunity.refresh_from_db()
    assert (opportunity.summary, opportunity.published_at) == ("Another summary.", NOW + DAY)
    assert opportunity.first_published_at == NOW


def test_change_that_says_what_is_public_already_is_not_sent():
    revision = services.start_revision(opportunity=publish_opportunity(), by=make_author(), now=NOW)

    with pytest.raises(NothingChanged):
        services.submit_revision(revision=revision, actor=Actor.system(), now=NOW)


def test_what_waits_cannot_be_changed_until_it_is_taken_back():
    revision = submit_draft()
    by = make_author()

    with pytest.raises(IllegalRevisionMove):
        services.save_revision(revision=revision, values={"title": "X"}, by=by, now=NOW)

    services.take_back(revision=revision, actor=Actor.system(), now=NOW)
    services.save_revision(revision=revision, values={"title": "X"}, by=by, now=NOW)
    assert Opportunity.objects.get().title == "X"
    assert Opportunity.objects.get().status == "draft"


def test_save_over_what_somebody_else_saved_is_stale():
    revision = make_draft()
    seen = type(revision).objects.get(pk=revision.pk)
    services.save_revision(revision=revision, values={"title": "Theirs"}, by=make_author(), now=NOW)

    with pytest.raises(StaleRevision):
        services.save_revision(revision=seen, values={"title": "Mine"}, by=make_author(), now=NOW)


def test_discarded_changes_leave_what_is_public():
    opportunity = publish_opportunity()
    before = read_content(opportunity)
    revision = revise(opportunity, title="Another title")

    services.discard_revision(revision=revision, actor=Actor.system(), now=NOW)

    assert read_content(Opportunity.objects.get(pk=opportunity.pk)) == before
    assert not opportunity.revisions.open().exists()


def test_withdrawn_one_is_over_and_its_author_is_told():
    author = make_author()
    opportunity = publish_opportunity(by=author)
    revise(opportunity, by=author, title="Another title")

    services.withdraw_opportunity(
        opportunity=opportunity, reason="Sold.", actor=Actor.staff(make_officer()), now=NOW
    )

    assert opportunity.status == "withdrawn"
    assert not opportunity.revisions.open().exists()
    assert "Sold." in mail_to(author.email, "opportunity-withdrawn").body
    assert list(Opportunity.objects.over(NOW.date())) == [opportunity]


def test_withdrawn_one_comes_back_by_an_approved_revision():
    opportunity = publish_opportunity()
    services.withdraw_opportunity(opportunity=opportunity, reason="Sold.", actor=Actor.system(), now=NOW)
    revision = services.start_revision(opportunity=opportunity, by=make_author(), now=NOW)
    services.submit_revision(revision=revision, actor=Actor.system(), now=NOW)

    services.approve_revision(revision=revision, by=make_officer(), now=NOW)

    assert Opportunity.objects.published(NOW.date()).get() == opportunity


def test_draft_that_was_given_up_is_not_taken_up_again():
    revision = make_draft()
    opportunity = revision.opportunity
    services.withdraw_opportunity(opportunity=opportunity, reason="No.", actor=Actor.system(), now=NOW)

    with pytest.raises(IllegalRevisionMove):
        services.start_revision(opportunity=opportunity, by=make_author(), now=NOW)
    assert not Opportunity.objects.over(NOW.date()).exists()


@pytest.mark.parametrize(("day", "is_shown"), [(-1, False), (0, True), (212, True), (213, False)])
def test_it_is_public_on_its_days_alone(day, is_shown):
    publish_opportunity()

    found = Opportunity.objects.published(NOW.date() + day * DAY)

    assert found.exists() is is_shown


def test_contact_sees_and_drafts_those_of_their_cluster_and_below():
    north_east = make_cluster("north-east")
    make_cluster("newcastle", parent=north_east)
    mine = make_draft(cluster="newcastle", outcode="").opportunity
    make_draft(cluster="leeds")
    user = make_author()
    contact = make_values(cluster="north-east")["contact"]
    Opportunity.contact.field.related_model.objects.filter(pk=contact).update(user=user)

    assert list(Opportunity.objects.drafted_by(user)) == [mine]
    assert list(Opportunity.objects.visible_to(user)) == [mine]
    assert Opportunity.objects.visible_to(make_officer()).count() == 2
    assert not Opportunity.objects.visible_to(UserFactory()).exists()
