"""Somebody says that they may speak for a business, and shows it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.business import Business

MOST_TRIES = 5
MOST_CODES = 3  # mails with a code, of one claim
CODE_LIFE = datetime.timedelta(hours=24)
LETTER_LIFE = datetime.timedelta(days=28)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """The questions asked of claims."""

    def pending(self) -> "ClaimQuerySet":
        """Keep those that wait: for a code, for a letter, or for somebody's decision."""
        return self.filter(status=Claim.Status.PENDING)

    def for_staff(self) -> "ClaimQuerySet":
        """Keep those that wait for a decision of staff: by evidence, or proven while a team was there."""
        return self.pending().filter(Q(method=Claim.Method.STAFF) | Q(proven_at__isnull=False))

    def to_print(self) -> "ClaimQuerySet":
        """Keep those whose letter is to be printed."""
        return self.pending().filter(method=Claim.Method.LETTER, printed_at=None)

    def overdue(self, now: datetime.datetime) -> "ClaimQuerySet":
        """Keep those whose code was not entered in time."""
        return self.pending().filter(expires_at__lte=now, proven_at=None)


class Claim(models.Model):
    """A claim on a business, or the verification of one by its own team, which takes the same ways.

    A code is never stored: it is computed from ``nonce`` and SECRET_KEY (``directory.claim_codes``) when a
    mail or letter leaves, and when somebody enters it. ``expires_at`` is the end of the code, which for a
    letter begins with the printing. ``proven_at``: the right code was entered when the business had got a
    team meanwhile, so that people decide. ``team_refused_at``: an admin of that team said no; staff decide.
    ``verification`` is what the approval showed, "" where the team took the claimant in as a member.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        APPROVED = "approved", _("Approved")
        DENIED = "denied", _("Denied")
        REVOKED = "revoked", _("Revoked")

    class Method(models.TextChoices):
        EMAIL_DOMAIN = "email_domain", _("Code to an address at the website’s domain")
        LETTER = "letter", _("Code by letter to the registered office")
        STAFF = "staff", _("Evidence, looked at by staff")

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="claims")
    claimant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    method = models.CharField(max_length=12, choices=Method)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    made_at = models.DateTimeField()
    email = models.EmailField(max_length=254, blank=True, help_text="Where the code went.")
    nonce = models.CharField(max_length=32, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    tries_made = models.PositiveSmallIntegerField(default=0)
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reminders_sent = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    proven_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    evidence_url = models.URLField(max_length=300, blank=True)
    team_refused_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)
    verification = models.CharField(max_length=20, choices=Business.Verification, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "claimant"], condition=Q(status="pending"), name="claim_pending_once"
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at=None)
                | (~Q(status="pending") & Q(decided_at__isnull=False)),
                name="claim_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(method="email_domain") | (~Q(email="") & ~Q(nonce="")),
                name="claim_by_email_has_address",
            ),
            models.CheckConstraint(
                condition=~Q(method="letter") | ~Q(nonce=""), name="claim_by_letter_has_nonce"
            ),
            models.CheckConstraint(
                condition=~Q(method="staff") | ~Q(evidence=""), name="claim_by_staff_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(tries_made__lte=MOST_TRIES, codes_sent__lte=MOST_CODES), name="claim_tries_few"
            ),
            models.CheckConstraint(
                condition=Q(verification="") | Q(status__in=["approved", "revoked"]),
                name="claim_verifies_when_approved",
            ),
        ]
        indexes = [
            # The desk's list: what waits for staff, and what is to be printed, the longest first.
            models.Index(fields=["made_at", "id"], condition=Q(status="pending"), name="claim_pending"),
            # The sweep: codes that were not entered in time, and letters to remind of.
            models.Index(fields=["expires_at"], condition=Q(status="pending"), name="claim_expiring"),
            # How many claims of one person, of late.
            models.Index(fields=["claimant", "made_at"], name="claim_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.method} {self.status}"

    @property
    def is_pending(self) -> bool:
        """Whether it still waits."""
        return self.status == self.Status.PENDING

    @property
    def awaits_code(self) -> bool:
        """Whether its claimant has a code to enter: one was sent, and none was right yet."""
        was_sent = self.method == self.Method.EMAIL_DOMAIN or self.printed_at is not None
        return self.is_pending and self.method != self.Method.STAFF and was_sent and self.proven_at is None

    @property
    def awaits_letter(self) -> bool:
        """Whether its letter is to be printed."""
        return self.is_pending and self.method == self.Method.LETTER and self.printed_at is None

    @property
    def awaits_staff(self) -> bool:
        """Whether staff have to decide."""
        return self.is_pending and (self.method == self.Method.STAFF or self.proven_at is not None)

    @property
    def can_be_revoked(self) -> bool:
        """Whether staff may take back what it gave: the business was verified by it."""
        return self.status == self.Status.APPROVED and bool(self.verification)

    @property
    def tries_left(self) -> int:
        """How many wrong codes may still be entered."""
        return MOST_TRIES - self.tries_made
