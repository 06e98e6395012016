"""What the open data says of an opportunity. No field holds anything about a person."""

from django.conf import settings
from rest_framework import serializers

from directory.api.serializers import PagedList, SectorSerializer, Terms
from investors.models import Opportunity


class FactSerializer(serializers.Serializer):
    """A fact, with where it is from."""

    text = serializers.CharField()
    source = serializers.CharField(help_text="Who says so, or in which publication.")  # type: ignore[assignment]
    url = serializers.CharField(help_text="Of the source; may be empty.")
    date = serializers.CharField(help_text="Of the source, as it states it; may be empty.")


class OpportunitySerializer(serializers.Serializer):
    """An opportunity to invest."""

    slug = serializers.CharField(help_text="Its lasting name.")
    title = serializers.CharField()
    is_example = serializers.BooleanField(help_text="Invented for demonstration: not a real opportunity.")
    page = serializers.SerializerMethodField(help_text="Its page on this site.")
    summary = serializers.CharField()
    description = serializers.CharField(help_text="Markdown.")
    cluster = serializers.CharField(source="cluster_id", help_text="The finest: may be a sub-cluster.")
    place = serializers.CharField(help_text="May be empty.")
    outcode = serializers.CharField(source="outcode_id", allow_null=True)
    latitude = serializers.FloatField(help_text="The middle of its postcode district, or of its cluster.")
    longitude = serializers.FloatField()
    sectors = SectorSerializer(many=True)
    investment_types = serializers.ListField(
        child=serializers.ChoiceField(Opportunity.InvestmentType.choices)
    )
    scale = serializers.ChoiceField(Opportunity.Scale.choices)
    stage = serializers.ChoiceField(Opportunity.Stage.choices)
    facts = FactSerializer(many=True)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(help_text="The last day on which it is shown.")
    first_published_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(help_text="When its words were published last.")

    def get_page(self, opportunity: Opportunity) -> str:
        """Return the address of its page."""
        return settings.SITE_URL + opportunity.get_absolute_url()


class OpportunityPage(PagedList):
    """A page of opportunities."""

    results = OpportunitySerializer(many=True)


class OpportunityDetail(Terms, OpportunitySerializer):
    """One opportunity, with the terms."""
