"""What belongs to the profile of a business and has rows of its own: its sites and its logos."""

from django.db import models
from django.db.models import Q

from directory.models.places import Basis


class Site(models.Model):
    """A place where a business works. Its postcode gives the cluster, and on what basis.

    The main site is copied to the business itself, where search and cards read it.
    """

    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="sites")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8)
    outcode = models.ForeignKey("directory.Outcode", on_delete=models.PROTECT, related_name="sites")
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="sites")
    basis = models.CharField(max_length=20, choices=Basis)
    is_main = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "position"], name="site_position_once"),
            models.UniqueConstraint(
                fields=["business"], condition=Q(is_main=True), name="site_main_once_per_business"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.postcode


class Logo(models.Model):
    """A logo, decoded and encoded anew by us, so that it holds pixels and nothing else.

    It is small (see ``directory.logos`` for the limits), so it stands in the database: every web host has
    it, and so has every backup. Its digest names it, so its address may be cached for ever.
    """

    digest = models.CharField(
        primary_key=True, max_length=64, help_text="SHA-256 of ``image``, in hexadecimal."
    )
    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="logos")
    image = models.BinaryField(help_text="PNG.")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]
