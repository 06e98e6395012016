"""The figures that are kept from night to night."""

from insights.models.snapshots import ClusterCount, QuarterCount, Snapshot

__all__ = ["ClusterCount", "QuarterCount", "Snapshot"]
