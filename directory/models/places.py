"""Outcodes and place names, each with its cluster."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """Why a place counts to a cluster: shown wherever the cluster is."""

    CORE = "core", _("in the cluster's official area")
    CITY_REGION_2014 = "city-region-2014", _("in the city region as it was in 2014")
    NEAREST = "nearest", _("outside the official areas; this is the nearest cluster")


class Outcode(models.Model):
    """The first half of a postcode (``LS1``). Loaded by ``load_reference``.

    ``cluster`` is the finest one: a sub-cluster in the North East.
    """

    code = models.CharField(primary_key=True, max_length=4)
    latitude = models.FloatField()
    longitude = models.FloatField()
    post_town = models.CharField(max_length=80, blank=True)
    district = models.CharField(max_length=80)
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="outcodes")
    basis = models.CharField(max_length=20, choices=Basis)
    official_area = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """A town or village. Loaded by ``load_reference``; names are not unique (two Prestons)."""

    geoname_id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=120, db_index=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField(default=0)
    district = models.CharField(max_length=80)
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="places")
    basis = models.CharField(max_length=20, choices=Basis)

    def __str__(self) -> str:
        return self.name
