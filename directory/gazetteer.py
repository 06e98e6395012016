"""Where names and postcodes are looked up: in the database, for one text; in memory, for many."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Protocol

from django.db.models import Q

from directory.models import Area, Cluster, Outcode, Place, PostcodeArea

# "Stockton" is Stockton-on-Tees, "Barrow" Barrow in Furness.
JOINING_WORDS = ("upon", "on", "in", "le", "under")


class Gazetteer(Protocol):
    """The look-ups that locating a text takes. Of two places of a name the larger is meant."""

    def find_outcode(self, code: str) -> Outcode | None:
        """Return the outcode ``code``."""

    def find_postcode_area(self, code: str) -> PostcodeArea | None:
        """Return the postcode area ``code``."""

    def list_clusters(self) -> Iterable[Cluster]:
        """Return all clusters."""

    def find_named(self, keys: Collection[str]) -> dict[str, Area | Place | PostcodeArea]:
        """Return what each of the folded names ``keys`` means: an area, else a town, else a postcode area."""

    def find_going_on(self, keys: Collection[str]) -> Place | None:
        """Return the largest town whose name goes on after a key with "upon", "on", "in" and the like."""


class StoredGazetteer:
    """Asks the database each time: at most four queries for a name."""

    def find_outcode(self, code: str) -> Outcode | None:
        """Return the outcode ``code``."""
        return Outcode.objects.filter(code=code).first()

    def find_postcode_area(self, code: str) -> PostcodeArea | None:
        """Return the postcode area ``code``."""
        return PostcodeArea.objects.filter(code=code).first()

    def list_clusters(self) -> Iterable[Cluster]:
        """Return all clusters."""
        return Cluster.objects.all()

    def find_named(self, keys: Collection[str]) -> dict[str, Area | Place | PostcodeArea]:
        """Return what each of ``keys`` means."""
        areas = Area.objects.in_bulk(keys)
        places: dict[str, Place] = {}
        for place in Place.objects.filter(name_key__in=keys).order_by("-population", "pk"):
            places.setdefault(place.name_key, place)
        towns = {area.name_key: area for area in PostcodeArea.objects.filter(name_key__in=keys)}
        return {**towns, **places, **areas}

    def find_going_on(self, keys: Collection[str]) -> Place | None:
        """Return the largest town whose name goes on after a key."""
        starts = [f"{key} {word} " for key in keys for word in JOINING_WORDS]
        goes_on = reduce(or_, (Q(name_key__startswith=start) for start in starts))
        return Place.objects.filter(goes_on).order_by("-population", "pk").first()


class LoadedGazetteer:
    """Holds all of it, read in five queries: some two thousand rows."""

    def __init__(self) -> None:
        self.clusters = list(Cluster.objects.all())
        self.outcodes = Outcode.objects.in_bulk()
        self.postcode_areas = PostcodeArea.objects.in_bulk()
        self.places = list(Place.objects.order_by("-population", "pk"))
        towns = {area.name_key: area for area in self.postcode_areas.values()}
        places = {place.name_key: place for place in reversed(self.places)}
        self.named: dict[str, Area | Place | PostcodeArea] = {**towns, **places, **Area.objects.in_bulk()}

    def find_outcode(self, code: str) -> Outcode | None:
        """Return the outcode ``code``."""
        return self.outcodes.get(code)

    def find_postcode_area(self, code: str) -> PostcodeArea | None:
        """Return the postcode area ``code``."""
        return self.postcode_areas.get(code)

    def list_clusters(self) -> Iterable[Cluster]:
        """Return all clusters."""
        return self.clusters

    def find_named(self, keys: Collection[str]) -> dict[str, Area | Place | PostcodeArea]:
        """Return what each of ``keys`` means."""
        return {key: self.named[key] for key in keys if key in self.named}

    def find_going_on(self, keys: Collection[str]) -> Place | None:
        """Return the largest town whose name goes on after a key."""
        starts = tuple(f"{key} {word} " for key in keys for word in JOINING_WORDS)
        return next((place for place in self.places if place.name_key.startswith(starts)), None)
