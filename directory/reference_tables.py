"""Which reference file fills which table, column by column, in the order of loading."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model

from directory.models import (
    Area,
    Attribution,
    Basis,
    Business,
    Cluster,
    ClusterFact,
    Figure,
    Metric,
    Outcode,
    Outline,
    Place,
    PostcodeArea,
    Sector,
    Source,
)
from directory.models.places import LATITUDE_BOUNDS, LONGITUDE_BOUNDS
from directory.place_names import fold_place_name
from directory.reference_files import (
    Column,
    choice,
    coordinate,
    decimal,
    items,
    key,
    text,
    web_address,
    whole_number,
)

OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
COMPANY_NUMBER = re.compile(r"[A-Z0-9]{2}[0-9]{6}")
SIC = re.compile(r"[0-9]{5}")
# What an SVG path of ours may hold: relative lines between whole units.
PATH = re.compile(r"(M-?\d+ -?\d+l[-\d ]+z)+")

Values = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A file and the table it fills.

    ``key`` are the fields that identify a row, in the file as in the database. ``complete`` is given
    a row's values and its place in the file (from 1) and adds the values that follow from them; it
    raises ValueError with the reason if they make no sense together.
    """

    file: str
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    complete: Callable[[Values, int], None] = lambda values, position: None

    @property
    def can_be_edited(self) -> bool:
        """Whether staff may write rows of their own, which a load leaves alone: those with ``edited_at``."""
        return any(field.name == "edited_at" for field in self.model._meta.get_fields())


def pattern(expression: re.Pattern[str], meaning: str) -> Callable[[str], str]:
    """Parse text that matches ``expression`` in full; ``meaning`` says what it is."""

    def parse(value: str) -> str:
        if not expression.fullmatch(value):
            raise ValueError(f"{value[:40]!r} is not {meaning}")
        return value

    return parse


def codes(value: str) -> list[str]:
    """Parse a list of five-digit SIC codes."""
    return [pattern(SIC, "a five-digit SIC code")(code) for code in items(value)]


def number_row(values: Values, position: int) -> None:
    """Keep the order of the file."""
    values["position"] = position


def fold_name(values: Values, _position: int) -> None:
    """Add the name as it is looked up."""
    values["name_key"] = fold_place_name(values["name"])


def place_fact(values: Values, position: int) -> None:
    """Keep the order; a position has both coordinates or none."""
    if (values["latitude"] is None) != (values["longitude"] is None):
        raise ValueError("latitude and longitude go together")
    number_row(values, position)


latitude = partial(Column, "latitude", coordinate(LATITUDE_BOUNDS))
longitude = partial(Column, "longitude", coordinate(LONGITUDE_BOUNDS))
finest_cluster = partial(Column, "cluster", key(40), "cluster_id", "finest clusters")
any_cluster = partial(Column, "cluster", key(40, blank=True), "cluster_id", "clusters.csv")
source = partial(Column, "source", key(40), "source_id", "sources.csv")
basis = partial(Column, "basis", choice(Basis))
note = partial(Column, "note", text(400, blank=True))

