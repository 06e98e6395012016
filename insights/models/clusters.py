"""What a cluster's page tells besides the counts: what businesses seek, how quickly enquiries are answered.

Written with each snapshot, by ``insights.services.cluster_facts`` alone.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from insights.models.snapshots import Snapshot

MOST_SAMPLED = 4


class ClusterDemand(models.Model):
    """How many listed businesses of a cluster (None: the North) look for what, and which to show.

    Examples are counted apart. ``sample`` are the primary keys of a few who say it, verified and fresh first.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="demands")
    cluster = models.ForeignKey(
        "directory.Cluster", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_example = models.BooleanField(default=False)
    offering = models.PositiveIntegerField(
        default=0, help_text="Those that say what they offer, or what they can supply."
    )
    investment = models.PositiveIntegerField(default=0)
    customers = models.PositiveIntegerField(default=0)
    partners = models.PositiveIntegerField(default=0)
    suppliers = models.PositiveIntegerField(default=0)
    talent = models.PositiveIntegerField(default=0)
    premises = models.PositiveIntegerField(default=0)
    sample = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "cluster", "is_example"],
                name="cluster_demand_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.cluster_id or 'north'}"


class ClusterAnswers(models.Model):
    """How quickly the contacts of a cluster lately answered (``investors.reports.answers``)."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="answers")
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.CASCADE, related_name="+")
    answered = models.PositiveIntegerField()
    median_days = models.FloatField(null=True)
    kept = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    is_made_up = models.BooleanField(default=False, help_text="Cases of a demonstration are in it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "cluster"], name="cluster_answers_once"),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.cluster_id}"
