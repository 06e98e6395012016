"""What an inward investor asks."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from investors.models.choices import Activity, ClockStep, CloseReason, Driver, FdiType, Jobs, Landing, Spend
from investors.models.queue import NEXT_DUE, QueueQuerySet
from investors.models.referral import Referral
from technorth.languages import HOUSE_LANGUAGE

if TYPE_CHECKING:
    from accounts.models import User


def fold_mail_domain(field: str) -> Upper:
    """Return the expression for the domain of the address in ``field``, in capitals."""
    return Upper(Func(F(field), Value("@"), Value(2), function="SPLIT_PART", output_field=models.CharField()))


class EnquiryQuerySet(QueueQuerySet["Enquiry"]):
    """The questions asked of enquiries."""

    def visible_to(self, user: "User") -> "EnquiryQuerySet":
        """Keep what ``user`` may see: staff and auditors all, a contact those referred to them.

        A senior lead sees those referred to anybody of their cluster, too.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.sees_every_case:
            return self
        if not user.is_contact:
            return self.none()
        referrals = Referral.objects.filter(enquiry=OuterRef("pk")).answerable()
        mine = Exists(referrals.filter(contact__user=user))
        return self.filter(mine | Exists(referrals.of_clusters_led_by(user)))

    def led_by(self, user: "User") -> "EnquiryQuerySet":
        """Keep those that ``user`` may refer within the cluster that they are senior lead of."""
        leads = Referral.objects.live().filter(enquiry=OuterRef("pk"), role=Referral.Role.LEAD)
        return self.filter(Exists(leads.of_clusters_led_by(user)), taken_by=None)

    def open(self) -> "EnquiryQuerySet":
        """Keep what is not closed."""
        return self.exclude(status=Enquiry.Status.CLOSED)


