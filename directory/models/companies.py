"""The register of companies as Companies House publishes it, and the imports that brought it here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.company_numbers import LENGTH, SHAPE


class CompanyQuerySet(models.QuerySet["Company"]):
    """The questions asked of the register."""

    def closed(self) -> "CompanyQuerySet":
        """Keep those that are no longer on the register."""
        return self.filter(status__in=Company.CLOSED)


class Company(models.Model):
    """A company as the register has it. Written by ``import_companies`` alone.

    What a business says of itself stands in ``Business``; the two meet by the company number. No
    address line, care-of name or officer is kept: of the registered office, which is often a home
    or an accountant's, only the postcode. ``sic_codes`` are SIC 2007 codes in the company's order.
    ``last_seen_on`` is the date of the last snapshot that had the company, ``imported_at`` when its
    facts last changed here.
    """

    class Status(models.TextChoices):
        """The words of the Companies House API, which the bulk file writes in many ways."""

        ACTIVE = "active", _("Active")
        DISSOLVED = "dissolved", _("Dissolved")
        LIQUIDATION = "liquidation", _("In liquidation")
        RECEIVERSHIP = "receivership", _("In receivership")
        ADMINISTRATION = "administration", _("In administration")
        VOLUNTARY_ARRANGEMENT = "voluntary-arrangement", _("Voluntary arrangement")
        INSOLVENCY = "insolvency-proceedings", _("Insolvency proceedings")
        CONVERTED_CLOSED = "converted-closed", _("Converted or closed")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        REGISTERED = "registered", _("Registered")
        REMOVED = "removed", _("Removed")
        OTHER = "other", _("Other: not known to be active")

    CLOSED = (Status.DISSOLVED, Status.CONVERTED_CLOSED, Status.CLOSED, Status.REMOVED)
    SOURCE = "companies-house-register"  # the key of the Source of listings made from the register

    number = models.CharField(primary_key=True, max_length=LENGTH)
    name = models.CharField(max_length=160)
    status = models.CharField(max_length=24, choices=Status)
    status_text = models.CharField(max_length=70, help_text="As the register writes it.")
    category = models.CharField(max_length=100, blank=True)
    accounts_category = models.CharField(max_length=60, blank=True)
    incorporated_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(
        null=True,
        blank=True,
        help_text="When it was dissolved, or the date of the first snapshot without it.",
    )
    postcode = models.CharField(max_length=20, blank=True)
    outcode = models.ForeignKey(
        "directory.Outcode", null=True, blank=True, on_delete=models.PROTECT, related_name="companies"
    )
    sic_codes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    previous_names = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    last_seen_on = models.DateField()
    imported_at = models.DateTimeField()

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=SHAPE), name="company_number_in_full"),
            models.CheckConstraint(condition=~Q(name=""), name="company_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class CompanyImport(models.Model):
    """One import of a snapshot of the register: what was read, how far it came, what it changed.

    ``fingerprint`` tells the file and the selection, so that an import that was cut off is taken up
    again only with the same. Up to ``position`` (bytes of the unpacked file) and ``line`` all rows
    are staged or rejected; ``rejects_size`` is how long the reject file was then. At most one import
    is unfinished.
    """

    fingerprint = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    snapshot_on = models.DateField()
    is_whole = models.BooleanField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveBigIntegerField(default=0)
    line = models.PositiveBigIntegerField(default=0)
    rows_staged = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    rejects_size = models.PositiveBigIntegerField(default=0)
    companies_added = models.PositiveIntegerField(default=0)
    companies_changed = models.PositiveIntegerField(default=0)
    companies_closed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finished_at"],
                condition=Q(finished_at=None),
                nulls_distinct=False,
                name="company_import_unfinished_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.snapshot_on:%Y-%m-%d}"
