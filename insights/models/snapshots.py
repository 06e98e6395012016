"""What the directory came to on a day, so that pages read it in no time and a figure can be cited by its day.

Written by ``insights.services.snapshots`` alone. ``insights.indicators`` says what each count means.
"""

import datetime
from collections.abc import Collection

from django.db import models
from django.urls import reverse


class Snapshot(models.Model):
    """One day. Taken again on the same day, it is replaced; of a day that is over it stays as it is.

    ``published`` holds the published statistics as the site showed them then (``insights.progress``), since
    the reference data may be corrected later. Both verified numbers are of won projects
    (``investors.verified_jobs``).
    """

    taken_on = models.DateField(unique=True)
    taken_at = models.DateTimeField()
    verified_created = models.PositiveIntegerField(default=0)
    verified_safeguarded = models.PositiveIntegerField(default=0)
    published = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.taken_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the address that cites the progress of this day."""
        return reverse("insights:progress_on", args=[self.taken_on])


class Counted(models.Model):
    """Whose counts they are: a cluster (None: the North) and a sector (None: all of them).

    A cluster includes its sub-clusters and a sector those below it; a business in several sectors counts
    in each, so sectors do not add up. Examples are counted apart, never with the others. A row of noughts
    is not kept.
    """

    cluster = models.ForeignKey(
        "directory.Cluster", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    sector = models.ForeignKey(
        "directory.Sector", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_example = models.BooleanField(default=False)

    class Meta:
        abstract = True


class ClusterCountQuerySet(models.QuerySet["ClusterCount"]):
    """The questions asked of the counts."""

    def real(self) -> "ClusterCountQuerySet":
        """Keep those of businesses that exist."""
        return self.filter(is_example=False)

    def of_all_sectors(self) -> "ClusterCountQuerySet":
        """Keep those that count all sectors together."""
        return self.filter(sector=None)

    def of_cluster(self, slug: str | None) -> "ClusterCountQuerySet":
        """Keep those of one cluster, or of the North (None)."""
        return self.filter(cluster=slug)

    def of_clusters_and_north(self, slugs: Collection[str]) -> "ClusterCountQuerySet":
        """Keep those of the clusters, and of the North, with which they are compared."""
        return self.filter(models.Q(cluster__in=slugs) | models.Q(cluster=None))


class ClusterCount(Counted):
    """How many listed businesses, and what they say of themselves, in one cluster and sector on one day.

    Each field but ``jobs_reported`` counts businesses; ``insights.indicators`` has the definitions.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="counts")
    businesses = models.PositiveIntegerField(default=0)
    micro = models.PositiveIntegerField(default=0)
    small = models.PositiveIntegerField(default=0)
    medium = models.PositiveIntegerField(default=0)
    large = models.PositiveIntegerField(default=0)
    major = models.PositiveIntegerField(default=0)
    anchors = models.PositiveIntegerField(default=0)
    overseas_owned = models.PositiveIntegerField(default=0)
    spin_offs = models.PositiveIntegerField(default=0)
    with_parent = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)
    suppliers = models.PositiveIntegerField(default=0)
    needing = models.PositiveIntegerField(default=0)
    needs_met = models.PositiveIntegerField(default=0)
    on_register = models.PositiveIntegerField(default=0)
    reporting = models.PositiveIntegerField(default=0)
    jobs_reported = models.PositiveBigIntegerField(default=0)

    objects = ClusterCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "cluster", "sector", "is_example"],
                name="cluster_count_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(reporting__lte=models.F("businesses"))
                & models.Q(needs_met__lte=models.F("needing")),
                name="cluster_count_parts_within",
            ),
        ]
        indexes = [
            # The trend of one cluster, of all its sectors together.
            models.Index(
                fields=["cluster", "snapshot"],
                condition=models.Q(sector=None),
                name="cluster_count_trend",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.cluster_id or 'north'} {self.sector_id or 'all'}"

    @property
    def sized(self) -> int:
        """How many have a known size."""
        return self.micro + self.small + self.medium + self.large + self.major


class QuarterCount(Counted):
    """What came and went in one quarter, by the latest snapshot that looked at it.

    ``opened`` and ``closed`` are by the register of companies, ``listed`` and ``taken_down`` by the history
    of the directory. ``starts_on`` is the first day of the quarter.
    """

    starts_on = models.DateField()
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    listed = models.PositiveIntegerField(default=0)
    taken_down = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "sector", "is_example", "starts_on"],
                name="quarter_count_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__day=1, starts_on__month__in=[1, 4, 7, 10]),
                name="quarter_count_starts_a_quarter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d} {self.cluster_id or 'north'} {self.sector_id or 'all'}"


def quarter_of(day: datetime.date) -> datetime.date:
    """Return the first day of the quarter that ``day`` is in."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
