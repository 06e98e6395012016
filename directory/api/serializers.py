"""What the open data says of each thing. No field holds anything about a person."""

from django.conf import settings
from rest_framework import serializers

from directory.models import Business, Cluster


class SectorSerializer(serializers.Serializer):
    """A sector of the two-level tree."""

    code = serializers.CharField(help_text="Its lasting name.")
    name = serializers.CharField()
    parent = serializers.CharField(  # type: ignore[assignment]  # a field so named
        source="parent_id", allow_null=True, help_text="The sector above; null at the top."
    )


class ClusterSerializer(serializers.Serializer):
    """A cluster, or a sub-cluster of the North East."""

    slug = serializers.CharField(help_text="Its lasting name.")
    name = serializers.CharField()
    parent = serializers.CharField(  # type: ignore[assignment]  # a field so named
        source="parent_id", allow_null=True, help_text="The cluster of a sub-cluster."
    )
    official_area = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    page = serializers.SerializerMethodField(help_text="Its page on this site.")

    def get_page(self, cluster: Cluster) -> str:
        """Return the address of its page."""
        return settings.SITE_URL + cluster.get_absolute_url()


class OutcodeSerializer(serializers.Serializer):
    """The first half of a postcode in the North."""

    code = serializers.CharField()
    post_town = serializers.CharField()
    district = serializers.CharField()
    cluster = serializers.CharField(source="cluster_id")
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()


class TownSerializer(serializers.Serializer):
    """A city, town or village in the North."""

    geoname_id = serializers.IntegerField(help_text="Its number at GeoNames.")
    name = serializers.CharField()
    district = serializers.CharField()
    cluster = serializers.CharField(source="cluster_id")
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    population = serializers.IntegerField()


class OriginSourceSerializer(serializers.Serializer):
    """Where facts are from, and the licence that holds there."""

    title = serializers.CharField()
    licence = serializers.CharField()
    url = serializers.CharField()


class BusinessSerializer(serializers.Serializer):
    """A listed business."""

    slug = serializers.CharField()
    name = serializers.CharField()
    is_example = serializers.BooleanField(help_text="Generated for demonstration: not a real business.")
    origin = serializers.ChoiceField(Business.Origin.choices)
    page = serializers.SerializerMethodField(help_text="Its profile on this site.")
    kind = serializers.ChoiceField(Business.Kind.choices)
    company_number = serializers.CharField(help_text="At Companies House; may be empty.")
    trading_names = serializers.ListField(child=serializers.CharField())
    summary = serializers.CharField()
    description = serializers.CharField()
    website = serializers.CharField()
    keywords = serializers.ListField(child=serializers.CharField())
    sectors = SectorSerializer(many=True)
    cluster = serializers.CharField(source="cluster_id", help_text="The finest: may be a sub-cluster.")
    town = serializers.CharField()
    postcode = serializers.CharField()
    size_band = serializers.ChoiceField(Business.SizeBand.choices, allow_blank=True)
    founded_year = serializers.IntegerField(allow_null=True)
    verification = serializers.ChoiceField(Business.Verification.choices)
    listed_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="When it last confirmed its facts.")
    source = OriginSourceSerializer(  # type: ignore[assignment]  # a field so named
        allow_null=True,
        help_text="Of a listing from public records. Null: the business publishes its own words"
        " under the licence of the list, or it is an example.",
    )
    source_period = serializers.CharField()

    def get_page(self, business: Business) -> str:
        """Return the address of its profile."""
        return settings.SITE_URL + business.get_absolute_url()


class BulkFileSerializer(serializers.Serializer):
    """A file of all listings."""

    name = serializers.CharField()
    url = serializers.URLField()
    bytes = serializers.IntegerField()
    written_at = serializers.DateTimeField()


class Terms(serializers.Serializer):
    """What every list says of its use."""

    licence = serializers.CharField(help_text="Of the list; the source of a business may name another.")
    licence_url = serializers.URLField()
    attribution = serializers.ListField(child=serializers.CharField(), help_text="The lines to show.")
    sources = OriginSourceSerializer(many=True, help_text="What the list was made from.")


class ClusterList(Terms):
    """All clusters."""

    results = ClusterSerializer(many=True)


class SectorList(Terms):
    """All sectors."""

    results = SectorSerializer(many=True)


class BulkFileList(Terms):
    """All files."""

    results = BulkFileSerializer(many=True)


class PagedList(Terms):
    """A list in pages."""

    next = serializers.URLField(allow_null=True, help_text="The next page; null at the end.")


class BusinessPage(PagedList):
    """A page of businesses."""

    results = BusinessSerializer(many=True)


class BusinessDetail(Terms, BusinessSerializer):
    """One business, with the terms."""


class OutcodePage(PagedList):
    """A page of outcodes."""

    results = OutcodeSerializer(many=True)


class TownPage(PagedList):
    """A page of towns."""

    results = TownSerializer(many=True)


class BadParameter(serializers.Serializer):
    """A parameter that could not be read, and why."""

    name = serializers.CharField()
    reason = serializers.CharField()


class Problem(serializers.Serializer):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    parameters = BadParameter(many=True, required=False)
