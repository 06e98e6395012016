"""Clusters, sectors and businesses for tests: a small North of our own."""

import datetime

import factory

from directory.models import Business, Cluster, Outcode, Sector, Source

NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source
        django_get_or_create = ("key",)

    key = "gpg"
    kind = Source.Kind.DATA
    title = "Gender pay gap data"


class ClusterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cluster
        django_get_or_create = ("slug",)

    slug = "leeds"
    name = factory.LazyAttribute(lambda cluster: cluster.slug.replace("-", " ").title())
    position = factory.Sequence(int)
    official_area = factory.LazyAttribute(lambda cluster: f"{cluster.name} City Region")
    local_authorities = factory.LazyAttribute(lambda cluster: [cluster.name])
    latitude = 53.8
    longitude = -1.55
    centre_basis = "for tests"


class OutcodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Outcode
        django_get_or_create = ("code",)

    code = "LS1"
    latitude = 53.79765
    longitude = -1.55129
    post_town = "Leeds"
    district = "Leeds"
    postcodes = 900
    cluster = factory.SubFactory(ClusterFactory)
    basis = "core"


class SectorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = "software"
    name = factory.LazyAttribute(lambda sector: sector.code.replace("-", " ").capitalize())
    position = factory.Sequence(int)


class BusinessFactory(factory.django.DjangoModelFactory):
    """A published business that registered itself; sectors by the keyword ``sectors``."""

    class Meta:
        model = Business
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda number: f"business-{number}")
    name = factory.Sequence(lambda number: f"Business {number} Limited")
    cluster = factory.SubFactory(ClusterFactory)
    status = Business.Status.PUBLISHED
    origin = Business.Origin.REGISTERED
    size_band = Business.SizeBand.SMALL
    listed_at = NOW

    @factory.post_generation
    def sectors(self, create, extracted, **kwargs):
        if create and extracted:
            self.sectors.set(extracted)


def make_north_east() -> dict[str, Cluster]:
    """Return Leeds and the North East with two sub-clusters, by slug."""
    leeds, parent = ClusterFactory(slug="leeds"), ClusterFactory(slug="north-east")
    below = [ClusterFactory(slug=slug, parent=parent) for slug in ("newcastle", "sunderland")]
    return {cluster.slug: cluster for cluster in (leeds, parent, *below)}


def make_public_record(**fields) -> Business:
    """Return a business known from public records alone."""
    return BusinessFactory(
        **{
            "origin": Business.Origin.PUBLIC_RECORD,
            "source": SourceFactory(),
            "source_period": "2022 to 2023",
        }
        | fields
    )
