"""The words of a cluster: drafted by its people, approved by UKTI, shown on its page, taken down."""

import datetime
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from insights.cluster_words import find_drafted_clusters, find_words
from insights.models import ClusterEvent, ClusterRevision
from insights.services import cluster_words as services
from investors.revision_workflow import IllegalRevisionMove, NothingChanged, OwnWork, StaleRevision
from investors.workflow import Actor
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.directory.listings import ClusterFactory
from tests.insights.worded_clusters import draft_words, publish_words, submit_words
from tests.investors.asked_contacts import make_contact
from tests.investors.opportunities import make_author
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=1)


def read_public(slug: str = "leeds") -> str:
    """Return the text that is public of a cluster; "" for none."""
    words = find_words([slug]).get(slug)
    return words.text if words else ""


def test_words_are_public_once_they_are_approved():
    revision = submit_words(text="Approved.")
    before = read_public()

    services.approve_words(revision=revision, by=UserFactory(role="triage_officer"), now=LATER)

    assert (before, read_public()) == ("", "Approved.")
    assert find_words(["leeds"])["leeds"].approved_at == LATER


def test_published_words_stay_while_an_edit_waits():
    publish_words(text="Old.")

    submit_words(text="New.")

    assert read_public() == "Old."


def test_later_approved_words_take_the_place_of_the_earlier():
    publish_words(text="Old.")

    publish_words(text="New.", now=LATER)

    assert read_public() == "New."


def test_author_cannot_approve_their_own_words():
    author = make_author()
    revision = submit_words(by=author)

    with pytest.raises(OwnWork):
        services.approve_words(revision=revision, by=author, now=NOW)

    assert read_public() == ""


@pytest.mark.parametrize("missing", ["summary", "text"])
def test_incomplete_words_are_not_sent(missing):
    revision = draft_words(**{missing: ""})

    with pytest.raises(services.IncompleteWords):
        services.submit_words(revision=revision, actor=Actor.system(), now=NOW)


def test_words_that_are_public_already_are_not_sent():
    publish_words(text="Same.")
    revision = draft_words(text="Same.")

    with pytest.raises(NothingChanged):
        services.submit_words(revision=revision, actor=Actor.system(), now=NOW)


def test_author_gets_the_reason_for_which_changes_are_requested():
    author = make_author()
    revision = submit_words(by=author)

    services.request_word_changes(
        revision=revision, reason="Leave the praise out.", by=UserFactory(role="manager"), now=NOW
    )

    mail = Message.objects.get(kind="cluster-words-changes-requested")
    assert mail.to_email == author.email
    assert "Leave the praise out." in mail.body
    assert revision.status == "changes_requested"


def test_waiting_words_are_not_edited_until_they_are_taken_back():
    revision = submit_words()
    save = partial(services.save_words, cluster=revision.cluster, by=make_author(), now=NOW)
    with pytest.raises(IllegalRevisionMove):
        save(values={"text": "Other."}, seen=revision.version)

    services.take_words_back(revision=revision, actor=Actor.system(), now=NOW)
    save(values={"text": "Other."}, seen=revision.version)

    assert ClusterRevision.objects.get().content["text"] == "Other."


def test_save_over_what_somebody_else_saved_is_stale():
    revision = draft_words(text="Theirs.")

    with pytest.raises(StaleRevision):
        services.save_words(
            cluster=revision.cluster, values={"text": "Mine."}, seen=0, by=make_author(), now=NOW
        )

    revision.refresh_from_db()
    assert revision.content["text"] == "Theirs."


def test_words_that_are_taken_down_are_gone_and_the_approved_ones_are_kept():
    published = publish_words(text="Old.")

    services.take_words_down(
        cluster=published.cluster, seen=published.pk, reason="Wrong.", actor=Actor.system(), now=LATER
    )

    published.refresh_from_db()
    assert (read_public(), published.status, published.content["text"]) == ("", "approved", "Old.")
    assert ClusterEvent.objects.get(kind="taken_down").text == "Wrong."


def test_taking_down_other_words_than_were_seen_is_stale():
    seen = publish_words(text="Old.")
    publish_words(text="New.", now=LATER)

    with pytest.raises(StaleRevision):
        services.take_words_down(
            cluster=seen.cluster, seen=seen.pk, reason="Wrong.", actor=Actor.system(), now=LATER
        )

    assert read_public() == "New."


def test_words_approved_at_the_instant_at_which_others_were_taken_down_are_public():
    old = publish_words(text="Old.")
    new = submit_words(text="New.")
    services.take_words_down(
        cluster=old.cluster, seen=old.pk, reason="Wrong.", actor=Actor.system(), now=LATER
    )

    services.approve_words(revision=new, by=UserFactory(role="manager"), now=LATER)

    assert read_public() == "New."
    events = list(ClusterEvent.objects.order_by("at", "pk").values_list("kind", flat=True))
    assert events[-2:] == ["taken_down", "published"]


def test_words_taken_down_by_who_waited_for_an_approval_are_gone():
    new = publish_words(text="New.", now=LATER)

    services.take_words_down(cluster=new.cluster, seen=new.pk, reason="Wrong.", actor=Actor.system(), now=NOW)

    assert read_public() == ""


def test_history_tells_each_step_and_cannot_be_changed():
    publish_words()
    kinds = list(ClusterEvent.objects.order_by("pk").values_list("kind", flat=True))

    assert kinds == ["submitted", "published"]
    with pytest.raises(DatabaseError), transaction.atomic():
        ClusterEvent.objects.update(text="Changed")
    with pytest.raises(DatabaseError), transaction.atomic():
        ClusterEvent.objects.all().delete()


def test_database_refuses_a_second_open_revision_and_an_approval_without_its_time():
    revision = draft_words()

    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterRevision.objects.create(cluster=revision.cluster, content=revision.content, saved_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterRevision.objects.update(status="approved")


@pytest.mark.django_db(transaction=True)
def test_race_of_an_approval_and_a_request_for_changes_has_one_winner():
    revision = submit_words()
    officers = [UserFactory(role=User.Role.TRIAGE_OFFICER) for _each in range(2)]
    first, second = (ClusterRevision.objects.get(pk=revision.pk) for _each in range(2))

    results = run_at_once(
        partial(services.approve_words, revision=first, by=officers[0], now=NOW),
        partial(services.request_word_changes, revision=second, reason="No", by=officers[1], now=NOW),
    )

    assert sorted(type(each).__name__ for each in results) == ["NoneType", "StaleRevision"]


@pytest.mark.parametrize(
    ("slug", "drafted"),
    [
        ("north-east", {"north-east", "newcastle", "sunderland"}),
        ("newcastle", {"north-east", "newcastle"}),
        ("leeds", {"leeds"}),
    ],
)
def test_editors_draft_for_their_cluster_its_parts_and_what_it_is_a_part_of(slug, drafted):
    make_cluster("leeds")
    whole = ClusterFactory(slug="north-east")
    for part in ("newcastle", "sunderland"):
        ClusterFactory(slug=part, parent=whole)
    user = make_author()
    make_contact("Nora Test", cluster=slug, user=user)

    assert set(find_drafted_clusters(user).values_list("pk", flat=True)) == drafted


def test_contact_who_left_drafts_for_no_cluster():
    user = make_author()
    make_contact("Nora Test", cluster=make_cluster("leeds").pk, user=user, is_active=False)

    assert not find_drafted_clusters(user).exists()
