"""Clusters, places, sectors and businesses."""

from directory.models.business import Business
from directory.models.clusters import Cluster, ClusterFact, Figure, Outline
from directory.models.companies import Company, CompanyImport
from directory.models.places import Area, Basis, Outcode, Place, PostcodeArea
from directory.models.sectors import Sector
from directory.models.sources import Attribution, Source

__all__ = [
    "Area",
    "Attribution",
    "Basis",
    "Business",
    "Cluster",
    "ClusterFact",
    "Company",
    "CompanyImport",
    "Figure",
    "Outcode",
    "Outline",
    "Place",
    "PostcodeArea",
    "Sector",
    "Source",
]