SOURCES = Table(
    "sources.csv",
    Source,
    ("key",),
    (
        Column("key", key(40)),
        Column("kind", choice(Source.Kind)),
        Column("title", text(300)),
        Column("publisher", text(200, blank=True)),
        Column("url", web_address(blank=True)),
        Column("published", text(40, blank=True)),
        Column("licence", text(200, blank=True)),
        note(),
    ),
)
ATTRIBUTIONS = Table("attributions.csv", Attribution, ("text",), (Column("text", text(300)),), number_row)
CLUSTERS = Table(
    "clusters.csv",
    Cluster,
    ("slug",),
    (
        Column("slug", key(40)),
        Column("parent", key(40, blank=True), "parent_id", "parents"),
        Column("name", text(80)),
        Column("official_area", text(200)),
        Column("local_authorities", items),
        Column("wider_authorities", items),
        Column("wider_source", key(40, blank=True), "wider_source_id", "sources.csv"),
        latitude(),
        longitude(),
        Column("centre_basis", text(200)),
    ),
    number_row,
)
METRICS = Table(
    "metrics.csv",
    Metric,
    ("key",),
    (
        Column("metric", key(60), "key"),
        Column("label", text(120)),
        Column("definition", text(400)),
    ),
)
FIGURES = Table(
    "figures.csv",
    Figure,
    ("cluster_id", "metric", "geography", "year", "source_id"),
    (
        any_cluster(),
        Column("metric", key(60), refers_to="metrics.csv"),
        Column("value", decimal),
        Column("unit", text(60)),
        Column("year", text(20, blank=True)),
        Column("geography", text(200)),
        Column("precision", text(40, blank=True)),
        note(),
        source(),
    ),
    number_row,
)
FACTS = Table(
    "facts.csv",
    ClusterFact,
    ("cluster_id", "kind", "name"),
    (
        Column("cluster", key(40), "cluster_id", "clusters.csv"),
        Column("kind", choice(ClusterFact.Kind)),
        Column("name", text(300)),
        Column("place", text(120, blank=True)),
        Column("latitude", coordinate(LATITUDE_BOUNDS, blank=True)),
        Column("longitude", coordinate(LONGITUDE_BOUNDS, blank=True)),
        note(),
        source(),
    ),
    place_fact,
)
SECTORS = Table(
    "sectors.csv",
    Sector,
    ("code",),
    (
        Column("code", key(60)),
        Column("parent", key(60, blank=True), "parent_id", "parents"),
        Column("name", text(120)),
        Column("sic_strong", codes),
        Column("sic_possible", codes),
        Column("keywords", items),
        Column("dbt_sector", text(200, blank=True)),
    ),
    number_row,
)
OUTCODES = Table(
    "outcodes.csv",
    Outcode,
    ("code",),
    (
        Column("code", pattern(OUTCODE, "an outcode")),
        latitude(),
        longitude(),
        Column("post_town", text(80, blank=True)),
        Column("district", text(80)),
        Column("postcodes", whole_number),
        finest_cluster(),
        basis(),
        Column("official_area", text(200, blank=True)),
    ),
)
POSTCODE_AREAS = Table(
    "postcode_areas.csv",
    PostcodeArea,
    ("code",),
    (
        Column("code", pattern(re.compile(r"[A-Z]{1,2}"), "a postcode area")),
        Column("name", text(80)),
        Column("cluster", key(40, blank=True), "cluster_id", "finest clusters"),
    ),
    fold_name,
)
PLACES = Table(
    "places.csv",
    Place,
    ("geoname_id",),
    (
        Column("geoname_id", whole_number),
        Column("name", text(120)),
        latitude(),
        longitude(),
        Column("population", whole_number),
        Column("district", text(80)),
        finest_cluster(),
        basis(),
    ),
    fold_name,
)
AREAS = Table(
    "areas.csv",
    Area,
    ("name_key",),
    (
        Column("kind", choice(Area.Kind)),
        Column("name", text(80)),
        latitude(),
        longitude(),
        finest_cluster(),
        basis(),
        Column("note", text(200, blank=True)),
    ),
    fold_name,
)
OUTLINES = Table(
    "outlines.csv",
    Outline,
    ("slug",),
    (
        Column("slug", key(60)),
        Column("kind", choice(Outline.Kind)),
        Column("name", text(120)),
        any_cluster(),
        Column("extent", choice(Outline.Extent, blank=True)),
        Column("path", pattern(PATH, "a path of relative lines in whole units")),
    ),
    number_row,
)
# Every table that mirrors its file, in an order in which references point backwards.
TABLES = (
    SOURCES,
    ATTRIBUTIONS,
    CLUSTERS,
    METRICS,
    FIGURES,
    FACTS,
    SECTORS,
    OUTCODES,
    POSTCODE_AREAS,
    PLACES,
    AREAS,
    OUTLINES,
)

BUSINESS_COLUMNS = (
    Column("company_number", pattern(COMPANY_NUMBER, "a company number of eight characters")),
    Column("name", text(160)),
    Column("sic", pattern(SIC, "a five-digit SIC code")),
    Column("activity", text(200)),  # with its frame it fits a summary's 250
    Column("sector", key(60), refers_to="sectors.csv"),
    Column("postcode", text(8)),
    Column("town", text(80)),
    Column("size_band", choice(Business.SizeBand, blank=True)),
    Column("website", web_address(blank=True)),
    source(),
    Column("source_period", text(40)),
)
