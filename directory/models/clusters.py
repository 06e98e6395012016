"""The five clusters, the three sub-clusters of the North East, and what is published of them."""

from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.figures import format_value
from directory.models.places import check_position
from directory.reference_names import name_cluster, word_fact, word_figure


class ClusterQuerySet(models.QuerySet["Cluster"]):
    """The questions asked of clusters."""

    def top_level(self) -> "ClusterQuerySet":
        """Keep the five clusters, without the sub-clusters, in the order of the map."""
        return self.filter(parent=None).order_by("position", "pk")

    def finest(self) -> "ClusterQuerySet":
        """Keep what has no sub-clusters: the places an enquiry can be routed to."""
        return self.filter(children=None).order_by("position", "pk")


class Cluster(models.Model):
    """A cluster (``parent`` is None) or a sub-cluster. Loaded by ``load_reference``."""

    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField()
    official_area = models.CharField(max_length=200)
    local_authorities = models.JSONField(default=list, help_text="The districts of its official area.")
    wider_authorities = models.JSONField(
        default=list, blank=True, help_text="Further districts of the city region as it was in 2014."
    )
    wider_source = models.ForeignKey(
        "directory.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="wider_clusters"
    )
    latitude = models.FloatField()
    longitude = models.FloatField()
    centre_basis = models.CharField(max_length=200)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        constraints = [
            # Deferred, so that a load may renumber the clusters in any order.
            models.UniqueConstraint(
                fields=["position"], name="cluster_position_once", deferrable=Deferrable.DEFERRED
            ),
            check_position("cluster_position_in_britain"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("insights:cluster", args=[self.slug])

    @property
    def local_name(self) -> str:
        """Its name in the reader's language."""
        return name_cluster(self.name)

    @property
    def local_area(self) -> str:
        """Its official area in the reader's language."""
        return name_cluster(self.official_area)


class Metric(models.Model):
    """What figures count: the name of it for readers, and its definition."""

    key = models.SlugField(primary_key=True, max_length=60)
    label = models.CharField(max_length=120)
    definition = models.CharField(max_length=400)
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff wrote it: a load leaves it alone."
    )

    def __str__(self) -> str:
        return self.label

    @property
    def local_label(self) -> str:
        """What is counted, in the reader's language."""
        return word_figure(self.label)


class Figure(models.Model):
    """One published number, as its source gives it. ``cluster`` None: the North and its parts.

    Figures of different sources use different definitions and are never added up or compared as a
    series; ``geography`` says what each one speaks of. ``position`` is the order to show them in.
    """

    cluster = models.ForeignKey(
        Cluster, null=True, blank=True, on_delete=models.CASCADE, related_name="figures"
    )
    position = models.PositiveSmallIntegerField()
    metric = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    unit = models.CharField(max_length=60)
    year = models.CharField(
        max_length=20, blank=True, help_text="The year the figure speaks of, where known."
    )
    geography = models.CharField(max_length=200)
    precision = models.CharField(max_length=40, blank=True, help_text="about, more than, nearly …")
    note = models.CharField(max_length=400, blank=True)
    source = models.ForeignKey("directory.Source", on_delete=models.PROTECT, related_name="figures")
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff wrote it: a load leaves it alone."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "metric", "geography", "year", "source"],
                name="figure_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.year}"

    @property
    def local_label(self) -> str:
        """What it counts, in the reader's language."""
        return word_figure(self.label)

    @property
    def local_geography(self) -> str:
        """The area it speaks of, in the reader's language."""
        return word_figure(self.geography)

    @property
    def local_note(self) -> str:
        """Its caveat, in the reader's language."""
        return word_figure(self.note)

    @property
    def value_text(self) -> str:
        """The value as a reader expects it, with its precision: ``about £2.9 billion``."""
        return format_value(self.value, unit=self.unit, precision=self.precision)


class ClusterFact(models.Model):
    """A hub, university, airport, employer or specialism that a source names."""

    class Kind(models.TextChoices):
        HUB = "hub", _("Hub")
        UNIVERSITY = "university", _("University")
        AIRPORT = "airport", _("Airport")
        EMPLOYER = "employer", _("Employer")
        SPECIALISM = "specialism", _("Specialism")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    place = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    source = models.ForeignKey("directory.Source", on_delete=models.PROTECT, related_name="facts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "kind", "name"], name="cluster_fact_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="cluster_fact_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """Its name; that of a specialism in the reader's language."""
        return word_fact(self.name) if self.kind == self.Kind.SPECIALISM else self.name

    @property
    def local_note(self) -> str:
        """Its note in the reader's language."""
        return word_fact(self.note)


class Outline(models.Model):
    """A shape of the map, already projected: the ``d`` of an SVG path.

    Coordinates are those of ``directory.mapping`` (its ``VIEW_BOX`` and ``project``).
    """

    class Kind(models.TextChoices):
        NORTH = "north", _("The North")
        REGION = "region", _("Region")
        CLUSTER = "cluster", _("Cluster area")

    class Extent(models.TextChoices):
        CORE = "core", _("Official area")
        CORE_SHARED = "core-shared", _("Official area, shared by sub-clusters")
        WIDER_2014 = "wider-2014", _("Wider city region of 2014")

    slug = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120)
    cluster = models.ForeignKey(
        Cluster, null=True, blank=True, on_delete=models.CASCADE, related_name="outlines"
    )
    extent = models.CharField(max_length=20, choices=Extent, blank=True)
    path = models.TextField()

    def __str__(self) -> str:
        return self.name
