"""What the schema says of the addresses about opportunities, with an example."""

from drf_spectacular.utils import OpenApiParameter

from directory.api.descriptions import PAGES, SECTOR, SLUG, TERMS, choose, describe
from investors.api import serializers
from investors.models import Opportunity

OPPORTUNITY = {
    "slug": "example-robotics-test-hall",
    "title": "Example: a test hall for robots",
    "is_example": True,
    "page": "https://portal.example/opportunities/example-robotics-test-hall/",
    "summary": "An invented hall in which robots would be tested.",
    "description": "Nothing of this is real.",
    "cluster": "sheffield",
    "place": "",
    "outcode": "S9",
    "latitude": 53.395,
    "longitude": -1.42,
    "sectors": [SECTOR],
    "investment_types": ["property", "joint_venture"],
    "scale": "5m-25m",
    "stage": "seeking",
    "facts": [{"text": "An invented fact.", "source": "An invented source", "url": "", "date": "2026"}],
    "valid_from": "2026-06-01",
    "valid_until": "2026-12-31",
    "first_published_at": "2026-06-02T10:30:00Z",
    "published_at": "2026-06-02T10:30:00Z",
}
SEARCH = [
    OpenApiParameter("q", str, description="Words of the title, the text, the facts or the place."),
    choose("cluster", "A cluster’s slug; a cluster includes its sub-clusters."),
    choose("sector", "A sector’s code; a sector includes those below it."),
    choose("type", "A type of investment.", list(Opportunity.InvestmentType.values)),
    choose("scale", "How much is sought in all.", list(Opportunity.Scale.values)),
    choose("stage", "How far the money has come together.", list(Opportunity.Stage.values)),
]

opportunities = describe(
    "opportunities",
    "Opportunities",
    serializers.OpportunityPage,
    {**TERMS, "next": None, "results": [OPPORTUNITY]},
    [*SEARCH, *PAGES],
    400,
)
opportunity = describe(
    "opportunity", "Opportunities", serializers.OpportunityDetail, TERMS | OPPORTUNITY, [SLUG], 400, 404
)
