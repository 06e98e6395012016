"""The two-level tree of sectors."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, F, Func

from directory.reference_names import name_sector


class Sector(models.Model):
    """A sector (``parent`` is None) or one below it. Loaded by ``load_reference``.

    The tree and its ties to SIC 2007 are this project's own; ``dbt_sector`` is the nearest sector
    of the Department for Business and Trade.
    """

    code = models.SlugField(primary_key=True, max_length=60)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    sic_strong = models.JSONField(
        default=list, blank=True, help_text="Five-digit SIC 2007 codes that mean this sector."
    )
    sic_possible = models.JSONField(default=list, blank=True, help_text="Codes that may mean it.")
    keywords = models.JSONField(default=list, blank=True)
    dbt_sector = models.CharField(max_length=200, blank=True)
    # The stems of its name, as texts are searched for: every search asks which sectors its words name.
    words = models.GeneratedField(
        expression=Func(
            Func(Func(F("name"), function="technorth_words"), function="technorth_stems"),
            function="tsvector_to_array",
        ),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        constraints = [
            # Deferred, so that a load may renumber the sectors in any order.
            models.UniqueConstraint(
                fields=["position"], name="sector_position_once", deferrable=Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """Its name in the reader's language."""
        return name_sector(self.name)
