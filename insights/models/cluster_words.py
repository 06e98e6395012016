"""What the people of a cluster say of it: each state of the words, and the history of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from investors.models.revisions import (
    Revision,
    RevisionEvent,
    RevisionQuerySet,
    constrain_revisions,
    index_waiting,
)


class ClusterRevisionQuerySet(RevisionQuerySet["ClusterRevision"]):
    """The questions asked of the words of clusters."""

    def published(self) -> "ClusterRevisionQuerySet":
        """Keep the last approved of each cluster: what is public, or that nothing is (``content`` empty)."""
        approved = self.filter(status=Revision.Status.APPROVED)
        return approved.order_by("cluster", "-decided_at", "-pk").distinct("cluster")


class ClusterRevision(Revision):
    """One state of the words of a cluster; ``content`` is as ``insights.cluster_words`` has it.

    What is public is the last approved one. Words that were taken down are followed by an approved one
    without words, so that nothing approved is ever changed.
    """

    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="revisions")

    objects = ClusterRevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            *constrain_revisions("cluster"),
            models.CheckConstraint(
                condition=~models.Q(status="approved") | models.Q(decided_at__isnull=False),
                name="cluster_revision_approved_has_time",
            ),
        ]
        indexes = [
            index_waiting("cluster"),
            # The page of a cluster: what was approved last.
            models.Index(
                fields=["cluster", "-decided_at", "-id"],
                condition=models.Q(status="approved"),
                name="cluster_rev_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.status}"


class ClusterEvent(RevisionEvent):
    """One thing that happened to the words of a cluster."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Sent to UKTI for approval")
        TAKEN_BACK = "taken_back", _("Taken back from review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        PUBLISHED = "published", _("Approved and published")
        DISCARDED = "discarded", _("Changes discarded")
        TAKEN_DOWN = "taken_down", _("Taken down")

    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="word_events")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        indexes = [models.Index(fields=["cluster", "at", "id"], name="cluster_event_timeline")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
