"""Where each published fact comes from."""

import datetime

from django.db import models
from django.db.models import Deferrable
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


def write_published(stated: str) -> str:
    """Write when a source appeared: ``2014-10-24`` as a date, ``2016-02`` as a month, else as ``stated``."""
    for pattern, written in (("%Y-%m-%d", "j F Y"), ("%Y-%m", "F Y")):
        try:
            return date_format(datetime.datetime.strptime(stated, pattern), written)
        except ValueError:
            continue
    return stated


class Source(models.Model):
    """A publication or data set that a figure, fact or row was read from. Loaded by ``load_reference``.

    ``files`` names the reference files that were made from it; figures and facts point to it themselves.
    """

    class Kind(models.TextChoices):
        PRESS = "press", _("News article or web page")
        REPORT = "report", _("Report")
        GOVERNMENT = "government", _("Government publication")
        COUNCIL = "council", _("Council publication")
        AGENCY = "agency", _("Development agency")
        STATISTICS = "statistics", _("Statistics")
        DATA = "data", _("Data set")

    key = models.SlugField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    published = models.CharField(
        max_length=40, blank=True, help_text="As the source states it: a date or a year."
    )
    licence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    files = models.JSONField(default=list, blank=True)
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff wrote it: a load leaves it alone."
    )

    def __str__(self) -> str:
        return self.title

    @property
    def published_text(self) -> str:
        """When it appeared, for readers."""
        return write_published(self.published)

    def cite(self, period: str = "") -> str:
        """Return the source in a line, nothing twice: title, publisher, date and the ``period`` of it."""
        parts = [self.title, self.publisher, self.published_text, period]
        return ", ".join(dict.fromkeys(part for part in parts if part))


class Attribution(models.Model):
    """A line that a data licence asks us to show, in the order given."""

    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300, unique=True)

    class Meta:
        constraints = [
            # Deferred, so that a load may renumber the lines in any order.
            models.UniqueConstraint(
                fields=["position"], name="attribution_position_once", deferrable=Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.text
