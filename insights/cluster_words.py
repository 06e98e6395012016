"""The words of a cluster: what they consist of, what is public of them, and who may write them."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.content_words import Change, compare_words
from directory.descriptions import render_description
from directory.models import Cluster
from insights.models import ClusterRevision
from investors.models.opportunity import find_own_clusters

Content = dict[str, Any]
LABELS: dict[str, str | Promise] = {"summary": _("Summary"), "text": _("Text")}
NO_WORDS: Content = dict.fromkeys(LABELS, "")


@dataclass(frozen=True)
class Words:
    """What is public of a cluster, or would be; ``approved_at`` None while nobody has approved it."""

    summary: str
    text: str
    approved_at: datetime.datetime | None = None

    @property
    def html(self) -> SafeString:
        """The text, safe to show."""
        return render_description(self.text)


def read_words(content: Content, approved_at: datetime.datetime | None = None) -> Words | None:
    """Return the words in ``content``; None where it has none."""
    if not any(content.values()):
        return None
    return Words(content["summary"], content["text"], approved_at)


def find_words(slugs: Collection[str]) -> dict[str, Words]:
    """Return what is public of each of the clusters that has words. One query."""
    rows = ClusterRevision.objects.filter(cluster__in=slugs).published()
    found = {row.cluster_id: read_words(row.content, row.decided_at) for row in rows}
    return {slug: words for slug, words in found.items() if words is not None}


def describe_changes(before: Content, after: Content) -> list[Change]:
    """Return the parts on which the two contents differ, each word by word."""
    return [
        Change(label, before[name], after[name], compare_words(before[name], after[name]), is_harmless=False)
        for name, label in LABELS.items()
        if before[name] != after[name]
    ]


def find_drafted_clusters(user: User) -> QuerySet[Cluster]:
    """Return the clusters whose words ``user`` may draft, by an active contact.

    Theirs, its parts, and the one that it is a part of, of which the people of all its parts are editors.
    """
    own = find_own_clusters(user)
    return Cluster.objects.filter(Q(pk__in=own) | Q(parent__in=own) | Q(children__in=own)).distinct()


def find_worded_clusters(user: User) -> QuerySet[Cluster]:
    """Return the clusters whose words ``user`` sees: UKTI and auditors all, others those that they draft."""
    return Cluster.objects.all() if user.sees_every_case else find_drafted_clusters(user)
