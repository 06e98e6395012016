"""The figures that are kept from night to night."""

from insights.models.clusters import ClusterAnswers, ClusterDemand
from insights.models.snapshots import ClusterCount, QuarterCount, Snapshot, quarter_of

__all__ = ["ClusterAnswers", "ClusterCount", "ClusterDemand", "QuarterCount", "Snapshot", "quarter_of"]