class Enquiry(models.Model):
    """One enquiry, from receipt to close. Its status moves only through ``investors.workflow``."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        QUARANTINED = "quarantined", _("Quarantined")
        TRIAGE = "triage", _("At UKTI triage")
        REFERRED = "referred", _("Referred")
        IN_PROGRESS = "in_progress", _("In progress")
        AWAITING_INVESTOR = "awaiting_investor", _("Awaiting the investor")
        NURTURE = "nurture", _("Nurture")
        CONVERTED = "converted", _("Converted to a project")
        CLOSED = "closed", _("Closed")

    reference = models.CharField(
        max_length=12, unique=True, help_text="TN-XXXX-XXXX, see investors.references."
    )
    submission_key = models.UUIDField(unique=True, help_text="One form sent, however often: one enquiry.")
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    is_demo = models.BooleanField(default=False)

    # Who asks. Purpose: to answer the enquiry.
    name = models.CharField(max_length=160)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=20, blank=True, help_text="E.164.")
    organisation = models.CharField(max_length=200)
    job_title = models.CharField(max_length=120, blank=True)
    website = models.URLField(max_length=300, blank=True)
    country = CountryField()
    language = models.CharField(
        max_length=8, default="en", help_text="ISO 639 code that the investor prefers."
    )
    page_language = models.CharField(
        max_length=8,
        default=HOUSE_LANGUAGE,
        help_text="Of the pages it is written on, and so of mails about it: technorth.languages.",
    )

    # What they plan.
    fdi_type = models.CharField(max_length=20, choices=FdiType)
    activities = ArrayField(models.CharField(max_length=20, choices=Activity), default=list, blank=True)
    drivers = ArrayField(models.CharField(max_length=20, choices=Driver), default=list, blank=True)
    jobs = models.CharField(max_length=20, choices=Jobs, blank=True)
    spend = models.CharField(max_length=20, choices=Spend, blank=True)
    landing = models.CharField(max_length=20, choices=Landing, blank=True)
    plan = models.TextField(help_text="In the investor's own words.")

    # Where, and in which sectors.
    clusters = models.ManyToManyField("directory.Cluster", blank=True, related_name="enquiries")
    sectors = models.ManyToManyField("directory.Sector", blank=True, related_name="enquiries")
    business = models.ForeignKey(
        "directory.Business",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="enquiries",
        help_text="The one named first, which routing goes by.",
    )
    other_businesses = models.ManyToManyField(
        "directory.Business", blank=True, related_name="+", help_text="The others named."
    )
    opportunities = models.ManyToManyField(
        "investors.Opportunity",
        blank=True,
        related_name="enquiries",
        help_text="Those named; see investors.named_opportunities for their order.",
    )
    place = models.CharField(max_length=120, blank=True, help_text="A town or a postcode, as typed.")
    anything_else = models.TextField(blank=True)
    consent_wording = models.CharField(max_length=20, help_text="Version of the privacy wording agreed to.")

    # How it stands.
    version = models.PositiveIntegerField(
        default=0, help_text="Counts its moves: whoever moves it must have seen the last one."
    )
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the sweep must act on it: routing that is still to be done."
    )
    reply_due_at = models.DateTimeField(help_text="The substantive reply that was promised.")
    replied_at = models.DateTimeField(
        null=True, blank=True, help_text="When that promise was kept; empty while an answer is owed."
    )
    clock_step = models.CharField(max_length=16, choices=ClockStep, blank=True)
    clock_at = models.DateTimeField(null=True, blank=True, help_text="When the clock takes that step.")
    taken_by = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="taken_enquiries",
        help_text="The member of staff who took it; else the lead contact has it.",
    )
    triage_reason = models.CharField(max_length=300, blank=True)
    spam_reasons = models.JSONField(default=list, blank=True)
    close_reason = models.CharField(max_length=24, choices=CloseReason, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    joined_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="joined",
        help_text="The earlier enquiry that this one repeats: who has that one answers both.",
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(status="closed", closed_at__isnull=False) & ~Q(close_reason=""))
                | (~Q(status="closed") & Q(closed_at=None, close_reason="")),
                name="enquiry_closed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(joined_to=None) | Q(close_reason="duplicate", joined_to__lt=F("pk")),
                name="enquiry_joined_is_a_later_duplicate",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(status__in=["received", "triage", "referred"]),
                name="enquiry_due_can_be_routed",
            ),
            models.CheckConstraint(
                condition=Q(clock_step="", clock_at=None)
                | Q(
                    clock_at__isnull=False,
                    status="in_progress",
                    clock_step__in=["remind_reply", "escalate_reply", "tell_ukti", "check_quiet"],
                )
                | Q(
                    clock_at__isnull=False,
                    status="awaiting_investor",
                    clock_step__in=["ask_investor", "close_silent"],
                )
                | Q(clock_at__isnull=False, status="nurture", clock_step="return"),
                name="enquiry_clock_fits_status",
            ),
        ]
        indexes = [
            # The sweep: what is due.
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="enquiry_due"),
            # What was closed long enough ago to be erased.
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="enquiry_closed"),
            models.Index(fields=["clock_at"], condition=Q(clock_at__isnull=False), name="enquiry_clock"),
            # The desk's queue by status, oldest first.
            models.Index(fields=["status", "received_at", "id"], name="enquiry_queue"),
            # The desk's queue, what is due next first; and of all, the newest first.
            models.Index(NEXT_DUE, "id", condition=~Q(status="closed"), name="enquiry_next_due"),
            models.Index(fields=["-received_at", "-id"], name="enquiry_newest"),
            # What one address sent of late, whatever its capitals.
            models.Index(Upper("email"), "received_at", name="enquiry_sender"),
            # An existing relationship: what else came from the organisation, or from its mail domain.
            models.Index(Upper("organisation"), name="enquiry_organisation"),
            models.Index(fold_mail_domain("email"), name="enquiry_mail_domain"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether somebody still has work with it."""
        return self.status != self.Status.CLOSED

    @property
    def takes_words(self) -> bool:
        """Whether the investor may write: while it is open, and where their silence alone closed it.

        Of one that was joined to another, while the other takes words.
        """
        if self.joined_to is not None:
            return self.joined_to.takes_words
        return self.is_open or self.close_reason == CloseReason.NON_RESPONSIVE
