"""The figures that are kept from night to night, the news, and the words of clusters."""

from insights.models.announcements import Announcement
from insights.models.cluster_words import ClusterEvent, ClusterRevision
from insights.models.clusters import ClusterAnswers, ClusterDemand
from insights.models.snapshots import ClusterCount, QuarterCount, Snapshot, quarter_of

__all__ = [
    "Announcement",
    "ClusterAnswers",
    "ClusterCount",
    "ClusterDemand",
    "ClusterEvent",
    "ClusterRevision",
    "QuarterCount",
    "Snapshot",
    "quarter_of",
]
