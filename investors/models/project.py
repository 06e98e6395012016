"""Investment projects: what becomes of an enquiry that goes well."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from directory.models import Cluster
from investors.models.choices import Activity, Driver, FdiType, ProjectStage, ProjectStatus, Spend
from investors.models.contacts import Contact
from investors.models.referral import Referral

if TYPE_CHECKING:
    from accounts.models import User


class ProjectQuerySet(models.QuerySet["Project"]):
    """The questions asked of projects."""

    def visible_to(self, user: "User") -> "ProjectQuerySet":
        """Keep what ``user`` may see: what they may edit, and auditors all."""
        if user.is_authenticated and user.is_active and user.sees_every_case:
            return self
        return self.editable_by(user)

    def editable_by(self, user: "User") -> "ProjectQuerySet":
        """Keep what ``user`` may edit.

        Staff all; a regional contact those that they manage, or whose case they lead or completed; a senior
        lead those in their cluster, with its sub-clusters.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_triage:
            return self
        if not user.is_contact:
            return self.none()
        has_case = Referral.objects.filter(
            enquiry=OuterRef("enquiry"),
            contact__user=user,
            role=Referral.Role.LEAD,
            status__in=[Referral.Status.ACCEPTED, Referral.Status.COMPLETED],
        )
        leads = Contact.objects.active().filter(user=user, role=Contact.Role.SENIOR_LEAD)
        covers = leads.filter(
            Q(cluster__projects=OuterRef("pk")) | Q(cluster__children__projects=OuterRef("pk"))
        )
        return self.filter(Q(manager=user) | Exists(has_case.answerable()) | Exists(covers))

    def in_cluster(self, slug: str) -> "ProjectQuerySet":
        """Keep those in this cluster or one below."""
        inside = Cluster.objects.filter(Q(slug=slug) | Q(parent=slug), projects=OuterRef("pk"))
        return self.filter(Exists(inside))

    def matching(self, text: str) -> "ProjectQuerySet":
        """Keep those with every word of ``text`` in name, organisation, place or reference."""
        kept = self
        for word in text.split():
            kept = kept.filter(
                Q(reference__icontains=word)
                | Q(name__unaccent__icontains=word)
                | Q(organisation__name__unaccent__icontains=word)
                | Q(place__unaccent__icontains=word)
            )
        return kept

    def with_jobs(self) -> "ProjectQuerySet":
        """Annotate ``jobs_created`` and ``jobs_safeguarded``: those expected, of all years."""
        return self.annotate(
            jobs_created=Coalesce(Sum("jobs__expected_created"), 0),
            jobs_safeguarded=Coalesce(Sum("jobs__expected_safeguarded"), 0),
        )


class Project(models.Model):
    """One investment project. Its stage and status move only through ``investors.project_workflow``.

    People who vouch for the win are kept by number and name, so that a deleted account breaks no history.
    """

    Stage = ProjectStage
    Status = ProjectStatus

    reference = models.CharField(max_length=12, unique=True, help_text="The enquiry's, with TP for TN.")
    enquiry = models.OneToOneField("investors.Enquiry", on_delete=models.PROTECT, related_name="project")
    organisation = models.ForeignKey(
        "investors.Organisation", on_delete=models.PROTECT, related_name="projects"
    )
    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=12, choices=ProjectStage, default=ProjectStage.PROSPECT)
    status = models.CharField(max_length=12, choices=ProjectStatus, default=ProjectStatus.ONGOING)
    version = models.PositiveIntegerField(
        default=0, help_text="Counts its changes: whoever changes it must have seen the last one."
    )
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    manager = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="managed_projects"
    )

    fdi_type = models.CharField(max_length=16, choices=FdiType, blank=True)
    activities = ArrayField(models.CharField(max_length=20, choices=Activity), default=list, blank=True)
    drivers = ArrayField(models.CharField(max_length=20, choices=Driver), default=list, blank=True)
    sectors = models.ManyToManyField("directory.Sector", blank=True, related_name="projects")
    clusters = models.ManyToManyField("directory.Cluster", blank=True, related_name="projects")
    place = models.CharField(max_length=120, blank=True)
    lands_on = models.DateField(null=True, blank=True, help_text="The estimated land date.")
    spend = models.PositiveBigIntegerField(null=True, blank=True, help_text="In whole pounds.")
    spend_band = models.CharField(
        max_length=16, choices=Spend, blank=True, help_text="While the sum is not known."
    )
    currency = models.CharField(max_length=3, default="GBP", help_text="In which the investor named the sum.")

    win_submitted_by = models.BigIntegerField(null=True, blank=True)
    win_verified_by = models.BigIntegerField(null=True, blank=True)
    win_verified_name = models.CharField(max_length=160, blank=True)
    win_verified_at = models.DateTimeField(null=True, blank=True)
    won_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="won", won_at__isnull=False, win_verified_at__isnull=False)
                | (~Q(stage="won") & Q(won_at=None)),
                name="project_won_is_verified",
            ),
            models.CheckConstraint(
                condition=~Q(stage="won") | ~Q(status__in=["abandoned", "lost"]),
                name="project_won_is_not_lost",
            ),
            models.CheckConstraint(
                condition=Q(win_verified_at=None, win_verified_by=None)
                | (
                    Q(
                        win_verified_at__isnull=False,
                        win_verified_by__isnull=False,
                        win_submitted_by__isnull=False,
                    )
                    & ~Q(win_verified_by=F("win_submitted_by"))
                ),
                name="project_win_verified_by_second",
            ),
        ]
        indexes = [
            # The desk's list by stage, newest first.
            models.Index(fields=["stage", "-created_at", "-id"], name="project_list")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_given_up(self) -> bool:
        """Whether it is lost or abandoned."""
        return self.status in {ProjectStatus.ABANDONED, ProjectStatus.LOST}

    @property
    def spend_shown(self) -> str:
        """The sum in words: pounds where they are known, else the band; empty where neither is."""
        if self.spend is None:
            return self.get_spend_band_display()
        pounds = f"£{self.spend:,}"
        if self.currency == "GBP":
            return pounds
        return str(_("%(pounds)s (named in %(currency)s)")) % {"pounds": pounds, "currency": self.currency}
