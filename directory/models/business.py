"""A listing in the directory."""

import datetime
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from directory.models.memberships import Membership
from directory.models.places import Basis
from directory.models.profiles import Site
from directory.models.sectors import Sector
from directory.permissions import roles_with

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MOST_KEYWORDS = 10


class Words(Func):
    """A text as it is searched for: lower case, no accents, no punctuation (SQL, first migration)."""

    function = "technorth_words"
    output_field = models.TextField()


class Document(Func):
    """What was searched before there was an index; the second migration names it."""

    function = "technorth_document"
    output_field = SearchVectorField()


class BusinessQuerySet(models.QuerySet["Business"]):
    """The questions asked of businesses."""

    def listed(self) -> "BusinessQuerySet":
        """Keep what the public may see."""
        return self.filter(status=Business.Status.PUBLISHED)

    def permitting(self, user: "User | AnonymousUser", action: str) -> "BusinessQuerySet":
        """Keep those for which ``user``, being of the team, may take ``action`` (directory.permissions)."""
        memberships = Membership.objects.filter(user=user.pk, role__in=roles_with(action))
        return self.filter(Exists(memberships.filter(business=OuterRef("pk"))))

    def in_clusters(self, slugs: Collection[str]) -> "BusinessQuerySet":
        """Keep those in any of the clusters; a cluster includes its sub-clusters."""
        return self.filter(Q(cluster__in=slugs) | Q(cluster__parent__in=slugs))

    def in_sectors(self, codes: Collection[str]) -> "BusinessQuerySet":
        """Keep those in any of the sectors, each once; a sector includes those below it."""
        listings = Business.sectors.through.objects.filter(business=OuterRef("pk"))
        return self.filter(Exists(listings.filter(Q(sector__in=codes) | Q(sector__parent__in=codes))))

    def in_size_bands(self, bands: Collection[str]) -> "BusinessQuerySet":
        """Keep those of any of the size bands."""
        return self.filter(size_band__in=bands)

    def verified(self) -> "BusinessQuerySet":
        """Keep those that somebody proved to stand for."""
        return self.exclude(verification=Business.Verification.NONE)

    def unconfirmed_since(self, moment: datetime.datetime) -> "BusinessQuerySet":
        """Keep those whose facts nobody has confirmed after ``moment``, nor listed them after it."""
        return self.filter(Q(confirmed_at__lte=moment) | Q(confirmed_at=None, listed_at__lte=moment))

    def with_listing_facts(self) -> "BusinessQuerySet":
        """Load what a card shows besides: the cluster, its parent, the sectors in their order."""
        sectors = Prefetch("sectors", Sector.objects.order_by("position", "pk"))
        return self.select_related("cluster__parent").prefetch_related(sectors)

    def with_profile_facts(self) -> "BusinessQuerySet":
        """Load what a profile shows: what a card does, source, outcode, and the sites in their order."""
        sites = Prefetch("sites", Site.objects.order_by("position").select_related("cluster"))
        return self.with_listing_facts().select_related("source", "outcode").prefetch_related(sites)

    def listed_in_order(self, ids: Sequence[int]) -> list["Business"]:
        """Return those of ``ids`` that the public may see, in the order of ``ids``."""
        found = self.listed().in_bulk(ids)
        return [found[each] for each in ids if each in found]

    def count_by(self, field: str) -> dict[str, int]:
        """Return how many there are for each value of ``field``."""
        return dict(self.order_by().values_list(field).annotate(Count("pk")))

    def count_by_sector(self) -> dict[str, int]:
        """Return how many there are in each sector, by code, each business once.

        A sector includes those below it. Two queries.
        """
        listings = Business.sectors.through.objects.filter(business__in=self.order_by().values("pk"))
        exact = listings.values_list("sector").annotate(Count("pk"))
        tops = listings.values_list(Coalesce("sector__parent", "sector")).annotate(
            Count("business", distinct=True)
        )
        return dict(exact) | dict(tops)


