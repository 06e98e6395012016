"""What the schema says of each address, with examples."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from directory.api import serializers
from directory.api.paging import LARGEST_SIZE, USUAL_SIZE
from directory.licences import ATTRIBUTION, OPEN_GOVERNMENT
from directory.models import Business

PROBLEM = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "detail": "A parameter could not be read. Nothing was left out silently.",
    "parameters": [{"name": "limit", "reason": f"A whole number from 1 to {LARGEST_SIZE}."}],
}
TERMS: dict[str, Any] = {
    "licence": OPEN_GOVERNMENT.name,
    "licence_url": OPEN_GOVERNMENT.url,
    "attribution": ["Contains public sector information licensed under the Open Government Licence v3.0."],
    "sources": [],
}
TERMS_OF_TOWNS: dict[str, Any] = {
    "licence": ATTRIBUTION.name,
    "licence_url": ATTRIBUTION.url,
    "attribution": ["Place names: GeoNames, licensed under Creative Commons Attribution 4.0."],
    "sources": [{"title": "GeoNames", "licence": ATTRIBUTION.name, "url": "https://www.geonames.org/"}],
}
SECTOR = {"code": "fintech", "name": "Fintech", "parent": None}
BUSINESS = {
    "slug": "harbour-robotics",
    "name": "Harbour Robotics Limited",
    "is_example": True,
    "origin": "example",
    "page": "https://portal.example/businesses/harbour-robotics/",
    "kind": "company",
    "company_number": "",
    "trading_names": [],
    "summary": "Robots that inspect harbour walls.",
    "description": "",
    "website": "",
    "keywords": ["robots"],
    "sectors": [SECTOR],
    "cluster": "liverpool",
    "town": "Liverpool",
    "postcode": "L1 1AA",
    "size_band": "10-49",
    "founded_year": 2019,
    "verification": "none",
    "listed_at": "2026-06-02T10:30:00Z",
    "confirmed_at": None,
    "source": None,
    "source_period": "",
}
CLUSTER = {
    "slug": "leeds",
    "name": "Leeds",
    "parent": None,
    "official_area": "Leeds City Region",
    "latitude": 53.8,
    "longitude": -1.55,
    "page": "https://portal.example/clusters/leeds/",
}
OUTCODE = {
    "code": "LS1",
    "post_town": "Leeds",
    "district": "Leeds",
    "cluster": "leeds",
    "latitude": 53.79765,
    "longitude": -1.55129,
}
TOWN = {
    "geoname_id": 2644688,
    "name": "Leeds",
    "district": "Leeds",
    "cluster": "leeds",
    "latitude": 53.79648,
    "longitude": -1.54785,
    "population": 455123,
}
FILE = {
    "name": "businesses.csv.gz",
    "url": "https://portal.example/api/v1/bulk/businesses.csv.gz",
    "bytes": 1048576,
    "written_at": "2026-06-02T00:05:00Z",
}
CURSOR = OpenApiParameter("cursor", str, description="Where the page begins: take it from “next”.")
LIMIT = OpenApiParameter(
    "limit", int, description=f"Rows on a page: 1 to {LARGEST_SIZE}, usually {USUAL_SIZE}."
)


def choose(name: str, description: str, values: list[str] | None = None) -> OpenApiParameter:
    """Return a parameter that may be given several times."""
    return OpenApiParameter(name, str, many=True, enum=values, description=description)


SEARCH = [
    OpenApiParameter("q", str, description="Words of the name, the text or the place; or a company number."),
    OpenApiParameter("near", str, description="A town, postcode or outcode in the North."),
    OpenApiParameter("within", str, enum=["5", "10", "25", "50"], description="Miles around it, usually 10."),
    choose("cluster", "A cluster’s slug; a cluster includes its sub-clusters."),
    choose("sector", "A sector’s code; a sector includes those below it."),
    choose("size", "A size band.", list(Business.SizeBand.values)),
    choose("verified", "Only verified businesses.", ["yes"]),
]


def describe(
    name: str,
    tag: str,
    response: type[Any],
    example: dict[str, Any],
    parameters: list[OpenApiParameter],
    *codes: int,
) -> Any:
    """Return a decorator that tells the schema of a view; ``codes`` are its errors."""
    shown = OpenApiExample("Answer", example, response_only=True, status_codes=["200"])
    problem = OpenApiExample("Problem", PROBLEM)
    problems = {
        (code, "application/problem+json"): OpenApiResponse(
            serializers.Problem, examples=[problem] if code == 400 else []
        )
        for code in (*codes, 429)
    }
    return extend_schema(
        operation_id=name,
        tags=[tag],
        parameters=parameters,
        responses={200: response, **problems},
        examples=[shown],
    )


def _page(row: dict[str, Any], terms: dict[str, Any] = TERMS) -> dict[str, Any]:
    return {**terms, "next": None, "results": [row]}


PAGES = [CURSOR, LIMIT]
CLUSTER_OF = OpenApiParameter("cluster", str, description="A cluster’s slug.")
CODE = OpenApiParameter("code", str, description="The outcode itself, like LS1.")
SLUG = OpenApiParameter("slug", str, "path", description="As the list gives it.")
NAME = OpenApiParameter("name", str, description="How the name begins.")

businesses = describe(
    "businesses", "Businesses", serializers.BusinessPage, _page(BUSINESS), [*SEARCH, *PAGES], 400
)
business = describe("business", "Businesses", serializers.BusinessDetail, TERMS | BUSINESS, [SLUG], 400, 404)
clusters = describe("clusters", "Clusters", serializers.ClusterList, TERMS | {"results": [CLUSTER]}, [], 400)
sectors = describe("sectors", "Sectors", serializers.SectorList, TERMS | {"results": [SECTOR]}, [], 400)
outcodes = describe(
    "outcodes", "Places", serializers.OutcodePage, _page(OUTCODE), [CLUSTER_OF, CODE, *PAGES], 400
)
towns = describe(
    "towns", "Places", serializers.TownPage, _page(TOWN, TERMS_OF_TOWNS), [CLUSTER_OF, NAME, *PAGES], 400
)
bulk_files = describe("bulk_files", "Files", serializers.BulkFileList, TERMS | {"results": [FILE]}, [], 400)
bulk_file = extend_schema(
    operation_id="bulk_file",
    parameters=[OpenApiParameter("name", str, "path", description="As /api/v1/bulk/ lists it.")],
    tags=["Files"],
    responses={
        (200, "application/gzip"): OpenApiTypes.BINARY,
        (404, "application/problem+json"): serializers.Problem,
    },
)

no_page = extend_schema(exclude=True)
