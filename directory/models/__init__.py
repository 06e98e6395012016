"""Clusters, places, sectors and businesses."""

from directory.models.business import Business
from directory.models.claims import Claim
from directory.models.clusters import Cluster, ClusterFact, Figure, Metric, Outline
from directory.models.companies import Company, CompanyImport
from directory.models.figure_changes import FigureChange
from directory.models.freshness import Confirmation, ConfirmationRequest, FactGroup
from directory.models.history import BusinessEvent
from directory.models.memberships import Membership
from directory.models.moderation import Merger, Report
from directory.models.places import Area, Basis, Outcode, Place, PostcodeArea
from directory.models.profiles import Logo, Site
from directory.models.revisions import Revision
from directory.models.saved_searches import SavedSearch
from directory.models.search import SearchChange, SearchEntry, SearchSet, SearchSpelling
from directory.models.sectors import Sector
from directory.models.sheets import ListingSheet
from directory.models.sources import Attribution, Source
from directory.models.teams import Invitation, JoinRequest

__all__ = [
    "Area",
    "Attribution",
    "Basis",
    "Business",
    "BusinessEvent",
    "Claim",
    "Cluster",
    "ClusterFact",
    "Company",
    "CompanyImport",
    "Confirmation",
    "ConfirmationRequest",
    "FactGroup",
    "Figure",
    "FigureChange",
    "Invitation",
    "JoinRequest",
    "ListingSheet",
    "Logo",
    "Membership",
    "Merger",
    "Metric",
    "Outcode",
    "Outline",
    "Place",
    "PostcodeArea",
    "Report",
    "Revision",
    "SavedSearch",
    "SearchChange",
    "SearchEntry",
    "SearchSet",
    "SearchSpelling",
    "Sector",
    "Site",
    "Source",
]
