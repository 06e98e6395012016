"""The words of a cluster: drafted, saved, sent to UKTI, decided on, taken down."""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Cluster
from insights.cluster_words import LABELS, NO_WORDS, Content
from insights.models import ClusterEvent, ClusterRevision
from investors.revision_notices import find_author, queue_revision_notice
from investors.revision_workflow import (
    NothingChanged,
    Refused,
    StaleRevision,
    approve,
    count_versions,
    move_revision,
    open_revision,
    save_content,
    send_back,
)
from investors.workflow import Actor

Kind = ClusterEvent.Kind
Status = ClusterRevision.Status


class IncompleteWords(Refused):
    """The summary or the text is missing."""


def find_published(cluster: Cluster) -> ClusterRevision | None:
    """Return the last approved revision of ``cluster``, if there is any."""
    return ClusterRevision.objects.filter(cluster=cluster).published().first()


@transaction.atomic
def save_words(*, cluster: Cluster, values: Content, seen: int, by: User, now: datetime.datetime) -> None:
    """Put ``values`` into the open revision of ``cluster`` as the person saw it, or into a new one.

    ``seen`` is what ``see_version`` said of them. Raises StaleRevision, IllegalRevisionMove.
    """
    revision = open_revision(cluster.revisions, read=lambda: _read_public(cluster), by=by, now=now)
    revision.version = seen
    save_content(revision=revision, values=values, by=by, now=now)


@transaction.atomic
def submit_words(*, revision: ClusterRevision, actor: Actor, now: datetime.datetime) -> None:
    """Send ``revision`` to UKTI, who are told by mail.

    Raises IncompleteWords, NothingChanged, StaleRevision, IllegalRevisionMove.
    """
    if not all(revision.content[name].strip() for name in LABELS):
        raise IncompleteWords
    if revision.content == _read_public(revision.cluster):
        raise NothingChanged
    move_revision(revision=revision, to=Status.IN_REVIEW, submitted_at=now, reason="")
    event = _record(revision.cluster, Kind.SUBMITTED, actor, now)
    _tell("cluster-words-submitted", event, settings.TRIAGE_EMAIL, _("UKTI triage"))


@transaction.atomic
def take_words_back(*, revision: ClusterRevision, actor: Actor, now: datetime.datetime) -> None:
    """Take ``revision`` back from review, to go on. Raises StaleRevision, IllegalRevisionMove."""
    move_revision(revision=revision, to=Status.DRAFT, submitted_at=None)
    _record(revision.cluster, Kind.TAKEN_BACK, actor, now)


@transaction.atomic
def discard_words(*, revision: ClusterRevision, actor: Actor, now: datetime.datetime) -> None:
    """Throw ``revision`` away; what is public stays. Raises StaleRevision, IllegalRevisionMove."""
    move_revision(revision=revision, to=Status.DISCARDED, decided_at=now)
    _record(revision.cluster, Kind.DISCARDED, actor, now)


@transaction.atomic
def approve_words(*, revision: ClusterRevision, by: User, now: datetime.datetime) -> None:
    """Publish ``revision``, and tell who wrote it. Raises OwnWork, StaleRevision, IllegalRevisionMove."""
    at = _begin_decision(revision.cluster, now)
    approve(revision=revision, by=by, now=at)
    event = _record(revision.cluster, Kind.PUBLISHED, Actor.staff(by), at)
    _tell("cluster-words-published", event, *find_author(revision))


@transaction.atomic
def request_word_changes(*, revision: ClusterRevision, reason: str, by: User, now: datetime.datetime) -> None:
    """Send ``revision`` back with a ``reason``, which its author is told. What is public stays as it is.

    Raises StaleRevision, IllegalRevisionMove.
    """
    send_back(revision=revision, reason=reason, by=by, now=now)
    event = _record(revision.cluster, Kind.CHANGES_REQUESTED, Actor.staff(by), now, reason)
    _tell("cluster-words-changes-requested", event, *find_author(revision), reason=reason)


@transaction.atomic
def take_words_down(
    *, cluster: Cluster, seen: int, reason: str, actor: Actor, now: datetime.datetime
) -> None:
    """Let ``cluster`` have no public words any more; an edit that waits goes on waiting.

    ``seen`` is the published revision that the person saw: raises StaleRevision where that is no longer it.
    """
    at = _begin_decision(cluster, now)
    published = find_published(cluster)
    if published is None or published.pk != seen or published.content == NO_WORDS:
        raise StaleRevision(cluster.pk)
    ClusterRevision.objects.create(
        cluster=cluster,
        content=NO_WORDS,
        status=Status.APPROVED,
        saved_at=at,
        decided_at=at,
        version=count_versions(cluster.revisions),
    )
    _record(cluster, Kind.TAKEN_DOWN, actor, at, reason)


def _read_public(cluster: Cluster) -> Content:
    published = find_published(cluster)
    return published.content if published else NO_WORDS


def _begin_decision(cluster: Cluster, now: datetime.datetime) -> datetime.datetime:
    """Return the time of a decision about the words of ``cluster``: ``now``, but after the one before.

    Nobody else publishes or takes down words of it until the transaction ends. Who had to wait for another
    has a ``now`` from before it, and what is public goes by these times.
    """
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    published = find_published(cluster)
    if published is None or published.decided_at is None:
        return now
    return max(now, published.decided_at + datetime.datetime.resolution)


def _record(
    cluster: Cluster, kind: str, actor: Actor, now: datetime.datetime, text: str = ""
) -> ClusterEvent:
    return ClusterEvent.objects.create(
        cluster=cluster, kind=kind, at=now, actor_kind=actor.kind, user_id=actor.user_id, text=text
    )


def _tell(template: str, event: ClusterEvent, to_email: str, to_name: str, **context: Any) -> None:
    cluster = event.cluster
    queue_revision_notice(
        template=template,
        to_email=to_email,
        to_name=to_name,
        cause=str(event.pk),
        now=event.at,
        cluster=cluster.name,
        page_url=settings.SITE_URL + cluster.get_absolute_url(),
        desk_url=settings.SITE_URL + reverse("insights:desk_cluster_words", args=[cluster.pk]),
        **context,
    )
