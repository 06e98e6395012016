"""The open data about opportunities: read-only, the same search as the site's."""

from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from directory.api.answers import describe_terms, open_to_all
from directory.api.paging import (
    PAGE_PARAMETERS,
    read_number_key,
    read_size,
    refuse_unknown,
    write_next,
)
from directory.api.problems import BadParameters
from investors.api import descriptions
from investors.api.serializers import OpportunitySerializer
from investors.filters.opportunities import OpportunityFilter
from investors.models import Opportunity


@open_to_all
@descriptions.opportunities
@api_view(["GET"])
def list_opportunities(request: Request) -> Response:
    """List the published opportunities of a search, in the order in which they were made.

    The parameters are those of the page: values of one parameter widen the search, each further parameter
    narrows it.
    """
    search = OpportunityFilter(request.GET)
    refuse_unknown(request, {*search.filters, *PAGE_PARAMETERS} - {"sort"})
    if search.errors:
        raise BadParameters(search.errors)
    size = read_size(request)
    rows = search.narrow().filter(pk__gt=read_number_key(request)).with_card_facts().order_by("pk")
    found = list(rows[: size + 1])
    following = write_next(request, found[size - 1].pk) if len(found) > size else None
    results = OpportunitySerializer(found[:size], many=True).data
    return Response({**describe_terms(), "next": following, "results": results})


@open_to_all
@descriptions.opportunity
@api_view(["GET"])
def show_opportunity(request: Request, slug: str) -> Response:
    """Show one published opportunity."""
    refuse_unknown(request, ())
    opportunity = get_object_or_404(Opportunity.objects.published().with_card_facts(), slug=slug)
    return Response({**describe_terms(), **OpportunitySerializer(opportunity).data})
