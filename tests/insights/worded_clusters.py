"""Words of clusters, drafted and published, for tests."""

import datetime

from accounts.models import User
from insights.models import ClusterRevision
from insights.services import cluster_words as services
from investors.revision_workflow import see_version
from investors.workflow import Actor
from tests.accounts.people import UserFactory
from tests.investors.opportunities import make_author
from tests.investors.sent_enquiries import NOW, make_cluster


def draft_words(
    slug: str = "leeds",
    *,
    summary: str = "Leeds in a sentence.",
    text: str = "Leeds at **length**.",
    by: User | None = None,
    now: datetime.datetime = NOW,
) -> ClusterRevision:
    """Save words for a cluster as a draft, and return it."""
    cluster = make_cluster(slug)
    values = {"summary": summary, "text": text}
    seen = see_version(cluster.revisions, None)
    services.save_words(cluster=cluster, values=values, seen=seen, by=by or make_author(), now=now)
    return ClusterRevision.objects.open().get(cluster=cluster)


def submit_words(slug: str = "leeds", *, now: datetime.datetime = NOW, **fields) -> ClusterRevision:
    """Draft words and send them to UKTI."""
    revision = draft_words(slug, now=now, **fields)
    services.submit_words(revision=revision, actor=Actor.system(), now=now)
    return revision


def publish_words(slug: str = "leeds", *, now: datetime.datetime = NOW, **fields) -> ClusterRevision:
    """Draft, send and approve words."""
    revision = submit_words(slug, now=now, **fields)
    approver = UserFactory(role=User.Role.TRIAGE_OFFICER)
    services.approve_words(revision=revision, by=approver, now=now)
    return revision