class Business(models.Model):
    """A technology, media or telecoms business of the North.

    ``origin`` says how it came to be listed: a real one from public records, one that the
    business itself registered, or a generated example, which every page and export marks.
    ``folded_name`` is generated by the database, as is its entry in the search index
    (``directory.models.search``), so no writer can forget them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Rejected")
        ARCHIVED = "archived", _("Archived")
        REMOVED = "removed", _("Removed")

    class Verification(models.TextChoices):
        NONE = "none", _("Not verified")
        EMAIL_DOMAIN = "email_domain", _("Verified by e-mail domain")
        COMPANIES_HOUSE = "companies_house", _("Verified at Companies House")
        LETTER = "letter", _("Verified by letter")
        STAFF = "staff", _("Verified by staff")

    class SizeBand(models.TextChoices):
        MICRO = "1-9", _("1 to 9 employees")
        SMALL = "10-49", _("10 to 49 employees")
        MEDIUM = "50-249", _("50 to 249 employees")
        LARGE = "250-499", _("250 to 499 employees")
        MAJOR = "500+", _("500 or more employees")

    class Origin(models.TextChoices):
        PUBLIC_RECORD = "public_record", _("From public records, not yet claimed by the business")
        REGISTERED = "registered", _("Registered by the business")
        EXAMPLE = "example", _("Example: generated for demonstration, not a real business")

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company or partnership with a number at Companies House")
        SOLE_TRADER = "sole_trader", _("Sole trader")
        PARTNERSHIP = "partnership", _("Partnership without a company number")
        CHARITY = "charity", _("Charity or social enterprise")
        UNIVERSITY = "university", _("University or research institute")
        PUBLIC_BODY = "public_body", _("Public body")

    class Wanted(models.TextChoices):
        INVESTMENT = "investment", _("Investment")
        CUSTOMERS = "customers", _("Customers")
        PARTNERS = "partners", _("Partners")
        SUPPLIERS = "suppliers", _("Suppliers")
        TALENT = "talent", _("People to hire")
        PREMISES = "premises", _("Premises")

    # In these the public sees nothing yet.
    NEVER_SHOWN = (Status.DRAFT, Status.IN_REVIEW, Status.CHANGES_REQUESTED, Status.REJECTED)

    slug = models.SlugField(unique=True, max_length=120)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COMPANY)
    company_number = models.CharField(max_length=8, blank=True)
    trading_names = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    summary = models.CharField(max_length=250, blank=True)
    description = models.TextField(blank=True)
    website = models.URLField(max_length=300, blank=True)
    social_links = ArrayField(models.URLField(max_length=300), default=list, blank=True)
    keywords = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sectors = models.ManyToManyField("directory.Sector", related_name="businesses", blank=True)
    cluster = models.ForeignKey(
        "directory.Cluster",
        on_delete=models.PROTECT,
        related_name="businesses",
        help_text="The finest cluster: a sub-cluster in the North East.",
    )
    basis = models.CharField(max_length=20, blank=True, choices=Basis)
    outcode = models.ForeignKey(
        "directory.Outcode", null=True, blank=True, on_delete=models.PROTECT, related_name="businesses"
    )
    postcode = models.CharField(max_length=8, blank=True)
    town = models.CharField(max_length=80, blank=True)
    founded_year = models.PositiveSmallIntegerField(null=True, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    employees_on = models.DateField(null=True, blank=True, help_text="The day that ``employees`` counts for.")
    size_band = models.CharField(max_length=8, choices=SizeBand, blank=True)
    offers = models.TextField(blank=True, help_text="What it offers, in its own words.")
    looking_for = ArrayField(models.CharField(max_length=12, choices=Wanted), default=list, blank=True)
    looking_for_text = models.TextField(blank=True)
    supply_capabilities = models.TextField(blank=True, help_text="What it can supply to others.")
    supply_needs = models.TextField(blank=True, help_text="What it buys or seeks from others.")
    parent_name = models.CharField(max_length=160, blank=True)
    spin_off_of = models.CharField(max_length=160, blank=True)
    owner_country = CountryField(blank=True, help_text="Where its owner is, if that is overseas.")
    markets = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, help_text="ISO 3166 codes."
    )
    languages = ArrayField(
        models.CharField(max_length=3), default=list, blank=True, help_text="ISO 639 codes."
    )
    case_studies = models.JSONField(
        default=list, blank=True, help_text="Of each: title, customer, text, address (may be empty)."
    )
    logo = models.ForeignKey(
        "directory.Logo", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    verification = models.CharField(max_length=20, choices=Verification, default=Verification.NONE)
    origin = models.CharField(max_length=16, choices=Origin)
    source = models.ForeignKey(
        "directory.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="businesses"
    )
    source_period = models.CharField(max_length=40, blank=True)
    listed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    folded_name = models.GeneratedField(
        expression=Words(F("name")), output_field=models.TextField(), db_persist=True
    )

    objects = BusinessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_number"],
                condition=~Q(company_number=""),
                name="business_company_number_once",
            ),
            models.CheckConstraint(
                condition=Q(origin="public_record", source__isnull=False) | ~Q(origin="public_record"),
                name="business_public_record_has_source",
            ),
            models.CheckConstraint(
                condition=Q(keywords__len__lte=MOST_KEYWORDS), name="business_keywords_few"
            ),
            models.CheckConstraint(
                condition=Q(founded_year=None) | Q(founded_year__range=(1500, 2100)),
                name="business_founded_in_history",
            ),
            models.CheckConstraint(
                condition=Q(employees=None, employees_on=None)
                | Q(employees__isnull=False, employees_on__isnull=False),
                name="business_employees_have_day",
            ),
        ]
        indexes = [
            GinIndex(  # names spelt nearly so, by find_close_names
                OpClass("folded_name", name="gin_trgm_ops"), name="business_name_trigrams"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the profile."""
        return reverse("directory:business", args=[self.slug])

    @property
    def is_example(self) -> bool:
        """Whether this is a generated example, which every page must say."""
        return self.origin == self.Origin.EXAMPLE

    @property
    def was_public(self) -> bool:
        """Whether its profile is public, or was until it was archived."""
        return self.status in (self.Status.PUBLISHED, self.Status.ARCHIVED)

    @property
    def is_verified(self) -> bool:
        """Whether somebody proved to stand for this business."""
        return self.verification != self.Verification.NONE

    @property
    def fresh_from(self) -> datetime.datetime:
        """The time that the age of its facts counts from: when they were confirmed, else listed."""
        return self.confirmed_at or self.listed_at

    @property
    def verified_text(self) -> str:
        """How it was verified, in words; "" where it was not. Of an example that is made up too."""
        if not self.is_verified:
            return ""
        return str(_("Verified, as an example")) if self.is_example else self.get_verification_display()

    @property
    def origin_note(self) -> str:
        """What a reader must know of a listing that no business made itself; examples have their mark."""
        return self.get_origin_display() if self.origin == self.Origin.PUBLIC_RECORD else ""
