"""What the North offers to put money or work into."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Cluster, Sector
from investors.models.choices import InvestmentScale, InvestmentType, OpportunityStage

if TYPE_CHECKING:
    from accounts.models import User


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    """The questions asked of opportunities."""

    def published(self, day: datetime.date | None = None) -> "OpportunityQuerySet":
        """Keep what the public may see on ``day``, or today: published, begun and not over."""
        day = day or timezone.localdate()
        return self.filter(status=Opportunity.Status.PUBLISHED, valid_from__lte=day, valid_until__gte=day)

    def over(self, day: datetime.date) -> "OpportunityQuerySet":
        """Keep what the public saw once and sees no more on ``day``: expired, withdrawn, or past its day.

        Not what was withdrawn before its first day: nobody saw it.
        """
        is_past = Q(status=Opportunity.Status.PUBLISHED, valid_until__lt=day)
        ended = Q(status__in=(Opportunity.Status.EXPIRED, Opportunity.Status.WITHDRAWN))
        seen = self.filter(is_past | ended, first_published_at__isnull=False)
        return seen.exclude(status=Opportunity.Status.WITHDRAWN, valid_from__gt=day)

    def in_clusters(self, slugs: Collection[str]) -> "OpportunityQuerySet":
        """Keep those in any of the clusters; a cluster includes its sub-clusters."""
        return self.filter(Q(cluster__in=slugs) | Q(cluster__parent__in=slugs))

    def in_sectors(self, codes: Collection[str]) -> "OpportunityQuerySet":
        """Keep those in any of the sectors, each once; a sector includes those below it."""
        chosen = Opportunity.sectors.through.objects.filter(opportunity=OuterRef("pk"))
        return self.filter(Exists(chosen.filter(Q(sector__in=codes) | Q(sector__parent__in=codes))))

    def visible_to(self, user: "User") -> "OpportunityQuerySet":
        """Keep what ``user`` sees at the desk: UKTI and auditors all, a contact those of their cluster."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.sees_every_case:
            return self
        return self.drafted_by(user)

    def drafted_by(self, user: "User") -> "OpportunityQuerySet":
        """Keep those that ``user`` may draft and edit: those of their cluster and its sub-clusters."""
        clusters = find_own_clusters(user)
        return self.filter(Q(cluster__in=clusters) | Q(cluster__parent__in=clusters))

    def with_card_facts(self) -> "OpportunityQuerySet":
        """Load what a card shows besides: cluster, its parent, outcode, and the sectors in their order."""
        sectors = Prefetch("sectors", Sector.objects.order_by("position", "pk"))
        return self.select_related("cluster__parent", "outcode").prefetch_related(sectors)


def find_own_clusters(user: "User") -> "models.QuerySet[Cluster]":
    """Return the clusters that ``user`` answers for, by an active contact; sub-clusters are not added."""
    if not user.is_contact:
        return Cluster.objects.none()
    return Cluster.objects.filter(contacts__user=user, contacts__is_active=True)


class Opportunity(models.Model):
    """Something to invest in. Its status moves only through ``investors.opportunity_workflow``.

    The columns say what is public, or was; before the first publication only ``title`` and ``cluster`` are
    filled in, for lists of the desk. What is being written is an ``OpportunityRevision``. ``facts`` is a list
    of ``{"text", "source", "url", "date"}``; ``documents`` of ``{"file", "title"}`` and ``images`` of
    ``{"file", "alt"}``, where ``file`` is the number of an OpportunityFile.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        PUBLISHED = "published", _("Published")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    Stage = OpportunityStage
    Scale = InvestmentScale
    InvestmentType = InvestmentType

    # In these the public has seen nothing yet.
    NEVER_SHOWN = (Status.DRAFT, Status.IN_REVIEW, Status.CHANGES_REQUESTED)

    slug = models.SlugField(unique=True, max_length=120)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    is_example = models.BooleanField(
        default=False, help_text="Invented for demonstration: every page, feed and answer says so."
    )
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=250, blank=True)
    description = models.TextField(blank=True, help_text="Markdown.")
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="opportunities")
    place = models.CharField(max_length=80, blank=True)
    outcode = models.ForeignKey(
        "directory.Outcode", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    sectors = models.ManyToManyField("directory.Sector", related_name="opportunities", blank=True)
    investment_types = ArrayField(
        models.CharField(max_length=16, choices=InvestmentType), default=list, blank=True
    )
    scale = models.CharField(max_length=12, choices=InvestmentScale, blank=True)
    stage = models.CharField(max_length=12, choices=OpportunityStage, default=OpportunityStage.SEEKING)
    facts = models.JSONField(default=list, blank=True)
    documents = models.JSONField(default=list, blank=True)
    images = models.JSONField(default=list, blank=True)
    contact = models.ForeignKey(
        "investors.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunities",
        help_text="Who looks after it and is told before it expires; never shown in public.",
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, help_text="What is searched, folded by the database.")
    first_published_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="When its words were published last."
    )
    reminded_for = models.DateField(
        null=True, blank=True, help_text="The last day of which its contact was reminded."
    )

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", "changes_requested"], first_published_at=None)
                | Q(status="withdrawn")
                | Q(
                    status__in=["published", "expired"],
                    first_published_at__isnull=False,
                    published_at__isnull=False,
                    valid_from__isnull=False,
                    valid_until__isnull=False,
                ),
                name="opportunity_published_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="opportunity_days_in_order",
            ),
        ]
        indexes = [
            # The public list, the newest first, and the sweep: what is over, or soon.
            models.Index(
                fields=["-published_at", "-id"], condition=Q(status="published"), name="opportunity_newest"
            ),
            models.Index(
                fields=["valid_until"], condition=Q(status="published"), name="opportunity_to_expire"
            ),
            # Words within the text.
            GinIndex(OpClass("words", name="gin_trgm_ops"), name="opportunity_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("investors:opportunity", args=[self.slug])

    @property
    def was_public(self) -> bool:
        """Whether the public has ever seen it."""
        return self.first_published_at is not None

    @property
    def is_shown(self) -> bool:
        """Whether its status lets the public see it, within its days."""
        return self.status == self.Status.PUBLISHED

    @property
    def latitude(self) -> float:
        """Where it is on the map: the middle of its outcode, or else of its cluster."""
        return self.outcode.latitude if self.outcode else self.cluster.latitude

    @property
    def longitude(self) -> float:
        """Where it is on the map: the middle of its outcode, or else of its cluster."""
        return self.outcode.longitude if self.outcode else self.cluster.longitude

    @property
    def place_text(self) -> str:
        """Where it is, in words: the place if one is named, and the cluster."""
        return f"{self.place}, {self.cluster}" if self.place else str(self.cluster)

    @property
    def investment_labels(self) -> list[str]:
        """The investment types as a reader sees them, in their usual order."""
        return [str(each.label) for each in InvestmentType if each.value in self.investment_types]
