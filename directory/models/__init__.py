"""Clusters, places, sectors and businesses."""

from directory.models.business import Business
from directory.models.clusters import Cluster, ClusterFact, Figure, Outline
from directory.models.places import Outcode, Place
from directory.models.sectors import Sector
from directory.models.sources import Attribution, Source

__all__ = [
    "Attribution",
    "Business",
    "Cluster",
    "ClusterFact",
    "Figure",
    "Outcode",
    "Outline",
    "Place",
    "Sector",
    "Source",
]
