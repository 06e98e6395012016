"""The figures that are kept from night to night, and the news."""

from insights.models.announcements import Announcement
from insights.models.clusters import ClusterAnswers, ClusterDemand
from insights.models.snapshots import ClusterCount, QuarterCount, Snapshot, quarter_of

__all__ = [
    "Announcement",
    "ClusterAnswers",
    "ClusterCount",
    "ClusterDemand",
    "QuarterCount",
    "Snapshot",
    "quarter_of",
]
