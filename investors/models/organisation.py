"""The organisations that invest."""

from django.db import models
from django.db.models import Q
from django_countries.fields import CountryField


class Organisation(models.Model):
    """An investor's organisation, to which its projects belong. Examples match examples alone.

    ``folded_name`` is ``organisation_names.fold_organisation(name)``.
    """

    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200)
    country = CountryField()
    domain = models.CharField(max_length=253, blank=True, help_text="Of its website or mail; no shared one.")
    company_number = models.CharField(max_length=8, blank=True, help_text="At Companies House.")
    registration = models.CharField(max_length=40, blank=True, help_text="Its number in its own country.")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folded_name", "country", "is_demo"], name="organisation_name_once_per_country"
            ),
            models.UniqueConstraint(
                fields=["company_number", "is_demo"],
                condition=~Q(company_number=""),
                name="organisation_company_number_once",
            ),
            models.UniqueConstraint(
                fields=["country", "registration", "is_demo"],
                condition=~Q(registration=""),
                name="organisation_registration_once_per_country",
            ),
            models.CheckConstraint(condition=~Q(folded_name=""), name="organisation_has_name"),
        ]
        indexes = [
            # Whether an organisation with this domain is known.
            models.Index(fields=["domain"], condition=~Q(domain=""), name="organisation_domain")
        ]

    def __str__(self) -> str:
        return self.name
