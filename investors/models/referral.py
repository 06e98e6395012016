"""What routing decided, and who was asked."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Cluster
from investors.models.choices import ContactRole, DecisionOutcome

if TYPE_CHECKING:
    from accounts.models import User


class Decision(models.Model):
    """One routing decision with its explanation, stored word for word."""

    Outcome = DecisionOutcome

    enquiry = models.ForeignKey("investors.Enquiry", on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome)
    rule = models.SlugField(max_length=40, help_text="The rule that settled it.")
    cluster = models.ForeignKey(
        "directory.Cluster", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.ForeignKey(
        "investors.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    routing_version = models.ForeignKey(
        "investors.RoutingVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text="Whose rules decided; none: those that are built in.",
    )
    lines = models.JSONField(help_text="The explanation: one sentence a line, in the order of the rules.")
    candidates = models.JSONField(
        help_text="Each contact considered, with scores, and what spoke for and against."
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="refer", contact__isnull=False) | (~Q(outcome="refer") & Q(contact=None)),
                name="decision_refer_has_contact",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.rule}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    """The questions asked of referrals."""

    def live(self) -> "ReferralQuerySet":
        """Keep those that somebody still has: offered or accepted."""
        return self.filter(status__in=Referral.LIVE)

    def answerable(self) -> "ReferralQuerySet":
        """Keep those whose contact may see the case: live, or completed until it is opened again."""
        completed = Q(status=Referral.Status.COMPLETED, enquiry__status="closed")
        return self.filter(completed | Q(status__in=Referral.LIVE))

    def of_clusters_led_by(self, user: "User") -> "ReferralQuerySet":
        """Keep those to contacts of the cluster, with its sub-clusters, that ``user`` is senior lead of.

        Both must say so: the role of the account, and an active row of a contact.
        """
        if not user.is_senior_lead:
            return self.none()
        led = {"contacts__user": user, "contacts__role": ContactRole.SENIOR_LEAD, "contacts__is_active": True}
        clusters = Cluster.objects.filter(**led)
        return self.filter(Q(contact__cluster__in=clusters) | Q(contact__cluster__parent__in=clusters))


class Referral(models.Model):
    """An enquiry put before one contact. At most one live lead an enquiry."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        CONTRIBUTOR = "contributor", _("Contributor")

    class Status(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        COMPLETED = "completed", _("Completed")
        DECLINED = "declined", _("Passed on")
        LAPSED = "lapsed", _("No answer in time")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    LIVE = (Status.OFFERED, Status.ACCEPTED)

    enquiry = models.ForeignKey("investors.Enquiry", on_delete=models.PROTECT, related_name="referrals")
    contact = models.ForeignKey("investors.Contact", on_delete=models.PROTECT, related_name="referrals")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.LEAD)
    status = models.CharField(max_length=12, choices=Status, default=Status.OFFERED)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was passed on or withdrawn.")
    offered_at = models.DateTimeField()
    nudge_at = models.DateTimeField(help_text="When the contact is reminded, once.")
    nudged_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(help_text="When it lapses if there is no answer.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"],
                condition=Q(role="lead", status__in=["offered", "accepted"]),
                name="referral_one_live_lead",
            ),
            models.CheckConstraint(
                condition=Q(status="offered", accepted_at=None, ended_at=None)
                | Q(status="accepted", accepted_at__isnull=False, ended_at=None)
                | Q(status="completed", accepted_at__isnull=False, ended_at__isnull=False)
                | Q(status__in=["declined", "lapsed", "withdrawn"], ended_at__isnull=False),
                name="referral_times_fit_status",
            ),
        ]
        indexes = [
            # The clock: what lapses, and who is to be reminded.
            models.Index(fields=["due_at"], condition=Q(status="offered"), name="referral_due"),
            models.Index(
                fields=["nudge_at"], condition=Q(status="offered", nudged_at=None), name="referral_nudge"
            ),
            # A contact's load.
            models.Index(
                fields=["contact"], condition=Q(status__in=["offered", "accepted"]), name="referral_load"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} → {self.contact_id}"
