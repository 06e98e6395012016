"""Outcodes, postcode areas, towns and administrative areas, each with its cluster."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Great Britain with some sea: a point outside is a slip in a file, such as swapped coordinates.
LATITUDE_BOUNDS = (49.8, 60.9)
LONGITUDE_BOUNDS = (-8.7, 1.8)


def check_position(name: str) -> models.CheckConstraint:
    """Return the constraint, called ``name``, that keeps latitude and longitude in Great Britain."""
    return models.CheckConstraint(
        condition=Q(latitude__range=LATITUDE_BOUNDS, longitude__range=LONGITUDE_BOUNDS), name=name
    )


class Basis(models.TextChoices):
    """Why a place counts to a cluster: shown wherever the cluster is."""

    CORE = "core", _("in the cluster's official area")
    CITY_REGION_2014 = "city-region-2014", _("in the city region as it was in 2014")
    NEAREST = "nearest", _("outside the official areas; this is the nearest cluster")


class OutcodeQuerySet(models.QuerySet["Outcode"]):
    """The questions asked of outcodes."""

    def within(self, south: float, west: float, north: float, east: float) -> "OutcodeQuerySet":
        """Keep those whose middle is between these edges, in degrees."""
        return self.filter(latitude__range=(south, north), longitude__range=(west, east))


class Outcode(models.Model):
    """The first half of a postcode (``LS1``). Loaded by ``load_reference``.

    ``cluster`` is the finest one: a sub-cluster in the North East. ``postcodes`` counts the live
    postcodes in it; its district is the one with most of them, so it is not a boundary.
    """

    code = models.CharField(primary_key=True, max_length=4)
    latitude = models.FloatField()
    longitude = models.FloatField()
    post_town = models.CharField(max_length=80, blank=True)
    district = models.CharField(max_length=80)
    postcodes = models.PositiveIntegerField()
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="outcodes")
    basis = models.CharField(max_length=20, choices=Basis)
    official_area = models.CharField(max_length=200, blank=True)

    objects = OutcodeQuerySet.as_manager()

    class Meta:
        constraints = [check_position("outcode_position_in_britain")]

    def __str__(self) -> str:
        return self.code

    @property
    def town(self) -> str:
        """The post town, or the district where no openly licensed list names one."""
        return self.post_town or self.district


class PostcodeArea(models.Model):
    """The letters that begin a postcode (``LS``), all of the United Kingdom. Loaded by ``load_reference``.

    ``cluster`` is where most of its postcodes go, for outcodes too new for our list; None: the
    area is outside the North, but for the outcodes that are listed.
    """

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_index=True)
    cluster = models.ForeignKey(
        "directory.Cluster", null=True, blank=True, on_delete=models.PROTECT, related_name="postcode_areas"
    )

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"


class Place(models.Model):
    """A town or village. Loaded by ``load_reference``; names are not unique (two Prestons)."""

    geoname_id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, db_index=True)  # look-up of a typed name
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField(default=0)
    district = models.CharField(max_length=80)
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="places")
    basis = models.CharField(max_length=20, choices=Basis)

    class Meta:
        constraints = [check_position("place_position_in_britain")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A district, county or city region that people name instead of a town. Loaded by ``load_reference``.

    Where an area lies in several clusters, ``cluster`` is the one with most of its postcodes and
    ``note`` says so.
    """

    class Kind(models.TextChoices):
        DISTRICT = "district", _("District")
        COUNTY = "county", _("County")
        CITY_REGION = "city_region", _("City region")

    name_key = models.CharField(primary_key=True, max_length=80)  # look-up of a typed name
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="areas")
    basis = models.CharField(max_length=20, choices=Basis)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [check_position("area_position_in_britain")]

    def __str__(self) -> str:
        return self.name
