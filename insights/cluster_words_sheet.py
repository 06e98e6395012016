"""What the desk shows of the words of clusters."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from directory.models import Cluster
from insights.cluster_words import (
    NO_WORDS,
    Words,
    describe_changes,
    find_worded_clusters,
    find_words,
    read_words,
)
from insights.models import ClusterRevision
from insights.services.cluster_words import find_published
from investors.revision_sheet import describe_events, find_open_revision, list_permissions


@dataclass(frozen=True)
class Worded:
    """A cluster in the list of the desk: what is public of it, and what is being written."""

    cluster: Cluster
    words: Words | None
    revision: ClusterRevision | None


def list_worded(user: User, *, are_waiting: bool = False) -> list[Worded]:
    """Return the clusters whose words ``user`` sees, in the order of the map. Three queries.

    ``are_waiting``: those alone of which words wait for UKTI.
    """
    seen = find_worded_clusters(user)
    if are_waiting:
        seen = seen.filter(pk__in=ClusterRevision.objects.waiting().values("cluster"))
    clusters = list(seen.select_related("parent").order_by("position", "pk"))
    slugs = [each.pk for each in clusters]
    words = find_words(slugs)
    open_ones = {each.cluster_id: each for each in ClusterRevision.objects.open().filter(cluster__in=slugs)}
    return [Worded(each, words.get(each.pk), open_ones.get(each.pk)) for each in clusters]


def describe_words_sheet(cluster: Cluster, user: User) -> dict[str, Any]:
    """Return the context of the page of the words of ``cluster``, in a fixed number of queries."""
    revision, published = find_open_revision(cluster.revisions), find_published(cluster)
    before = published.content if published else NO_WORDS
    words = read_words(before, published.decided_at if published else None)
    return {
        "cluster": cluster,
        "revision": revision,
        "published": published,
        "words": words,
        "draft": read_words(revision.content) if revision else None,
        "changes": describe_changes(before, revision.content) if revision else [],
        "events": describe_events(cluster.word_events),
        **list_permissions(user, revision, was_public=True),
        "may_take_down": words is not None and (user.drafts_for_cluster or user.approves_for_cluster),
    }
