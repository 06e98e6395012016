"""The open data: read-only, the same searches as the site's."""

from django.conf import settings
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from directory.api import descriptions, serializers
from directory.api.answers import describe_terms, open_to_all
from directory.api.filters import OutcodeFilter, TownFilter
from directory.api.paging import (
    PAGE_PARAMETERS,
    answer_page,
    narrow_rows,
    read_number_key,
    read_size,
    read_text_key,
    refuse_unknown,
    write_next,
)
from directory.api.problems import BadParameters
from directory.filters import BusinessFilter
from directory.licences import ATTRIBUTION
from directory.models import Business, Cluster, Outcode, Place, Sector
from directory.models.business import BusinessQuerySet
from directory.results import find_page_ids
from directory.services.bulk_files import find_bulk_file, list_bulk_files


@open_to_all
@descriptions.businesses
@api_view(["GET"])
def list_businesses(request: Request) -> Response:
    """List the businesses of a search, in the order in which they joined.

    The parameters are those of the search page: values of one parameter widen the search, each
    further parameter narrows it.
    """
    search = BusinessFilter(request.GET)
    refuse_unknown(request, {*search.filters, *PAGE_PARAMETERS} - {"sort"})
    if search.problems:  # a place that is not known is no error of the form
        raise BadParameters(search.errors or {"near": search.problems})
    size = read_size(request)
    ids = find_page_ids(search, after=read_number_key(request), size=size + 1)
    shown = ids[:size]
    businesses = _load_facts(Business.objects.listed().filter(pk__in=shown)).order_by("pk")
    following = write_next(request, shown[-1]) if len(ids) > size else None
    results = serializers.BusinessSerializer(businesses, many=True).data
    return Response({**describe_terms(), "next": following, "results": results})


@open_to_all
@descriptions.business
@api_view(["GET"])
def show_business(request: Request, slug: str) -> Response:
    """Show one listed business."""
    refuse_unknown(request, ())
    business = get_object_or_404(_load_facts(Business.objects.listed()), slug=slug)
    return Response({**describe_terms(), **serializers.BusinessSerializer(business).data})


@open_to_all
@descriptions.clusters
@api_view(["GET"])
def list_clusters(request: Request) -> Response:
    """List all clusters and sub-clusters."""
    refuse_unknown(request, ())
    clusters = Cluster.objects.order_by("position", "pk")
    results = serializers.ClusterSerializer(clusters, many=True).data
    return Response({**describe_terms(file="clusters.csv"), "results": results})


@open_to_all
@descriptions.sectors
@api_view(["GET"])
def list_sectors(request: Request) -> Response:
    """List all sectors, both levels."""
    refuse_unknown(request, ())
    sectors = Sector.objects.order_by("position", "pk")
    results = serializers.SectorSerializer(sectors, many=True).data
    return Response({**describe_terms(file="sectors.csv"), "results": results})


@open_to_all
@descriptions.outcodes
@api_view(["GET"])
def list_outcodes(request: Request) -> Response:
    """List the outcodes of the North, each with its cluster."""
    rows = narrow_rows(request, OutcodeFilter, Outcode.objects.all())
    rows = rows.filter(code__gt=read_text_key(request)).order_by("code")
    return answer_page(request, rows, serializers.OutcodeSerializer, describe_terms(file="outcodes.csv"))


@open_to_all
@descriptions.towns
@api_view(["GET"])
def list_towns(request: Request) -> Response:
    """List the cities, towns and villages of the North, each with its cluster."""
    rows = narrow_rows(request, TownFilter, Place.objects.all())
    rows = rows.filter(geoname_id__gt=read_number_key(request)).order_by("geoname_id")
    terms = describe_terms(licence=ATTRIBUTION, file="places.csv")
    return answer_page(request, rows, serializers.TownSerializer, terms)


@open_to_all
@descriptions.bulk_files
@api_view(["GET"])
def list_files(request: Request) -> Response:
    """List the files of all listings, which are written anew each night."""
    refuse_unknown(request, ())
    results = [
        {
            "name": file.name,
            "url": settings.SITE_URL + reverse("directory:api_bulk_file", args=[file.name]),
            "bytes": file.bytes,
            "written_at": file.written_at,
        }
        for file in list_bulk_files()
    ]
    return Response({**describe_terms(), "results": serializers.BulkFileSerializer(results, many=True).data})


@open_to_all
@descriptions.bulk_file
@api_view(["GET"])
def download_file(request: Request, name: str) -> HttpResponseBase:
    """Download all listings: gzip, as CSV or as JSON Lines."""
    file = find_bulk_file(name)
    if file is None:
        raise NotFound(_("There is no such file, or not yet: see /api/v1/bulk/."))
    written_at = int(file.written_at.timestamp())
    unchanged = get_conditional_response(request, file.etag, written_at)
    if unchanged:
        return unchanged
    headers = {"ETag": file.etag, "Last-Modified": http_date(written_at)}
    return FileResponse(
        file.path.open("rb"), as_attachment=True, content_type="application/gzip", headers=headers
    )


@open_to_all
@descriptions.no_page
@api_view(["GET"])
def miss(request: Request, rest: str) -> Response:
    """Say in the manner of the rest that there is nothing at this address."""
    raise NotFound


def _load_facts(businesses: BusinessQuerySet) -> BusinessQuerySet:
    return businesses.with_listing_facts().select_related("source")
