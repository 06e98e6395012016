"""Where each published fact comes from."""

from django.db import models


class Source(models.Model):
    """A publication that a figure or fact was read from. Loaded by ``load_reference``."""

    key = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    published = models.CharField(max_length=40, blank=True, help_text="As the source states it: a date or a year.")
    licence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Attribution(models.Model):
    """A line that a data licence asks us to show, in the order given."""

    position = models.PositiveSmallIntegerField(unique=True)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.text
