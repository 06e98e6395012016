"""The two-level tree of sectors."""

from django.db import models


class Sector(models.Model):
    """A sector (``parent`` is None) or one below it. Loaded by ``load_reference``."""

    code = models.SlugField(primary_key=True, max_length=60)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=120)
    sic_strong = models.JSONField(default=list, help_text="Five-digit SIC 2007 codes that mean this sector.")
    sic_possible = models.JSONField(default=list, help_text="Codes that may mean it.")
    keywords = models.JSONField(default=list)
    dbt_sector = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
